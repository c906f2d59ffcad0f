import assert from 'node:assert/strict';
import test from 'node:test';
import {cpuProbe} from '../../probes/cpu.ts';
import {loadBetween, parseCpuTimes} from '../../probes/cpu-times.ts';
import {memoryProbe, parseMemoryUse} from '../../probes/memory.ts';
import {tdpEstimateProbe} from '../../probes/tdp-estimate.ts';
import {buildTree, type FakeTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, readFixture, tableOf} from '../helpers/probe-world.ts';

const STAT = readFixture('proc/stat_x86_8cpu.txt');
const MEMINFO = readFixture('proc/meminfo_x86.txt');

/** `/proc/stat` of two CPUs: user system idle iowait steal each. */
function stat(...cpus: readonly (readonly [number, number, number, number, number, number])[]): string {
	const lines = cpus.map(
		([cpu, user, system, idle, iowait, steal]) => `cpu${cpu} ${user} 0 ${system} ${idle} ${iowait} 0 0 ${steal} 0 0`,
	);
	return ['cpu  1 2 3 4 5 6 7 8 9 10', ...lines, 'intr 1 2 3'].join('\n');
}

function withTree(
	files: Readonly<Record<string, string>>,
	run: (tree: FakeTree) => Promise<void>,
): () => Promise<void> {
	return async () => {
		const tree = buildTree(Object.entries(files));
		try {
			await run(tree);
		} finally {
			tree.remove();
		}
	};
}

test('a captured /proc/stat: 8 CPUs, guest time not counted twice', () => {
	const times = parseCpuTimes(STAT, 5);
	assert.equal(times.cpus.size, 8);
	assert.deepEqual(times.cpus.get(0), [44490, 19, 21045, 1087069, 220, 1, 3410, 0]);
	const since = loadBetween(parseCpuTimes(stat([0, 0, 0, 0, 0, 0]), 0), times);
	// 44490 + 19 + 21045 + 1 + 3410 busy of 1156254 ticks of the CPU that is in both.
	assert.deepEqual(since, {busy: 68965 / 1156254, steal: 0, ticks: 1156254});
});

test('load: steal apart, iowait that falls, a CPU that goes offline and one that comes', () => {
	const before = parseCpuTimes(stat([0, 100, 0, 900, 50, 0], [1, 0, 0, 1000, 0, 0]), 0);
	const after = parseCpuTimes(stat([0, 160, 20, 910, 40, 10], [2, 500, 0, 0, 0, 0]), 1000);
	assert.deepEqual(loadBetween(before, after), {busy: 0.8, steal: 0.1, ticks: 100});
	assert.equal(loadBetween(before, before), undefined);
});

test(
	'cpu: utilisation and steal over at least a second, nothing from a single look',
	withTree({'/proc/stat': stat([0, 0, 0, 0, 0, 0])}, async tree => {
		const world = createProbeWorld({tree, intervalMs: 250});
		const probe = await openUsable(cpuProbe, world);
		assert.deepEqual(
			probe.channels.map(({channel, periodMs, windowMs}) => [channel, periodMs, windowMs]),
			[
				['cpu.util_pct', 250, 1000],
				['cpu.steal_pct', 250, 1000],
			],
		);
		assert.match(String(tableOf(probe.sample())['cpu.util_pct']), /two looks/);
		// A busy quarter, then idle quarters: the window holds the busy one for a second.
		const seen: unknown[] = [];
		for (let quarter = 1; quarter <= 6; quarter++) {
			world.advance(250);
			tree.write('/proc/stat', stat([0, 25, 0, (quarter - 1) * 25, 0, 0]));
			seen.push(tableOf(probe.sample())['cpu.util_pct']);
		}
		assert.deepEqual(seen, [100, 50, (25 / 75) * 100, 25, 0, 0]);
		probe.close();
	}),
);

test(
	'cpu: /proc/stat that cannot be read is a gap with a reason',
	withTree({'/proc/stat': stat([0, 0, 0, 0, 0, 0])}, async tree => {
		const world = createProbeWorld({tree});
		const probe = await openUsable(cpuProbe, world);
		tree.write('/proc/stat', '!EIO');
		world.advance(1000);
		assert.deepEqual(tableOf(probe.sample()), {
			'cpu.util_pct': '(the sensor does not answer (EIO))',
			'cpu.steal_pct': '(the sensor does not answer (EIO))',
		});
		probe.close();
	}),
);

test('a captured /proc/meminfo of a kernel without MemAvailable', () => {
	const used = 3742148 - (225472 + 22040 + 930888 + 44772);
	assert.deepEqual(parseMemoryUse(MEMINFO), {memoryBytes: used * 1024, swapBytes: (4194300 - 3155360) * 1024});
});

test(
	'memory: MemAvailable where the kernel has it; no swap is no channel, not 0',
	withTree(
		{'/proc/meminfo': 'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 700 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB'},
		async tree => {
			const probe = await openUsable(memoryProbe, createProbeWorld({tree}));
			assert.deepEqual(tableOf(probe.sample()), {'mem.used_bytes': 300 * 1024});
			assert.deepEqual(probe.missing, [], 'a machine without swap space lacks nothing');
			probe.close();
		},
	),
);

test(
	'estimate: utilisation × TDP, its energy a counter, its scope an estimate',
	withTree({'/proc/stat': stat([0, 0, 0, 0, 0, 0])}, async tree => {
		const world = createProbeWorld({tree, cpuTdpWatts: 40});
		const probe = await openUsable(tdpEstimateProbe, world);
		assert.deepEqual(
			probe.channels.map(({channel, scope, counter}) => [channel, scope, counter]),
			[
				['cpu.power_w', 'estimate', 'cpu.energy_j'],
				['cpu.energy_j', 'estimate', undefined],
			],
		);
		world.advance(500);
		tree.write('/proc/stat', stat([0, 50, 0, 0, 0, 0]));
		assert.deepEqual(tableOf(probe.sample()), {'cpu.power_w': 40, 'cpu.energy_j': 20});
		world.advance(1000);
		tree.write('/proc/stat', stat([0, 75, 0, 75, 0, 0]));
		assert.deepEqual(tableOf(probe.sample()), {'cpu.power_w': 10, 'cpu.energy_j': 30});
		probe.close();
	}),
);

test(
	'estimate: refused without a TDP',
	withTree({'/proc/stat': stat([0, 0, 0, 0, 0, 0])}, async tree => {
		const rejection = await openRejected(tdpEstimateProbe, createProbeWorld({tree, cpuTdpWatts: 0}));
		assert.deepEqual(rejection, {reason: 'cpu_tdp_watts is 0', mend: 'set [telemetry] cpu_tdp_watts'});
	}),
);
