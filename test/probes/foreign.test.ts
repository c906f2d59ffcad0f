import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {createFileReader} from '../../probes/host/file-reader.ts';
import {foreignCpuProbe} from '../../probes/foreign-cpu.ts';
import {createForeignGpuProbe} from '../../probes/foreign-gpu.ts';
import {loadNvml} from '../../probes/nvidia/nvml-library.ts';
import {readFamily} from '../../probes/foreign/process-family.ts';
import {buildTree, type FakeTree} from '../helpers/fake-sysfs.ts';
import {buildNvmlStub} from '../helpers/nvml-stub.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

const ENGINE = 100;

/** `/proc/<pid>/stat` with a name that holds what separates the fields. */
function statOf(pid: number, utime: number, cutime = 0): string {
	return `${pid} (a ) b (c)) S 1 ${pid} ${pid} 0 -1 0 0 0 0 0 ${utime} 1 ${cutime} 0 20 0 1 0 500 0 0`;
}

/** `/proc/stat` of two CPUs that were busy for so many ticks together. */
function busy(ticks: number): string {
	return ['cpu 0', `cpu0 ${ticks} 0 0 9000 0 500 500 0 0 0`, 'cpu1 0 0 0 9000 0 0 0 0 0 0'].join('\n');
}

/** An engine with two threads, a trial that the second of them started, and a child of the trial. */
function buildProc(): FakeTree {
	return buildTree([
		['/proc/stat', busy(1000)],
		['/proc/100/task/100/children', ''],
		['/proc/100/task/105/children', '101 '],
		['/proc/100/stat', statOf(ENGINE, 10)],
		['/proc/101/task/101/children', '102 '],
		['/proc/101/stat', statOf(101, 20)],
		['/proc/102/task/102/children', ''],
		['/proc/102/stat', statOf(102, 30)],
		['/proc/200/task/200/children', ''],
		['/proc/200/stat', statOf(200, 400)],
	]);
}

test('the CPU time of others is what the machine worked and the sweep did not', async t => {
	const tree = buildProc();
	t.after(() => tree.remove());
	const world = createProbeWorld({tree, enginePid: ENGINE});
	const probe = await openUsable(foreignCpuProbe, world);
	assert.equal(probe.channels[0]?.limit, 25);
	const look = (): number | string | undefined => {
		world.advance(2000);
		return tableOf(probe.sample())['cpu.foreign_pct'];
	};
	// 150 ticks of 10 ms in 2 s: the child 100 of them, a stranger the rest.
	tree.write('/proc/stat', busy(1150));
	tree.write('/proc/102/stat', statOf(102, 130));
	assert.equal(look(), 25);
	// The child has ended, and the trial has waited for it: its time is the trial's.
	tree.write('/proc/101/task/101/children', '');
	tree.write('/proc/101/stat', statOf(101, 20, 151));
	tree.write('/proc/stat', busy(1170));
	assert.equal(look(), 0);
	// The trial has ended and nobody has waited for it: what it used is not held against strangers.
	tree.write('/proc/100/task/105/children', '');
	tree.write('/proc/stat', busy(1300));
	assert.equal(look(), '(a process has left the sweep)');
	tree.write('/proc/stat', '!EIO');
	assert.match(String(look()), /^\(\/proc\/stat: /);
	tree.write('/proc/stat', busy(1400));
	assert.equal(look(), '(needs two looks, a while apart)');
	tree.write('/proc/stat', busy(1500));
	assert.equal(look(), 50);
	probe.close();
});

test('a kernel that does not tell children is refused', async t => {
	const tree = buildTree([['/proc/stat', busy(0)]]);
	t.after(() => tree.remove());
	const {reason} = await openRejected(foreignCpuProbe, createProbeWorld({tree, enginePid: ENGINE}));
	assert.equal(reason, 'the kernel does not tell the children of a process');
});

test('a living family: a grandchild and its work are in it, other processes are not', async t => {
	const script = 'sh -c "while :; do :; done" & echo $!; wait';
	const child = spawn('sh', ['-c', script], {stdio: ['ignore', 'pipe', 'ignore'], detached: true});
	t.after(() => process.kill(-(child.pid ?? Number.NaN), 'SIGKILL'));
	const [line] = await child.stdout.setEncoding('utf8').take(1).toArray();
	const worker = Number(line);
	const files = createFileReader({root: ''});
	const ticksOfWorker = (): number => readFamily(files, process.pid)?.find(({pid}) => pid === worker)?.ticks ?? -1;
	const before = ticksOfWorker();
	const startMs = performance.now();
	while (ticksOfWorker() < before + 5 && performance.now() - startMs < 5000) {
		await new Promise(resolve => {
			setTimeout(resolve, 20);
		});
	}
	assert.ok(ticksOfWorker() >= before + 5, 'its work is seen');
	const family = readFamily(files, process.pid)?.map(({pid}) => pid) ?? [];
	assert.ok(family.includes(process.pid) && family.includes(child.pid ?? 0));
	assert.ok(!family.includes(process.ppid));
	assert.deepEqual(
		readFamily(files, worker)?.map(({pid}) => pid),
		[worker],
	);
});

test('the load of the GPU by others: the mean of each process, those of the sweep and unknown numbers left out', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-nvml-'));
	const tree = buildProc();
	t.after(() => {
		rmSync(folder, {recursive: true});
		tree.remove();
	});
	try {
		execFileSync('cc', ['--version'], {stdio: 'ignore'});
	} catch {
		return t.skip('needs a C compiler (cc)');
	}
	tree.write('/dev/nvidiactl', '');
	const library = buildNvmlStub(folder);
	const load = () => loadNvml({importKoffi: async () => (await import('koffi')).default, libraries: [library]});
	const nvml = await load();
	if ('reason' in nvml) return t.skip(`needs koffi: ${nvml.reason}`);
	nvml.close();
	const world = createProbeWorld({tree, enginePid: ENGINE});
	// The stub gives the same samples whenever it is asked from before their end.
	const probe = await openUsable(
		createForeignGpuProbe(() => {
			const {running, loads} = nvml.processes;
			return Promise.resolve({...nvml, processes: {running, loads: device => loads(device, 0)}});
		}),
		world,
	);
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.foreign_pct': 30, 'gpu1.foreign_pct': 35});
	const fresh = await openUsable(createForeignGpuProbe(load), world);
	assert.deepEqual(
		tableOf(fresh.sample()),
		{'gpu0.foreign_pct': 0, 'gpu1.foreign_pct': 0},
		'nothing since the last look',
	);
	probe.close();
	fresh.close();
});
