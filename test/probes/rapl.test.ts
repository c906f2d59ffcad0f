import assert from 'node:assert/strict';
import test from 'node:test';
import {createEnergyCounter} from '../../probes/reading/energy-counter.ts';
import {raplProbe} from '../../probes/rapl.ts';
import {buildFakeTree, buildTree, type FakeTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, type ProbeWorld, tableOf} from '../helpers/probe-world.ts';

const FOLDER = '/sys/class/powercap';

/** A tree whose counters grow by so many µJ at each wait of the self-test; some wrap, some stand still. */
function worldOf(
	tree: FakeTree,
	counters: Readonly<Record<string, {start: number; step: number; range?: number}>>,
): ProbeWorld {
	let waits = 0;
	return createProbeWorld({
		tree,
		onWait: () => {
			waits++;
			for (const [zone, {start, step, range}] of Object.entries(counters)) {
				const raw = start + waits * step;
				tree.write(`${FOLDER}/${zone}/energy_uj`, String(range === undefined ? raw : raw % range));
			}
		},
	});
}

test('a laptop: psys is the board, the package the CPU, mmio a duplicate, parts on rails', async () => {
	const tree = buildFakeTree('intel_laptop_rapl_xe');
	const zones = {
		'intel-rapl:0': {start: 262143300000, step: 20_000, range: 262143328850},
		'intel-rapl:0:0': {start: 118821284256, step: 5000},
		'intel-rapl:0:1': {start: 5821284256, step: 1000},
		'intel-rapl:1': {start: 40422366267, step: 50_000},
	};
	const world = worldOf(tree, zones);
	const probe = await openUsable(raplProbe, world);
	assert.deepEqual(
		probe.channels.map(({channel, scope, counter}) => [channel, scope, counter]),
		[
			['cpu.power_w', 'package', 'cpu.energy_j'],
			['cpu.energy_j', 'package', undefined],
			['rail.core.power_w', 'rail', 'rail.core.energy_j'],
			['rail.core.energy_j', 'rail', undefined],
			['rail.uncore.power_w', 'rail', 'rail.uncore.energy_j'],
			['rail.uncore.energy_j', 'rail', undefined],
			['board.power_w', 'board', 'board.energy_j'],
			['board.energy_j', 'board', undefined],
		],
	);
	assert.deepEqual(probe.missing, [
		{channel: 'rail.package_0.power_w', reason: `repeats package-0 (${FOLDER}/intel-rapl:0/energy_uj)`, mend: ''},
	]);
	probe.sample();
	// One second: the package wraps, 3.8 W; psys 9.6 W.
	world.advance(1000);
	tree.write(`${FOLDER}/intel-rapl:0/energy_uj`, String((262143300000 + 20_000 + 3_800_000) % 262143328850));
	tree.write(`${FOLDER}/intel-rapl:1/energy_uj`, String(40422366267 + 50_000 + 9_600_000));
	const table = tableOf(probe.sample());
	assert.equal(table['cpu.power_w'], 3.8);
	assert.equal(table['cpu.energy_j'], (262143300000 + 20_000 + 3_800_000) / 1e6, 'unrolled over the wrap');
	assert.equal(table['board.power_w'], 9.6);
	assert.equal(table['rail.core.power_w'], 0);
	probe.close();
	tree.remove();
});

test('hexadecimal zone ids: two packages add up and keep their own channels', async () => {
	const tree = buildFakeTree('intel_rapl_thermal_procfs');
	const start = 240422366267;
	const world = worldOf(tree, {'intel-rapl:0': {start, step: 10_000}, 'intel-rapl:a': {start, step: 20_000}});
	const probe = await openUsable(raplProbe, world);
	// The frozen core domain drew the self-test out to its 20 looks.
	probe.sample();
	world.advance(500);
	tree.write(`${FOLDER}/intel-rapl:0/energy_uj`, String(start + 20 * 10_000 + 5_000_000));
	tree.write(`${FOLDER}/intel-rapl:a/energy_uj`, String(start + 20 * 20_000 + 15_000_000));
	const table = tableOf(probe.sample());
	assert.equal(table['cpu.power_w'], 40);
	assert.equal(table['rail.package_0.power_w'], 10);
	assert.equal(table['rail.package_10.power_w'], 30);
	assert.equal(probe.channels[0]?.scope, 'sum');
	// Its core domain stands still: no source.
	assert.deepEqual(
		probe.missing.map(({channel, reason}) => [channel, reason]),
		[['rail.core.power_w', 'its counter does not move']],
	);
	probe.close();
	tree.remove();
});

