import assert from 'node:assert/strict';
import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {createFileReader} from '../../probes/host/file-reader.ts';
import {createDeviceUsers} from '../../probes/foreign/device-users.ts';
import {parseDrmClient} from '../../probes/foreign/drm-clients.ts';
import {foreignDrmProbe} from '../../probes/foreign-drm.ts';
import {createForeignGpuProbe} from '../../probes/foreign-gpu.ts';
import {foreignJetsonProbe} from '../../probes/foreign-jetson.ts';
import {shareByPresence} from '../../probes/foreign/kinship.ts';
import type {Nvml} from '../../probes/nvidia/nvml-library.ts';
import {buildTree, type FakeTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

const ENGINE = 100;
const TRIAL = 101;
const STRANGER = 200;

function statOf(pid: number): string {
	return `${pid} (a) S 1 ${pid} ${pid} 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 500 0 0`;
}

/** An engine with one trial, and a process of somebody else; all seen by root. */
const PROCESSES: readonly (readonly [string, string])[] = [
	['/proc/1/fd/0', ''],
	[`/proc/${ENGINE}/task/${ENGINE}/children`, `${TRIAL} `],
	[`/proc/${ENGINE}/stat`, statOf(ENGINE)],
	[`/proc/${TRIAL}/task/${TRIAL}/children`, ''],
	[`/proc/${TRIAL}/stat`, statOf(TRIAL)],
	[`/proc/${STRANGER}/task/${STRANGER}/children`, ''],
	[`/proc/${STRANGER}/stat`, statOf(STRANGER)],
];

function fdinfo(client: number, pdev: string, lines: Readonly<Record<string, string>>): string {
	const cells = {pos: '0', 'drm-driver': 'any', 'drm-client-id': String(client), 'drm-pdev': pdev, ...lines};
	return Object.entries(cells)
		.map(([key, value]) => `${key}:\t${value}`)
		.join('\n');
}

const AMD = '0000:03:00.0';
const INTEL = '0000:00:02.0';
const XE = '/proc/200/fdinfo/9';

function buildGraphics(): FakeTree {
	return buildTree([
		...PROCESSES,
		['/sys/class/drm/card0/device/uevent', `DRIVER=xe\nPCI_SLOT_NAME=${INTEL}`],
		['/sys/class/drm/card1/device/uevent', `DRIVER=amdgpu\nPCI_SLOT_NAME=${AMD}`],
		[`/proc/${TRIAL}/fd/5`, '@->/dev/dri/renderD128'],
		[`/proc/${TRIAL}/fdinfo/5`, fdinfo(7, AMD, {'drm-engine-gfx': '0 ns', 'drm-engine-compute': '0 ns'})],
		[`/proc/${STRANGER}/fd/3`, '@->/dev/null'],
		[`/proc/${STRANGER}/fd/8`, '@->/dev/dri/renderD128'],
		[`/proc/${STRANGER}/fdinfo/8`, fdinfo(9, AMD, {'drm-engine-gfx': '0 ns', 'drm-engine-compute': '0 ns'})],
		[`/proc/${STRANGER}/fd/9`, '@->/dev/dri/renderD129'],
		[XE, xeUse(1000, 50_000)],
		['/sys/class/kfd/kfd/topology/nodes/0/gpu_id', '0'],
		['/sys/class/kfd/kfd/topology/nodes/0/properties', 'simd_count 0\nlocation_id 0\ndomain 0'],
		['/sys/class/kfd/kfd/topology/nodes/1/gpu_id', '51234'],
		['/sys/class/kfd/kfd/topology/nodes/1/properties', 'simd_count 240\nsimd_per_cu 4\nlocation_id 768\ndomain 0'],
	]);
}

/** Two engines of the kind are there. */
function xeUse(cycles: number, total: number): string {
	return fdinfo(4, INTEL, {
		'drm-cycles-ccs': String(cycles),
		'drm-total-cycles-ccs': String(total),
		'drm-engine-capacity-ccs': '2',
	});
}

test('AMD and Intel: engine time of strangers, by ns and by cycles; what trials use is not in it', async t => {
	const tree = buildGraphics();
	t.after(() => tree.remove());
	const world = createProbeWorld({tree, enginePid: ENGINE});
	const probe = await openUsable(foreignDrmProbe, world);
	assert.deepEqual(
		probe.channels.map(({channel, limit, note}) => [channel, limit, note]),
		[
			['gpu0.foreign_pct', 10, 'by processes that are not of the sweep'],
			['gpu1.foreign_pct', 10, 'by processes that are not of the sweep'],
		],
	);
	const waiting = '(needs two looks, a while apart)';
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.foreign_pct': waiting, 'gpu1.foreign_pct': waiting});
	world.advance(2000);
	// The trial works all the time, the stranger 0.3 s of 2 s on one engine and less on another.
	tree.write(`/proc/${TRIAL}/fdinfo/5`, fdinfo(7, AMD, {'drm-engine-compute': '2000000000 ns'}));
	tree.write(
		`/proc/${STRANGER}/fdinfo/8`,
		fdinfo(9, AMD, {'drm-engine-gfx': '100000000 ns', 'drm-engine-compute': '300000000 ns'}),
	);
	tree.write(XE, xeUse(41_000, 150_000));
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.foreign_pct': 15, 'gpu1.foreign_pct': 20});
	// Queues of ROCm are in no fdinfo: 15 of 60 compute units, and 60 of the trial.
	world.advance(2000);
	tree.write(`/sys/class/kfd/kfd/proc/${STRANGER}/stats_51234/cu_occupancy`, '15');
	tree.write(`/sys/class/kfd/kfd/proc/${TRIAL}/stats_51234/cu_occupancy`, '60');
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.foreign_pct': 25, 'gpu1.foreign_pct': 0});
	probe.close();
});

test('a descriptor that the trial holds, too, is no stranger; a client that starts again counts from its second look', async t => {
	const tree = buildGraphics();
	t.after(() => tree.remove());
	const world = createProbeWorld({tree, enginePid: ENGINE});
	const probe = await openUsable(foreignDrmProbe, world);
	const use = (client: number, ns: number): string => fdinfo(client, AMD, {'drm-engine-compute': `${ns} ns`});
	const look = (): number | string | undefined => {
		world.advance(1000);
		return tableOf(probe.sample())['gpu0.foreign_pct'];
	};
	look();
	tree.write(`/proc/${TRIAL}/fdinfo/5`, use(9, 500_000_000));
	tree.write(`/proc/${STRANGER}/fdinfo/8`, use(9, 500_000_000));
	assert.equal(look(), 0);
	tree.write(`/proc/${STRANGER}/fdinfo/8`, use(11, 900_000_000));
	assert.equal(look(), 0);
	tree.write(`/proc/${STRANGER}/fdinfo/8`, use(11, 1_000_000_000));
	assert.equal(look(), 10);
	probe.close();
});

test('fdinfo: a descriptor without a client, and engines that no number tells', () => {
	assert.equal(parseDrmClient('pos:\t0\nflags:\t02'), undefined);
	const client = parseDrmClient(
		'drm-client-id:\t3\ndrm-engine-video:\t? ns\ndrm-cycles-rcs:\t5\ndrm-memory-vram:\t1 KiB',
	);
	assert.deepEqual(client, {id: '3', engines: new Map()});
});

test('without such a card it is refused', async t => {
	const tree = buildTree(PROCESSES);
	t.after(() => tree.remove());
	const world = createProbeWorld({tree, enginePid: ENGINE});
	assert.match((await openRejected(foreignDrmProbe, world)).reason, /^no card/);
	assert.match((await openRejected(foreignJetsonProbe, world)).reason, /^no GPU of a Jetson/);
});

test('who holds a device: new programs are looked at three times, others at every eighth look', t => {
	const tree = buildTree([
		['/proc/200/fd/1', '@->/dev/null'],
		['/proc/201/fd/1', '@->/dev/dri/card0'],
	]);
	t.after(() => tree.remove());
	const usersOf = createDeviceUsers(createFileReader({root: tree.root, fs: tree.fs}), path => path.includes('/dri/'));
	const looks = [usersOf(), usersOf(), usersOf(), usersOf()];
	assert.deepEqual([...(looks[3] ?? [])], [[201, ['1']]]);
	symlinkSync('/dev/dri/card0', join(tree.root, 'proc/200/fd/2'));
	const found = Array.from({length: 9}, () => usersOf().has(200));
	assert.ok(found.includes(true) && found.indexOf(true) < 8);
});

test('Jetson: all of the load where only strangers hold the GPU, none without them, else not known', async t => {
	const device = '/sys/devices/platform/17000000.ga10b';
	const tree = buildTree([
		...PROCESSES,
		['/sys/class/devfreq/17000000.ga10b/device/of_node/name', 'ga10b'],
		['/sys/class/devfreq/17000000.ga10b/device/load', '420'],
		[`${device}/load`, '420'],
		[`/proc/${STRANGER}/fd/4`, '@->/dev/nvhost-as-gpu'],
	]);
	t.after(() => tree.remove());
	const world = createProbeWorld({tree, enginePid: ENGINE});
	const probe = await openUsable(foreignJetsonProbe, world);
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.foreign_pct': 42});
	const both = buildTree([
		...PROCESSES,
		['/sys/class/devfreq/17000000.ga10b/device/of_node/name', 'ga10b'],
		['/sys/class/devfreq/17000000.ga10b/device/load', '420'],
		[`/proc/${STRANGER}/fd/4`, '@->/dev/nvgpu/igpu0/ctrl'],
		[`/proc/${TRIAL}/fd/4`, '@->/dev/nvgpu/igpu0/ctrl'],
	]);
	t.after(() => both.remove());
	const shared = await openUsable(foreignJetsonProbe, createProbeWorld({tree: both, enginePid: ENGINE}));
	assert.match(String(tableOf(shared.sample())['gpu0.foreign_pct']), /^\(programs of the sweep and others share it/);
	shared.close();
	probe.close();
});

test('presence alone: the strangers have all, none, or an unknown part', () => {
	const [some, none] = [new Set([1]), new Set<number>()];
	assert.equal(shareByPresence(80, {own: none, strangers: some}), 80);
	assert.equal(shareByPresence(80, {own: some, strangers: none}), 0);
	assert.equal(typeof shareByPresence(80, {own: some, strangers: some}), 'string');
});

test('NVIDIA without the load of single processes, as Thor: by who has a context', async t => {
	const tree = buildTree([...PROCESSES, ['/dev/nvidiactl', '']]);
	t.after(() => tree.remove());
	let pids: readonly number[] = [STRANGER, 99_999];
	const nvml: Pick<Nvml, 'devices' | 'utilisation' | 'processes' | 'close'> = {
		devices: () => [1n],
		utilisation: () => ({kind: 'value', value: 70}),
		processes: {loads: () => 'not supported by this GPU', running: () => pids},
		close: () => {},
	};
	const probe = await openUsable(
		createForeignGpuProbe(() => Promise.resolve(nvml)),
		createProbeWorld({tree, enginePid: ENGINE}),
	);
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.foreign_pct': 70});
	pids = [TRIAL];
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.foreign_pct': 0});
	probe.close();
});
