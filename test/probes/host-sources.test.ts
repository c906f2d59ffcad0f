import assert from 'node:assert/strict';
import test from 'node:test';
import {batteryProbe} from '../../probes/battery.ts';
import {cpuThrottleProbe} from '../../probes/cpu-throttle.ts';
import {parsePerfLine, perfRaplProbe} from '../../probes/perf-rapl.ts';
import {pressureProbe} from '../../probes/pressure.ts';
import type {StreamProcess} from '../../source/domain/probe.ts';
import {choosePower} from '../../source/engine/power-source.ts';
import type {FakeRun} from '../helpers/fake-nvidia-smi.ts';
import {buildFakeTree, buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

const SUPPLY = '/sys/class/power_supply';

test('battery: power while it discharges, missing while it charges; mice and USB-C limits are none', async () => {
	const tree = buildTree([
		[`${SUPPLY}/AC/type`, 'Mains'],
		[`${SUPPLY}/BAT0/type`, 'Battery'],
		[`${SUPPLY}/BAT0/status`, 'Discharging'],
		[`${SUPPLY}/BAT0/current_now`, '1500000'],
		[`${SUPPLY}/BAT0/voltage_now`, '11400000'],
		[`${SUPPLY}/BAT1/type`, 'Battery'],
		[`${SUPPLY}/BAT1/status`, 'Discharging'],
		[`${SUPPLY}/BAT1/power_now`, '-2500000'],
		[`${SUPPLY}/hid-mouse/type`, 'Battery'],
		[`${SUPPLY}/hid-mouse/scope`, 'Device'],
		[`${SUPPLY}/hid-mouse/status`, 'Discharging'],
		[`${SUPPLY}/ucsi-source-psy-1/type`, 'Battery'],
		[`${SUPPLY}/ucsi-source-psy-1/status`, 'Discharging'],
		[`${SUPPLY}/ucsi-source-psy-1/power_now`, '60000000'],
	]);
	const probe = await openUsable(batteryProbe, createProbeWorld({tree}));
	assert.ok(Math.abs(Number(tableOf(probe.sample())['battery.power_w']) - (17.1 + 2.5)) < 1e-9);
	tree.write(`${SUPPLY}/BAT1/status`, 'Not charging');
	assert.ok(Math.abs(Number(tableOf(probe.sample())['battery.power_w']) - 17.1) < 1e-9);
	tree.write(`${SUPPLY}/BAT0/status`, 'Charging');
	assert.deepEqual(tableOf(probe.sample()), {'battery.power_w': '(on mains (Charging))'});
	probe.close();
	assert.deepEqual(await openRejected(batteryProbe, createProbeWorld({tree})), {
		reason: 'on mains (Charging)',
		mend: 'a battery tells the power only while the machine runs on it: unplug it',
	});
	tree.remove();
});

test('the battery counts where nothing nearer to the work is measured', () => {
	const battery = {
		channel: 'battery.power_w',
		unit: 'W',
		scope: 'board',
		source: 'battery',
		periodMs: 1e4,
		windowMs: 1e4,
	} as const;
	const cpu = {
		channel: 'cpu.power_w',
		unit: 'W',
		scope: 'package',
		source: 'rapl',
		periodMs: 500,
		windowMs: 500,
	} as const;
	assert.equal(choosePower([battery, cpu])?.source, 'rapl');
	assert.equal(choosePower([battery, {...cpu, scope: 'estimate', source: 'tdp-estimate'}])?.source, 'battery');
});

test('pressure: stalls in ms, and a CPU limit of any cgroup above', async () => {
	const tree = buildTree([
		[
			'/proc/pressure/cpu',
			'some avg10=1.53 avg60=0.87 avg300=0.73 total=9240500\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0',
		],
		[
			'/proc/pressure/memory',
			'some avg10=0.00 avg60=0.00 avg300=0.00 total=12000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0',
		],
		['/proc/self/cgroup', '0::/user.slice/job.scope'],
		['/sys/fs/cgroup/cpu.stat', 'usage_usec 100\nuser_usec 50'],
		['/sys/fs/cgroup/user.slice/cpu.stat', 'usage_usec 100\nnr_throttled 3\nthrottled_usec 4000'],
		['/sys/fs/cgroup/user.slice/job.scope/cpu.stat', 'usage_usec 100\nnr_throttled 7\nthrottled_usec 1500'],
	]);
	const probe = await openUsable(pressureProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {
		'cpu.stall_ms': 9240.5,
		'mem.stall_ms': 12,
		'cgroup.throttled_ms': 5.5,
	});
	tree.write('/proc/pressure/cpu', '!EIO');
	tree.write('/sys/fs/cgroup/user.slice/job.scope/cpu.stat', 'usage_usec 100');
	assert.deepEqual(tableOf(probe.sample()), {
		'cpu.stall_ms': '(the sensor does not answer (EIO))',
		'mem.stall_ms': 12,
		'cgroup.throttled_ms': '(the counter is not in the file)',
	});
	probe.close();
	tree.remove();
	const bare = buildTree([]);
	assert.match((await openRejected(pressureProbe, createProbeWorld({tree: bare}))).mend, /psi=1/);
	bare.remove();
});

test('cpu-throttle: cores and packages, each package once; an offline CPU is a gap', async () => {
	const cpu = (id: number, pkg: number, core: number, whole: number): [string, string][] => {
		const folder = `/sys/devices/system/cpu/cpu${id}`;
		return [
			[`${folder}/topology/physical_package_id`, String(pkg)],
			[`${folder}/thermal_throttle/core_throttle_count`, String(core)],
			[`${folder}/thermal_throttle/package_throttle_count`, String(whole)],
			[`${folder}/thermal_throttle/package_throttle_total_time_ms`, String(whole * 10)],
		];
	};
	const tree = buildTree([...cpu(0, 0, 1, 100), ...cpu(1, 0, 2, 100), ...cpu(2, 1, 4, 200), ...cpu(10, 1, 8, 200)]);
	const probe = await openUsable(cpuThrottleProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {'cpu.throttle_count': 315, 'cpu.throttle_ms': 3000});
	tree.write('/sys/devices/system/cpu/cpu10/thermal_throttle/core_throttle_count', '!ENODEV');
	assert.equal(tableOf(probe.sample())['cpu.throttle_count'], '(the device is gone (ENODEV))');
	probe.close();
	tree.remove();
});

test('perf lines: intervals, what is not counted, comments', () => {
	assert.deepEqual(parsePerfLine('     0.500133742,7.25,Joules,power/energy-pkg/,500133742,100.00,,'), {
		seconds: 0.500133742,
		event: 'energy-pkg',
		joules: 7.25,
	});
	assert.equal(parsePerfLine('     0.500133742,<not counted>,Joules,power/energy-pkg/,0,0.00,,'), undefined);
	assert.equal(parsePerfLine('# started on Sat Nov 21 2026'), undefined);
	assert.equal(parsePerfLine('     1.0,5,,instructions,1,100.00,,'), undefined);
});

/** A perf that says what it is told, its first interval at once. */
function createFakePerf(runs: FakeRun[], first: readonly string[]): StreamProcess {
	return (argv, onLine, onEnd) => {
		const run: FakeRun = {argv, say: onLine, end: onEnd, closed: false};
		runs.push(run);
		queueMicrotask(() => first.forEach(onLine));
		return {
			close: () => {
				run.closed = true;
			},
		};
	};
}

test('perf-rapl: one perf stat, joules add up at its own times, power from them', async () => {
	const tree = buildFakeTree('intel_laptop_rapl_xe');
	const runs: FakeRun[] = [];
	const stream = createFakePerf(runs, ['0.5,10,Joules,power/energy-pkg/,1,100.00,,']);
	const world = createProbeWorld({tree, stream});
	const probe = await openUsable(perfRaplProbe, world);
	assert.deepEqual(runs[0]?.argv.slice(-4), ['--log-fd', '1', '-e', 'power/energy-pkg/']);
	world.advance(700);
	runs[0]?.say('1.0,20,Joules,power/energy-pkg/,1,100.00,,');
	world.advance(300);
	runs[0]?.say('1.5,5,Joules,power/energy-pkg/,1,100.00,,');
	const readings = probe.sample().filter(reading => 'value' in reading);
	assert.deepEqual(
		readings.map(reading => [reading.channel, Math.round(reading.t - (readings[0]?.t ?? 0)), reading.value]),
		[
			['cpu.power_w', 0, 20],
			['cpu.energy_j', 0, 10],
			['cpu.power_w', 500, 40],
			['cpu.energy_j', 500, 30],
			['cpu.power_w', 1000, 10],
			['cpu.energy_j', 1000, 35],
		],
	);
	world.advance(5000);
	assert.match(String(tableOf(probe.sample())['cpu.energy_j']), /^\(perf stopped: no line for \d s\)$/);
	world.advance(1000);
	probe.sample();
	assert.equal(runs.length, 2);
	runs[1]?.say('0.5,7,Joules,power/energy-pkg/,1,100.00,,');
	assert.equal(tableOf(probe.sample())['cpu.power_w'], 14);
	probe.close();
	tree.remove();
});

test('perf-rapl: not installed, with the setting that it needs; no event on other machines', async () => {
	const tree = buildFakeTree('intel_laptop_rapl_xe');
	assert.deepEqual(await openRejected(perfRaplProbe, createProbeWorld({tree})), {
		reason: 'perf stopped: spawn perf ENOENT',
		mend: 'install perf; as root: sysctl kernel.perf_event_paranoid=0',
	});
	tree.remove();
	const vm = buildFakeTree('vm_nothing');
	assert.match((await openRejected(perfRaplProbe, createProbeWorld({tree: vm}))).reason, /^no RAPL event/);
	vm.remove();
});
