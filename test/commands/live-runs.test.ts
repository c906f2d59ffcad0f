import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {readEngineAddress} from '../../source/commands/engine/engine-address.ts';
import {openSocketSession} from '../../source/commands/session/socket-session.ts';
import {commandEngine, hasEngine} from '../../source/commands/session/control.ts';
import {readLiveTotals} from '../../source/commands/runs/live-runs.ts';
import {serveCommand} from '../../source/commands/serve.ts';
import {encodeLine} from '../../source/journal/line.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {eventsOf, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

function openFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'st-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return folder;
}

/** A run directory whose engine answers each connection with this line, or not at all. */
async function openEngine(t: TestContext, answer: string | undefined, onLeft?: () => void): Promise<string> {
	const folder = openFolder(t);
	const path = join(folder, 'e.sock');
	const server = createServer(socket => {
		t.after(() => socket.destroy());
		socket.on('close', () => onLeft?.()).resume();
		if (answer !== undefined) socket.write(`${answer}\n`);
	});
	const {promise, resolve} = Promise.withResolvers<void>();
	server.listen(path, resolve);
	await promise;
	t.after(() => void server.close());
	writeFileSync(join(folder, 'e.token'), 'secret\n');
	writeFileSync(join(folder, 'socket'), `${path}\n`);
	return folder;
}

test('what a live run has cost is in the greeting of its engine', async t => {
	const totals = {trials: 4, time_s: 2.5, energy_j: 9, energy_estimated: true, paused: true};
	const hello = {type: 'hello', version: 1, engine: {pid: 1, version: '0'}, role: 'view', lastSeq: 3, totals};
	assert.deepEqual(await readLiveTotals(await openEngine(t, JSON.stringify(hello))), totals);
	const older = {...hello, totals: undefined};
	assert.equal(await readLiveTotals(await openEngine(t, JSON.stringify(older))), undefined);
});

test('an engine that is not there, or says nothing, leaves the columns empty', async t => {
	assert.equal(await readLiveTotals(openFolder(t)), undefined);
	assert.equal(await readLiveTotals(await openEngine(t, undefined)), undefined);
});

test('an engine that is stopped is one, takes no command, and is left again: nothing keeps the program waiting', async t => {
	const left = Promise.withResolvers<void>();
	const folder = await openEngine(t, undefined, left.resolve);
	assert.equal(await hasEngine(folder), true);
	await left.promise;
	await assert.rejects(commandEngine(folder, {command: 'pause'}, 20), {
		problem: `the engine of ${folder} does not answer: it is stopped, or its machine is very busy`,
	});
});

test('a screen that is left before its engine has answered lets go of it', async t => {
	const left = Promise.withResolvers<void>();
	const taken = Promise.withResolvers<void>();
	const folder = await openEngine(t, undefined, left.resolve);
	const session = openSocketSession({
		directory: folder,
		role: 'view',
		address: async () => {
			const address = await readEngineAddress(folder);
			return address === undefined ? undefined : {...address, open: () => address.open().finally(taken.resolve)};
		},
		retryMs: 1,
	});
	await taken.promise;
	session.close();
	await left.promise;
});

test('a command for a run that has ended says so, and how; for one that broke off what goes on with it', async t => {
	const folder = openFolder(t);
	const lines = eventsOf(SAMPLE_FACTS).map(event => `${encodeLine(event)}\n`);
	writeFileSync(join(folder, 'journal.ndjson'), lines.join(''));
	await assert.rejects(commandEngine(folder, {command: 'pause'}), {
		problem: `${folder} has ended (every point was run): nothing runs it`,
		hint: `its results: sweeptop table ${folder}`,
	});
	writeFileSync(join(folder, 'journal.ndjson'), lines.slice(0, -1).join(''));
	await assert.rejects(commandEngine(folder, {command: 'pause'}), {problem: `no engine runs ${folder}`});
});

test('the far end of an attach over ssh says that an engine was killed, as every other command does', async t => {
	const folder = openFolder(t);
	const lines = eventsOf(SAMPLE_FACTS).map(event => `${encodeLine(event)}\n`);
	writeFileSync(join(folder, 'journal.ndjson'), lines.slice(0, -1).join(''));
	writeFileSync(join(folder, 'socket'), `${join(folder, 'e.sock')}\n`);
	writeFileSync(join(folder, 'e.token'), 'secret\n');
	const host = createFakeHost(folder);
	const global = {color: false, ascii: false, runs: folder, sysfsRoot: ''};
	await assert.rejects(
		async () => serveCommand({operands: [folder], passthrough: [], flags: {stdio: true}, global, host}),
		{problem: `no engine runs ${folder}`},
	);
	assert.equal(host.printed(), '');
});
