import assert from 'node:assert/strict';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {openSshAddress} from '../../source/commands/session/ssh-address.ts';

const RUN = {host: 'board', port: undefined, run: 'last'};
const GREETING = '{"type":"serve","token":"secret","directory":"/runs/a"}';

/** A search path on which ssh is this script of a shell; it leaves its process id in `pid`. */
function fakeSsh(t: TestContext, script: string) {
	const folder = mkdtempSync(join(tmpdir(), 'st-ssh-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const path = join(folder, 'ssh');
	writeFileSync(path, `#!/bin/sh\necho $$ > ${folder}/pid\n${script}\n`);
	chmodSync(path, 0o755);
	const isRunning = (): boolean => {
		try {
			return process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0);
		} catch {
			return false;
		}
	};
	return {environment: {...process.env, PATH: `${folder}:${process.env['PATH']}`}, isRunning};
}

async function untilGone(isRunning: () => boolean): Promise<void> {
	for (let waitedMs = 0; isRunning() && waitedMs < 60_000; waitedMs += 20) await sleep(20);
	assert.equal(isRunning(), false);
}

test('what the shell on the far side prints before the greeting is passed over, and what follows it is kept', async t => {
	const {environment, isRunning} = fakeSsh(
		t,
		`echo 'Welcome to Jetson'; echo; echo '${GREETING}'; echo frame; exec cat`,
	);
	const {token, open} = await openSshAddress(RUN, {environment});
	assert.equal(token, 'secret');
	const stream = await open();
	const {value}: {value?: unknown} = await stream[Symbol.asyncIterator]().next();
	assert.equal(String(value), 'frame\n');
	stream.destroy();
	await untilGone(isRunning);
});

test('a far side that is no sweeptop is told as such, and ssh is ended', async t => {
	const {environment, isRunning} = fakeSsh(t, `yes 'no such thing' | head -c 100000; exec sleep 600`);
	await assert.rejects(openSshAddress(RUN, {environment}), {problem: 'the far side did not answer as sweeptop serve'});
	await untilGone(isRunning);
});

test('over a screen ssh asks for nothing; before one it may', async t => {
	const {environment} = fakeSsh(t, `echo "{\\"token\\":\\"$*\\"}"; exec cat`);
	const leaving = new AbortController();
	t.after(() => leaving.abort());
	const over = await openSshAddress(RUN, {environment, signal: leaving.signal});
	assert.match(over.token, /-o BatchMode=yes -- board sweeptop serve --stdio 'last'$/);
	const before = await openSshAddress({...RUN, port: '2222'}, {environment});
	assert.match(before.token, /^-T -p 2222 -- board /);
	(await before.open()).on('error', () => undefined).destroy();
});

test('an ssh that does not come through is ended with the screen', async t => {
	const {environment, isRunning} = fakeSsh(t, 'exec sleep 600');
	const leaving = new AbortController();
	const opening = openSshAddress(RUN, {environment, signal: leaving.signal});
	while (!isRunning()) await sleep(5);
	leaving.abort();
	await assert.rejects(opening, {name: 'UserError'});
	await untilGone(isRunning);
});
