import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {type TestContext, test} from 'node:test';
import {createControlIo} from '../../source/knobs/control.ts';
import {restoreLeftovers} from '../../source/knobs/leftovers.ts';
import {readRestoreFile, type RestoreRecord, restorePath, writeRestoreFile} from '../../source/knobs/restore-file.ts';
import {restoreSettings} from '../../source/knobs/restore.ts';
import {buildBoard, GPU} from './boards.ts';
import {changedSettings} from './knob-process.ts';

const BOOT = 'd3afc3da-9919-42a4-afd0-4ff39e1d7c14';

function createBench(t: TestContext) {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-state-'));
	const tree = buildBoard();
	t.after(() => {
		tree.remove();
		rmSync(folder, {recursive: true});
	});
	const io = createControlIo(tree.root);
	const leave = (pid: number, changes: Partial<RestoreRecord> = {}): string => {
		const path = restorePath(folder, changes.bootId ?? BOOT, pid);
		writeRestoreFile(path, {
			format: 1,
			bootId: BOOT,
			pid,
			startTicks: 5,
			root: tree.root,
			run: '/runs/a',
			locks: [`leftover-${pid}`],
			settings: [
				{knob: 'gpu.frequency', path: `${GPU}/max_freq`, original: '1020000000', state: 'set', ours: '612000000'},
			],
			...changes,
		});
		return path;
	};
	const restore = () =>
		restoreLeftovers({
			stateFolder: folder,
			bootId: BOOT,
			isPast: ({host}) => host !== 'elsewhere',
			isAlive: pid => pid === 100,
			restore: record => restoreSettings(record, io, () => undefined),
			owner: 'test',
			patienceMs: 0,
		});
	return {folder, tree, leave, restore, pin: () => io.write(`${GPU}/max_freq`, '612000000')};
}

test('of a dead process: restored, and the file is gone', async t => {
	const bench = createBench(t);
	bench.pin();
	bench.leave(200);
	const [leftover] = await bench.restore();
	assert.equal(leftover?.kind, 'restored');
	assert.deepEqual(changedSettings(bench.tree), []);
	assert.deepEqual(readdirSync(bench.folder), []);
});

test('of a living process: left to it', async t => {
	const bench = createBench(t);
	bench.pin();
	bench.leave(100);
	assert.deepEqual(
		(await bench.restore()).map(({kind}) => kind),
		['alive'],
	);
	assert.equal(changedSettings(bench.tree).length, 1);
	assert.equal(readdirSync(bench.folder).length, 1);
});

test("G7: of another boot: the values are the kernel's own already, and the file is dropped", async t => {
	const bench = createBench(t);
	bench.pin();
	bench.leave(200, {bootId: '00000000-9919-42a4-afd0-4ff39e1d7c14'});
	assert.deepEqual(
		(await bench.restore()).map(({kind}) => kind),
		['rebooted'],
	);
	assert.equal(changedSettings(bench.tree).length, 1, 'nothing was written');
	assert.deepEqual(readdirSync(bench.folder), []);
});

test('of another machine with the same home folder: its file is left to it', async t => {
	const bench = createBench(t);
	bench.pin();
	bench.leave(200, {bootId: '00000000-9919-42a4-afd0-4ff39e1d7c14', host: 'elsewhere'});
	assert.deepEqual(
		(await bench.restore()).map(({kind}) => kind),
		['elsewhere'],
	);
	assert.equal(readdirSync(bench.folder).length, 1);
});

test('one that cannot be put back keeps its file for the next try', async t => {
	const bench = createBench(t);
	bench.pin();
	const path = bench.leave(200, {
		settings: [{knob: 'x', path: '/sys/devices/system/cpu/cpufreq/boost', original: '1', state: 'changing'}],
	});
	const [leftover] = await bench.restore();
	assert.equal(leftover?.kind === 'restored' ? leftover.restored[0]?.outcome : '', 'failed');
	assert.ok(readRestoreFile(path) !== undefined);
});

test("a damaged file is told, kept, and in no other's way", async t => {
	const bench = createBench(t);
	bench.pin();
	const damaged = restorePath(bench.folder, BOOT, 150);
	for (const text of ['', '{"format":1', '{"format":2}', JSON.stringify({format: 1, settings: [{path: 1}]})]) {
		writeFileSync(damaged, text);
		bench.pin();
		bench.leave(200);
		const leftovers = await bench.restore();
		assert.deepEqual(
			leftovers.map(({kind}) => kind),
			['unreadable', 'restored'],
			text,
		);
		assert.deepEqual(changedSettings(bench.tree), []);
		assert.deepEqual(readdirSync(bench.folder).length, 1);
	}
});

test('a restore file that names a file outside the allowed ones writes nothing there', async t => {
	const bench = createBench(t);
	bench.tree.write('/etc/passwd', 'root');
	bench.leave(200, {settings: [{knob: 'x', path: '/etc/passwd', original: 'evil', state: 'changing'}]});
	const [leftover] = await bench.restore();
	assert.equal(leftover?.kind === 'restored' ? leftover.restored[0]?.outcome : '', 'failed');
	assert.equal(createControlIo(bench.tree.root).read('/etc/passwd'), 'root');
});

test('the file cannot be written: nothing is changed, and it says why', t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-state-'));
	t.after(() => rmSync(folder, {recursive: true}));
	writeFileSync(join(folder, 'sweeptop'), 'a file in the place of the folder');
	const record = {
		format: 1 as const,
		bootId: BOOT,
		pid: process.pid,
		startTicks: 1,
		root: '',
		run: '',
		locks: [],
		settings: [],
	};
	assert.throws(
		() => writeRestoreFile(restorePath(join(folder, 'sweeptop'), BOOT, 1), record),
		/original settings cannot be saved .*: (?:EEXIST|ENOTDIR)/,
	);
});
