import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {UserError} from '../../source/domain/errors.ts';
import {acquireLock, lockLiveness, readLock} from '../../source/journal/lock.ts';
import {type ProcessIdentity, readIdentity, RENEWAL_MS} from '../../source/journal/process-identity.ts';

const HOLDER = fileURLToPath(new URL('lock-holder.ts', import.meta.url));

function temporary(t: TestContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-lock-'));
	t.after(() => rmSync(directory, {recursive: true, force: true}));
	return directory;
}

function locksIn(directory: string): string[] {
	return readdirSync(directory).toSorted();
}

/** Leaves the lock of an owner behind as if it had died without releasing it. */
function forge(directory: string, changes: Partial<ProcessIdentity>): ProcessIdentity {
	const identity = {...readIdentity(), ...changes};
	const path = join(directory, 'lock.3');
	writeFileSync(path, JSON.stringify({...identity, started: '2026-11-21T19:00:00.000Z'}));
	// Before any machine of ours was booted.
	utimesSync(path, 0, 0);
	return identity;
}

function startHolder(t: TestContext, directory: string, at = 0): ChildProcess {
	const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, directory, String(at)], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	t.after(() => child.kill('SIGKILL'));
	return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
	assert.ok(child.stdout !== null);
	const [line] = await once(createInterface({input: child.stdout}), 'line');
	return String(line);
}

test('a lock is taken, told, and released', t => {
	const directory = temporary(t);
	assert.equal(readLock(directory), undefined);
	const lock = acquireLock(directory, {now: () => Date.UTC(2026, 10, 21)});
	assert.deepEqual(readLock(directory), {...readIdentity(), started: '2026-11-21T00:00:00.000Z'});
	assert.equal(lock.takenFrom, undefined);
	assert.deepEqual(locksIn(directory), ['lock.1']);
	lock.release();
	lock.release();
	assert.deepEqual(locksIn(directory), []);
});

test('K1: a second engine is refused and told the pid and since when', async t => {
	const directory = temporary(t);
	const holder = startHolder(t, directory);
	assert.equal(await firstLine(holder), 'held');
	assert.throws(
		() => acquireLock(directory),
		(error: unknown) => {
			assert.ok(error instanceof UserError);
			assert.match(
				error.problem,
				new RegExp(`in use by another sweeptop \\(pid ${holder.pid}, since 20..-..-..T.*Z\\)`),
			);
			assert.match(error.hint, /sweeptop attach/);
			return true;
		},
	);
	assert.throws(
		() => acquireLock(directory, {force: true}),
		/in use by another sweeptop/,
		'force is not for the living',
	);
});

test('K2: the lock of an engine that was killed is taken over within two seconds', async t => {
	const directory = temporary(t);
	const holder = startHolder(t, directory);
	await firstLine(holder);
	holder.kill('SIGKILL');
	await once(holder, 'exit');
	const startedMs = performance.now();
	const lock = acquireLock(directory);
	assert.ok(performance.now() - startedMs < 2000);
	assert.equal(lock.takenFrom?.pid, holder.pid);
	assert.deepEqual(locksIn(directory), ['lock.2']);
});

const DEAD: Readonly<Record<string, Partial<ProcessIdentity>>> = {
	'a reused pid (another start time)': {startTicks: readIdentity().startTicks + 1},
	'a boot that is over': {bootId: 'ffffffff-0000-0000-0000-000000000000'},
	'a pid that is free': {pid: 2 ** 22 + 1},
};

for (const [what, changes] of Object.entries(DEAD)) {
	test(`K2: the lock of ${what} is taken over`, t => {
		const directory = temporary(t);
		const forged = forge(directory, changes);
		const lock = acquireLock(directory);
		assert.equal(lock.takenFrom?.pid, forged.pid);
		assert.deepEqual(locksIn(directory), ['lock.4']);
	});
}

const UNSEEN: Readonly<Record<string, Partial<ProcessIdentity>>> = {
	'another host': {bootId: 'ffffffff-0000-0000-0000-000000000000', host: '0123456789abcdef'},
	'a host without a machine id': {bootId: 'ffffffff-0000-0000-0000-000000000000', host: ''},
	'another container': {pidNamespace: 'pid:[1]', pid: 2 ** 22 + 1},
};

for (const [what, changes] of Object.entries(UNSEEN)) {
	test(`K2: the lock of ${what} is not taken over unless the person says so`, t => {
		const directory = temporary(t);
		forge(directory, changes);
		assert.throws(() => acquireLock(directory), /on another host or in another container[^]*remove .*lock\.3/);
		assert.deepEqual(locksIn(directory), ['lock.3']);
		acquireLock(directory, {force: true});
		assert.deepEqual(locksIn(directory), ['lock.4']);
	});
}

test('K2: of two machines with one system image, each leaves the other its lock as long as it is renewed', t => {
	const directory = temporary(t);
	forge(directory, {bootId: 'ffffffff-0000-0000-0000-000000000000'});
	const path = join(directory, 'lock.3');
	// The machine here was up when it was written: a boot that is over cannot have done it, unless the clock went back.
	utimesSync(path, new Date(), new Date());
	assert.equal(lockLiveness(directory), 'renewing');
	let waitedMs = 0;
	const renew = (): void => utimesSync(path, new Date(), new Date(Date.now() + 1000 + waitedMs));
	const living = {
		sleep: (ms: number) => {
			waitedMs += ms;
			if (waitedMs >= RENEWAL_MS) renew();
		},
	};
	assert.throws(() => acquireLock(directory, living), /on another host or in another container/);
	assert.ok(waitedMs <= 2 * RENEWAL_MS);
	waitedMs = 0;
	const lock = acquireLock(directory, {
		sleep: ms => {
			waitedMs += ms;
		},
	});
	assert.equal(waitedMs, 2 * RENEWAL_MS);
	assert.deepEqual(locksIn(directory), ['lock.4']);
	assert.equal(lockLiveness(directory), 'alive');
	const text = readFileSync(join(directory, 'lock.4'), 'utf8');
	utimesSync(join(directory, 'lock.4'), 0, 0);
	lock.renew();
	assert.ok(statSync(join(directory, 'lock.4')).mtimeMs > Date.now() - 60_000);
	assert.equal(readFileSync(join(directory, 'lock.4'), 'utf8'), text);
	lock.release();
	lock.renew();
	assert.deepEqual(locksIn(directory), []);
	assert.equal(lockLiveness(directory), undefined);
});

test('a damaged lock file is named', t => {
	const directory = temporary(t);
	for (const text of ['', '{', '{"pid":1}', '[]']) {
		writeFileSync(join(directory, 'lock.1'), text);
		assert.throws(() => acquireLock(directory), /lock\.1 is damaged/);
	}
});

test('D5: a folder that cannot be written is named', () => {
	assert.throws(() => acquireLock('/proc/self'), /cannot lock \/proc\/self: E/);
});

test('K9: of several engines that find a dead one’s lock at once, one gets it', async t => {
	const directory = temporary(t);
	forge(directory, {startTicks: 1});
	const at = Date.now() + 1200;
	const holders = Array.from({length: 8}, () => startHolder(t, directory, at));
	const lines = await Promise.all(holders.map(firstLine));
	assert.equal(lines.filter(line => line === 'held').length, 1, lines.join('\n'));
	assert.equal(lines.filter(line => line.startsWith('refused')).length, 7, lines.join('\n'));
	assert.equal(locksIn(directory).filter(name => name.startsWith('lock.')).length, 1);
});
