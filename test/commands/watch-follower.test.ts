import assert from 'node:assert/strict';
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import type {ExecutionRequest} from '../../source/domain/executor.ts';
import {createFollower} from '../../source/commands/watching/watch-follower.ts';
import {findWriters} from '../../source/commands/watching/watch-writers.ts';

/** A /proc with processes that hold files open: number of the descriptor, path, flags in octal. */
function makeProc(t: TestContext, processes: Readonly<Record<string, readonly (readonly [string, string])[]>>): string {
	const root = mkdtempSync(join(tmpdir(), 'sweeptop-proc-'));
	t.after(() => rmSync(root, {recursive: true}));
	for (const [pid, files] of Object.entries(processes)) {
		for (const folder of ['fd', 'fdinfo']) mkdirSync(join(root, pid, folder), {recursive: true});
		for (const [index, [path, flags]] of files.entries()) {
			symlinkSync(path, join(root, pid, 'fd', String(index)));
			writeFileSync(join(root, pid, 'fdinfo', String(index)), `pos:\t0\nflags:\t${flags}\nmnt_id:\t27\n`);
		}
	}
	writeFileSync(join(root, 'uptime'), '1 1');
	return root;
}

test('writers of a file, of what a database puts beside it, and of files in a folder; readers are none', t => {
	const root = makeProc(t, {
		10: [['/srv/grow.csv', '0100001']],
		11: [['/srv/grow.csv', '0100000']],
		12: [['/srv/study.db-wal', '0100002']],
		13: [
			['/dev/null', '02'],
			['/srv/logs/run_1/metrics.csv', '0102001'],
		],
		14: [['/srv/grow.csv', '0100001']],
	});
	assert.deepEqual(findWriters('/srv/grow.csv', {except: 14, root}), [10]);
	assert.deepEqual(findWriters('/srv/study.db', {except: 14, root}), [12]);
	assert.deepEqual(findWriters('/srv/logs', {except: 14, root}), [13]);
	assert.deepEqual(findWriters('/srv/grow.csv', {except: 14, root, among: [11, 12, 99]}), []);
	assert.deepEqual(findWriters('/srv/log', {except: 14, root}), []);
	assert.deepEqual(findWriters('/srv/grow.csv', {except: 14, root: join(root, 'nowhere')}), []);
});

test('the kernel of this machine tells of a file that we write', t => {
	if (!existsSync('/proc/self/fdinfo')) return t.skip('needs /proc');
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-writer-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const path = realpathSync(folder);
	const file = openSync(join(path, 'grow.csv'), 'a');
	assert.deepEqual(findWriters(join(path, 'grow.csv'), {except: 0, among: [process.pid]}), [process.pid]);
	assert.deepEqual(findWriters(path, {except: 0, among: [process.pid]}), [process.pid]);
	closeSync(file);
	assert.deepEqual(findWriters(path, {except: 0, among: [process.pid]}), []);
});

/** A follower whose looks are made by hand. */
function openFollower(writers: () => readonly number[]) {
	const told: string[] = [];
	const looks = new Set<() => void>();
	const executor = createFollower({
		findWriters: writers,
		now: () => 5,
		every: look => {
			looks.add(look);
			return () => void looks.delete(look);
		},
		tell: text => void told.push(text),
	});
	const request: ExecutionRequest = {
		argv: [],
		workdir: '/',
		env: {},
		columns: 80,
		rows: 24,
		graceMs: 0,
		marker: 'm',
		onOutput: () => undefined,
		onStarted: () => undefined,
		onNotice: () => undefined,
	};
	const execution = executor.start(request);
	return {execution, told, looks, look: () => looks.forEach(look => look())};
}

test('what is followed ends some looks after its writer, not between two records of one that comes back', async () => {
	let writers: readonly number[] = [];
	const {execution, told, looks, look} = openFollower(() => writers);
	for (let index = 0; index < 10; index += 1) look();
	assert.equal(looks.size, 1, 'nobody was seen: only the person ends it');
	writers = [7];
	look();
	assert.deepEqual(told, ['it is written by process 7: the end of that is the end']);
	writers = [];
	look();
	look();
	writers = [8];
	look();
	writers = [];
	look();
	look();
	assert.equal(looks.size, 1);
	look();
	assert.equal(looks.size, 0);
	const {outcome, code} = await execution.result;
	assert.deepEqual([outcome, code], ['exited', 0]);
	assert.equal(told.length, 1);
});

test('a person ends it at once', async () => {
	const {execution, looks} = openFollower(() => [7]);
	execution.end('killed', 'stopped by the user');
	assert.equal((await execution.result).why, 'stopped by the user');
	assert.equal(looks.size, 0);
});
