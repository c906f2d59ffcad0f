import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createProcessTable, type ProcessInfo} from '../../source/executors/process-table.ts';
import {describeProcesses, selectTree} from '../../source/executors/process-tree.ts';

function info(pid: number, changes: Partial<ProcessInfo> = {}): ProcessInfo {
	return {pid, name: `p${pid}`, state: 'S', parent: 1, group: pid, session: pid, startTicks: 1000 + pid, ...changes};
}

const bare = {...createProcessTable('/nowhere'), environmentOf: () => undefined};
const noMarker = () => false;
const leader = {pid: 50, startTicks: 1050};
const pids = (members: readonly ProcessInfo[]) => members.map(member => member.pid);

test('a tree is its session, group and descendants', () => {
	const processes = [
		info(1),
		info(50),
		info(51, {session: 50, group: 50, parent: 50}),
		info(52, {session: 52, parent: 51}),
		info(53, {session: 53, parent: 52}),
		info(54, {session: 50, parent: 1}),
		info(60),
	];
	assert.deepEqual(pids(selectTree(bare, processes, {leader, isMarked: noMarker})), [50, 51, 54, 52, 53]);
});

test('a zombie is no member, its children are', () => {
	const processes = [info(50, {state: 'Z'}), info(51, {session: 50, state: 'R'})];
	assert.deepEqual(pids(selectTree(bare, processes, {leader, isMarked: noMarker})), [51]);
});

test('a reused number is a stranger, its session too', () => {
	const processes = [info(50, {startTicks: 9999}), info(51, {session: 50, parent: 50, startTicks: 10_000})];
	assert.deepEqual(selectTree(bare, processes, {leader, isMarked: noMarker, known: [leader]}), []);
});

test('after the leader its session is ours only while older than its end', () => {
	const processes = [info(61, {session: 50, startTicks: 1060}), info(62, {session: 50, startTicks: 2000})];
	assert.deepEqual(pids(selectTree(bare, processes, {leader, leaderEndedTicks: 1500, isMarked: noMarker})), [61]);
	assert.deepEqual(selectTree(bare, processes, {leader, isMarked: noMarker}), []);
});

test('the marker finds what left everything else; older processes are not even asked', () => {
	const asked: number[] = [];
	const table = {
		...bare,
		environmentOf: (pid: number) => {
			asked.push(pid);
			return pid === 70 ? 'run.7.1' : 'run.77.1';
		},
	};
	const processes = [info(40), info(70), info(71)];
	assert.deepEqual(pids(selectTree(table, processes, {leader, isMarked: marker => marker === 'run.7.1'})), [70]);
	assert.deepEqual(asked, [70, 71]);
});

test('stat is read for the oddest names', () => {
	const root = mkdtempSync(join(tmpdir(), 'sweeptop-proc-'));
	mkdirSync(join(root, '42'));
	const fields = 'T 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20';
	writeFileSync(join(root, '42', 'stat'), `42 (a) b (c)) ${fields}`);
	writeFileSync(join(root, '42', 'environ'), 'XSWEEPTOP_MARKER=no\0SWEEPTOP_MARKER=yes\0A=');
	writeFileSync(join(root, 'uptime'), '12345.67 1.00\n');
	const table = createProcessTable(root);
	assert.deepEqual(table.read(42), {
		pid: 42,
		name: 'a) b (c)',
		state: 'T',
		parent: 1,
		group: 2,
		session: 3,
		startTicks: 4711,
	});
	assert.deepEqual(pids(table.list()), [42]);
	assert.equal(table.environmentOf(42, 'SWEEPTOP_MARKER'), 'yes');
	assert.equal(table.environmentOf(42, 'A'), '');
	assert.equal(table.environmentOf(42, 'MARKER'), undefined);
	assert.equal(table.read(43), undefined);
	assert.equal(table.uptimeTicks(), 1_234_567);
	rmSync(root, {recursive: true});
});

test('this process is seen as the kernel has it', () => {
	const table = createProcessTable();
	const self = table.read(process.pid);
	assert.equal(self?.parent, process.ppid);
	assert.ok((table.peakRssBytes(process.pid) ?? 0) > 1e7);
	const child = spawn('sleep', ['5'], {env: {SWEEPTOP_MARKER: 'm'}, stdio: 'ignore'});
	const pid = child.pid ?? 0;
	assert.equal(table.environmentOf(pid, 'SWEEPTOP_MARKER'), 'm');
	const seen = table.read(pid);
	assert.equal(table.signal({pid, startTicks: (seen?.startTicks ?? 0) + 1}, 'SIGKILL'), false);
	assert.equal(table.signal({pid, startTicks: seen?.startTicks ?? 0}, 'SIGKILL'), true);
});

test('a list for a person stays short', () => {
	assert.equal(describeProcesses([1, 2].map(pid => info(pid))), 'p1 (1), p2 (2)');
	assert.equal(
		describeProcesses([1, 2, 3, 4, 5, 6, 7].map(pid => info(pid))),
		'p1 (1), p2 (2), p3 (3), p4 (4), p5 (5) and 2 more',
	);
});

test('no signal goes to a process that got the number of ours (A8)', t => {
	const probe = spawnSync('unshare', [
		'-p',
		'-f',
		'--mount-proc',
		'sh',
		'-c',
		'echo 500 > /proc/sys/kernel/ns_last_pid',
	]);
	if (probe.status !== 0) return t.skip('needs unshare and the right to make a PID namespace');
	const rounds = process.env['SWEEPTOP_FAULTS'] === '1' ? '1000' : '25';
	const script = join(import.meta.dirname, 'pid-reuse.child.ts');
	const {stdout, stderr} = spawnSync('unshare', ['-p', '-f', '--mount-proc', process.execPath, script, rounds]);
	assert.deepEqual(JSON.parse(stdout.toString() || `"${stderr.toString()}"`), {
		rounds: Number(rounds),
		foreignSignals: 0,
	});
});