test('a frozen counter is no source, after a self-test of a second', async () => {
	const tree = buildFakeTree('rapl_thermal_node_exporter');
	const world = createProbeWorld({tree});
	const before = world.context.now();
	const rejection = await openRejected(raplProbe, world);
	assert.match(rejection.reason, /counter does not move/);
	assert.equal(world.context.now() - before, 1000);
	tree.remove();
});

test('permission: what it is and how to mend it', async () => {
	const tree = buildFakeTree('amd_desktop_amdgpu');
	const rejection = await openRejected(raplProbe, createProbeWorld({tree}));
	assert.equal(rejection.reason, 'package-0: energy_uj may be read by root only');
	assert.match(rejection.mend, /chmod 0444 .*CVE-2020-8694/);
	tree.remove();
});

test('nothing there', async () => {
	const tree = buildFakeTree('vm_nothing');
	assert.match((await openRejected(raplProbe, createProbeWorld({tree}))).reason, /no RAPL domain/);
	tree.remove();
});

test('a counter beyond its own range is absurd', async () => {
	const tree = buildTree([
		[`${FOLDER}/intel-rapl:0/name`, 'package-0'],
		[`${FOLDER}/intel-rapl:0/energy_uj`, '60293987000000'],
		[`${FOLDER}/intel-rapl:0/max_energy_range_uj`, '262143328850'],
	]);
	assert.match((await openRejected(raplProbe, createProbeWorld({tree}))).reason, /60293987000000, beyond its range/);
	tree.remove();
});

test('mmio is used where the register itself may not be read', async () => {
	const tree = buildTree([
		[`${FOLDER}/intel-rapl:0/name`, 'package-0'],
		[`${FOLDER}/intel-rapl:0/energy_uj`, '!EACCES'],
		[`${FOLDER}/intel-rapl-mmio:0/name`, 'package-0'],
		[`${FOLDER}/intel-rapl-mmio:0/energy_uj`, '5'],
		[`${FOLDER}/intel-rapl-mmio:0/max_energy_range_uj`, '262143328850'],
	]);
	const probe = await openUsable(raplProbe, worldOf(tree, {'intel-rapl-mmio:0': {start: 5, step: 1000}}));
	assert.equal(probe.channels[0]?.channel, 'cpu.power_w');
	assert.equal(probe.missing[0]?.reason, 'energy_uj may be read by root only');
	probe.close();
	tree.remove();
});

test('two packages that count alike for half a minute are told of once', async () => {
	const tree = buildFakeTree('intel_rapl_thermal_procfs');
	const world = worldOf(tree, {
		'intel-rapl:0': {start: 1000, step: 10_000},
		'intel-rapl:a': {start: 1000, step: 10_000},
	});
	const probe = await openUsable(raplProbe, world);
	for (let second = 1; second <= 70; second++) {
		world.advance(1000);
		tree.write(`${FOLDER}/intel-rapl:0/energy_uj`, String(11_000 + second * 68_000_000));
		tree.write(`${FOLDER}/intel-rapl:a/energy_uj`, String(11_000 + second * 68_100_000));
		probe.sample();
	}
	assert.equal(world.notices.length, 1);
	assert.match(world.notices[0] ?? '', /same energy: it may be one sensor shown 2 times/);
	probe.close();
	tree.remove();
});

test('F8: counter: a wrap is energy, a reset and an unknown range are a gap below the old value', () => {
	const wrapping = createEnergyCounter(1_000_000);
	assert.deepEqual(wrapping(0, 900_000), {kind: 'value', joules: 0.9, watts: undefined});
	assert.deepEqual(wrapping(100, 100_000), {kind: 'value', joules: 1.1, watts: 2});
	const reset = createEnergyCounter(262143328850);
	reset(0, 200_000_000_000);
	assert.deepEqual(reset(1000, 5), {kind: 'missing', reason: 'the counter was reset'});
	assert.deepEqual(reset(2000, 5_000_005), {kind: 'value', joules: 5.000005, watts: 5});
	const unknown = createEnergyCounter(0);
	unknown(0, 900);
	assert.equal(unknown(1000, 100).kind, 'missing');
});
