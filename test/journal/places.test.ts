import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {writeFileAtomic} from '../../source/journal/atomic-file.ts';
import {listLiveRuns, registerLiveRun, stateDirectory} from '../../source/journal/live-runs.ts';
import {readIdentity, readStartTicks} from '../../source/journal/process-identity.ts';
import {chooseSocketPlace} from '../../source/journal/socket-place.ts';

function temporary(t: TestContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-places-'));
	t.after(() => rmSync(directory, {recursive: true, force: true}));
	return directory;
}

test('a file is replaced as a whole: readers never see half of it, and it is private', async t => {
	const directory = temporary(t);
	const path = join(directory, 'trials.csv');
	const block = (letter: string): string[] => Array.from({length: 40}, () => letter.repeat(20_000));
	await writeFileAtomic(path, block('a'));
	assert.equal(statSync(path).mode & 0o777, 0o600);
	const progress = {isDone: false};
	const seen = new Set<string>();
	const writing = (async () => {
		for (const letter of ['b', 'c', 'd', 'e']) await writeFileAtomic(path, block(letter));
		progress.isDone = true;
	})();
	while (!progress.isDone) {
		const text = readFileSync(path, 'latin1');
		assert.equal(text.length, 800_000);
		assert.equal(text, (text[0] ?? '').repeat(800_000));
		seen.add(text[0] ?? '');
		await new Promise(resolve => {
			setImmediate(resolve);
		});
	}
	await writing;
	assert.ok(seen.size >= 2, [...seen].join(''));
	assert.deepEqual(readdirSync(directory), ['trials.csv']);
});

test('D10: a link in the place of a file is replaced, not followed; a folder there is an error that names it', async t => {
	const directory = temporary(t);
	const precious = join(directory, 'precious');
	writeFileSync(precious, 'keep');
	const path = join(directory, 'trials.csv');
	symlinkSync(precious, path);
	await writeFileAtomic(path, ['new']);
	assert.equal(readFileSync(precious, 'utf8'), 'keep');
	assert.equal(lstatSync(path).isFile(), true);
	const folder = join(directory, 'folder');
	mkdirSync(folder);
	await assert.rejects(writeFileAtomic(folder, ['new']), new RegExp(`cannot write ${folder}: EISDIR`));
	await assert.rejects(
		writeFileAtomic(join(directory, 'absent', 'x'), ['new']),
		new RegExp(`absent/x: ENOENT\nThere is no folder ${directory}/absent: make it first`),
	);
	assert.deepEqual(readdirSync(directory).toSorted(), ['folder', 'precious', 'trials.csv']);
});

test('text that cannot be made leaves the old file', async t => {
	const path = join(temporary(t), 'trials.csv');
	await writeFileAtomic(path, ['old']);
	function* failing(): Generator<string> {
		yield 'half';
		throw new Error('no more');
	}
	await assert.rejects(writeFileAtomic(path, failing()), /no more/);
	assert.equal(readFileSync(path, 'utf8'), 'old');
});

test('start ticks come from field 22 of stat, whatever the command is called', t => {
	const root = temporary(t);
	mkdirSync(join(root, 'proc/77'), {recursive: true});
	const stat = (state: string) => `77 (evil) R 1 (x) ${state} ${'0 '.repeat(18)}4242 0 0\n`;
	writeFileSync(join(root, 'proc/77/stat'), stat('S'));
	assert.equal(readStartTicks(77, root), 4242);
	writeFileSync(join(root, 'proc/77/stat'), stat('Z'));
	assert.equal(readStartTicks(77, root), undefined, 'a zombie runs no more');
	assert.equal(readStartTicks(78, root), undefined);
	assert.ok((readStartTicks(process.pid) ?? 0) > 0);
});

test('live runs are listed while their engine lives, and forgotten when it died', async t => {
	const state = join(temporary(t), 'state');
	assert.deepEqual(listLiveRuns(state), []);
	const child = spawn('sleep', ['60']);
	const exited = once(child, 'exit');
	const started = '2026-11-21T00:00:00.000Z';
	const mine = {...readIdentity(), path: '/runs/mine', started: '2026-11-22T00:00:00.000Z'};
	const theirs = {...readIdentity('', child.pid), path: '/runs/theirs', started};
	const unregister = await registerLiveRun(state, mine);
	await registerLiveRun(state, theirs);
	writeFileSync(join(state, 'live', 'junk.json'), '{');
	assert.deepEqual(listLiveRuns(state), [theirs, mine]);
	child.kill('SIGKILL');
	await exited;
	assert.deepEqual(listLiveRuns(state), [mine]);
	unregister();
	unregister();
	assert.deepEqual(listLiveRuns(state), []);
	assert.deepEqual(readdirSync(join(state, 'live')), ['junk.json']);
	assert.equal(statSync(join(state, 'live')).mode & 0o777, 0o700);
});

test('the state directory follows the XDG rules', () => {
	assert.equal(stateDirectory({XDG_STATE_HOME: '/x/state'}, '/people/u'), '/x/state/sweeptop');
	assert.equal(stateDirectory({XDG_STATE_HOME: 'relative'}, '/people/u'), '/people/u/.local/state/sweeptop');
	assert.equal(stateDirectory({}, '/people/u'), '/people/u/.local/state/sweeptop');
});

test('K5: the socket stands in the private runtime folder, else in a private folder of its own, within 107 bytes', t => {
	const base = temporary(t);
	const uid = process.getuid?.() ?? 0;
	const runtime = join(base, 'run');
	mkdirSync(runtime, {mode: 0o700});
	const choose = (XDG_RUNTIME_DIR: string | undefined, user = uid) =>
		chooseSocketPlace({run: '/runs/a', environment: {XDG_RUNTIME_DIR}, uid: user, temporary: base});
	const place = choose(runtime);
	assert.equal(dirname(place.path), join(runtime, 'sweeptop'));
	assert.equal(statSync(dirname(place.path)).mode & 0o777, 0o700);
	assert.equal(choose(runtime).path, place.path, 'one run, one place');
	writeFileSync(place.path, '');
	place.remove();
	assert.equal(existsSync(place.path), false);

	const long = join(base, 'x'.repeat(90));
	mkdirSync(long, {mode: 0o700});
	chmodSync(runtime, 0o755);
	for (const other of [choose(undefined), choose('relative'), choose('/absent'), choose(long), choose(runtime)]) {
		assert.ok(other.path.startsWith(join(base, 'sweeptop-')), other.path);
		assert.ok(Buffer.byteLength(other.path) <= 107);
		assert.equal(statSync(dirname(other.path)).mode & 0o777, 0o700);
		other.remove();
		assert.equal(existsSync(dirname(other.path)), false);
	}
	chmodSync(runtime, 0o700);
	assert.ok(choose(runtime, uid + 1).path.startsWith(join(base, 'sweeptop-')), 'a folder of another user');
});
