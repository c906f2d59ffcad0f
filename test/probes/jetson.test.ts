import assert from 'node:assert/strict';
import test from 'node:test';
import {coolingProbe} from '../../probes/cooling.ts';
import {fanProbe} from '../../probes/fan.ts';
import {jetsonEmcProbe} from '../../probes/jetson-emc.ts';
import {jetsonGpuProbe} from '../../probes/jetson-gpu.ts';
import {jetsonModeProbe} from '../../probes/jetson-mode.ts';
import {jetsonOcProbe} from '../../probes/jetson-oc.ts';
import {isRejection, type ProbeDefinition} from '../../source/domain/probe.ts';
import {buildFakeTree, buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

const PROBES: readonly ProbeDefinition[] = [
	jetsonGpuProbe,
	jetsonEmcProbe,
	fanProbe,
	jetsonModeProbe,
	jetsonOcProbe,
	coolingProbe,
];

/** What these sources say of each board; a source that is not named refuses. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>> = {
	jetson_orin_nano_jp6: {
		'jetson-gpu': {
			'gpu0.util_pct': 62,
			'gpu0.clock_hz': 1.02e9,
			'gpu0.clock_min_hz': 1.02e9,
			'gpu0.clock_max_hz': 1.02e9,
		},
		'jetson-emc': {'emc.clock_max_hz': 3.199e9},
		fan: {'fan.pct': (88 * 100) / 255, 'fan.speed_rpm': 1741},
		'jetson-mode': {'power.mode_id': 2},
		'jetson-oc': {'oc1.event_count': 0, 'oc2.event_count': 0, 'oc3.event_count': 27_390},
	},
	jetson_agx_orin_jp6: {
		'jetson-gpu': {
			'gpu0.util_pct': 0,
			'gpu0.clock_hz': 306e6,
			'gpu0.clock_min_hz': 306e6,
			'gpu0.clock_max_hz': 1.3005e9,
		},
	},
	jetson_xavier_nx_jp5: {
		'jetson-gpu': {
			'gpu0.util_pct': 0,
			'gpu0.clock_hz': 114.75e6,
			'gpu0.clock_min_hz': 114.75e6,
			'gpu0.clock_max_hz': 1.10925e9,
		},
	},
	jetson_agx_xavier_jp4: {
		'jetson-gpu': {
			'gpu0.util_pct': 0,
			'gpu0.clock_hz': 318.75e6,
			'gpu0.clock_min_hz': 114.75e6,
			'gpu0.clock_max_hz': 1.377e9,
		},
	},
	jetson_nano_jp4: {
		'jetson-gpu': {
			'gpu0.util_pct': 0,
			'gpu0.clock_hz': 76.8e6,
			'gpu0.clock_min_hz': 76.8e6,
			'gpu0.clock_max_hz': 921.6e6,
		},
		fan: {'fan.pct': 0},
	},
	vm_nothing: {},
};

for (const [name, expected] of Object.entries(EXPECTED)) {
	test(`${name}: GPU, memory clock, fan, mode, over-current and cooling`, async () => {
		const tree = buildFakeTree(name);
		try {
			const {context} = createProbeWorld({tree});
			const found: Record<string, Record<string, number | string>> = {};
			for (const definition of PROBES) {
				const result = await definition.open(context);
				if (isRejection(result)) continue;
				found[definition.id] = tableOf(result.sample());
				result.close();
			}
			assert.deepEqual(found, expected);
		} finally {
			tree.remove();
		}
	});
}

/** The GPU of each row of the board table: where its device stands, and the name of its node. */
const GPUS: Readonly<Record<string, readonly [device: string, node: string]>> = {
	'Nano, JetPack 4': ['/sys/devices/57000000.gpu', 'gpu'],
	'TX2, JetPack 4': ['/sys/devices/17000000.gp10b', 'gp10b'],
	'Xavier, JetPack 4': ['/sys/devices/17000000.gv11b', 'gv11b'],
	'Xavier, JetPack 5': ['/sys/devices/platform/17000000.gv11b', 'gv11b'],
	'Orin, JetPack 5': ['/sys/devices/platform/17000000.ga10b', 'ga10b'],
	'Orin, JetPack 6 and 7': ['/sys/devices/platform/bus@0/17000000.gpu', 'gpu'],
};

for (const [board, [device, node]] of Object.entries(GPUS)) {
	test(`the GPU of ${board}, among other devfreq devices`, async () => {
		const name = device.slice(device.lastIndexOf('/') + 1);
		const tree = buildTree([
			['/sys/class/devfreq/13e10000.host1x', '@->/sys/devices/13e10000.host1x/devfreq/13e10000.host1x'],
			['/sys/devices/13e10000.host1x/of_node/name', 'host1x\0'],
			['/sys/devices/13e10000.host1x/devfreq/13e10000.host1x/cur_freq', '1000000'],
			[`/sys/class/devfreq/${name}`, `@->${device}/devfreq/${name}`],
			[`${device}/of_node/name`, `${node}\0`],
			[`${device}/load`, '705'],
			[`${device}/devfreq/${name}/cur_freq`, '510000000'],
		]);
		const probe = await openUsable(jetsonGpuProbe, createProbeWorld({tree}));
		assert.deepEqual(tableOf(probe.sample()), {'gpu0.util_pct': 70.5, 'gpu0.clock_hz': 510e6});
		probe.close();
		tree.remove();
	});
}

test('the GPU of Thor: a clock and no load, which nvidia-smi tells', async () => {
	const tree = buildTree([
		['/sys/class/devfreq/gpu-gpc-0/cur_freq', '1575000000'],
		['/sys/class/devfreq/gpu-nvd-0/cur_freq', '1000000000'],
		['/sys/class/devfreq/bwmgr/cur_freq', '4266000000'],
	]);
	const world = createProbeWorld({tree});
	const gpu = await openUsable(jetsonGpuProbe, world);
	assert.deepEqual(tableOf(gpu.sample()), {'gpu0.clock_hz': 1.575e9});
	const emc = await openUsable(jetsonEmcProbe, world);
	assert.deepEqual(tableOf(emc.sample()), {'emc.clock_hz': 4.266e9});
	gpu.close();
	emc.close();
	tree.remove();
});

test('a gated GPU has no clock, its load of 0 stays a reading', async () => {
	const device = '/sys/devices/platform/gpu.0';
	const tree = buildTree([
		[`${device}/load`, '0'],
		[`${device}/devfreq/17000000.gpu/cur_freq`, '306000000'],
		[`${device}/power/runtime_status`, 'suspended'],
	]);
	const probe = await openUsable(jetsonGpuProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.util_pct': 0, 'gpu0.clock_hz': '(powered down (gated))'});
	tree.write(`${device}/power/runtime_status`, 'active');
	assert.equal(tableOf(probe.sample())['gpu0.clock_hz'], 306e6);
	probe.close();
	tree.remove();
});

test('memory controller as root: clock and utilisation; without, the mend', async () => {
	const debug = '/sys/kernel/debug';
	const tree = buildTree([
		[`${debug}/bpmp/debug/clk/emc/rate`, '2133000000'],
		[`${debug}/cactmon/mc_all`, '533250'],
	]);
	const probe = await openUsable(jetsonEmcProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {'emc.clock_hz': 2.133e9, 'emc.util_pct': 25});
	tree.write(`${debug}/bpmp/debug/clk/emc/rate`, '!EACCES');
	probe.close();
	const rejection = await openRejected(jetsonEmcProbe, createProbeWorld({tree}));
	assert.deepEqual(rejection, {reason: 'the memory clock may be read by root only', mend: 'run sweeptop as root'});
	tree.remove();
});

test('under-voltage is said once; the common third counter is not', async () => {
	const folder = '/sys/class/hwmon/hwmon3';
	const tree = buildTree([
		[`${folder}/name`, 'soctherm_oc'],
		[`${folder}/oc1_event_cnt`, '0'],
		[`${folder}/oc3_event_cnt`, '7'],
	]);
	const world = createProbeWorld({tree});
	const probe = await openUsable(jetsonOcProbe, world);
	probe.sample();
	tree.write(`${folder}/oc3_event_cnt`, '37');
	probe.sample();
	assert.deepEqual(world.notices, []);
	tree.write(`${folder}/oc1_event_cnt`, '2');
	probe.sample();
	tree.write(`${folder}/oc1_event_cnt`, '5');
	assert.deepEqual(tableOf(probe.sample()), {'oc1.event_count': 5, 'oc3.event_count': 37});
	assert.deepEqual(world.notices, [
		'under-voltage: the board cut its clocks 2 times; check the power supply and the power mode',
	]);
	probe.close();
	tree.remove();
});

test('cooling: the time that a clock is capped adds up, a fan counts for nothing, a long pause neither', async () => {
	const folder = '/sys/class/thermal';
	const tree = buildTree([
		[`${folder}/cooling_device0/type`, 'pwm-fan'],
		[`${folder}/cooling_device0/cur_state`, '3'],
		[`${folder}/cooling_device2/type`, 'gpu-throttle-alert'],
		[`${folder}/cooling_device2/cur_state`, '0'],
		[`${folder}/cooling_device10/type`, 'cpufreq-cpu0'],
		[`${folder}/cooling_device10/cur_state`, '0'],
	]);
	const world = createProbeWorld({tree});
	const probe = await openUsable(coolingProbe, world);
	const after = (ms: number, gpu: string): Record<string, number | string> => {
		tree.write(`${folder}/cooling_device2/cur_state`, gpu);
		world.advance(ms);
		return tableOf(probe.sample());
	};
	assert.deepEqual(after(0, '0'), {'cooling.active_count': 0, 'cooling.throttle_ms': 0});
	assert.deepEqual(after(500, '1'), {'cooling.active_count': 1, 'cooling.throttle_ms': 250});
	assert.deepEqual(after(500, '2'), {'cooling.active_count': 1, 'cooling.throttle_ms': 750});
	assert.deepEqual(after(60_000, '1'), {'cooling.active_count': 1, 'cooling.throttle_ms': 750});
	assert.deepEqual(after(500, '0'), {'cooling.active_count': 0, 'cooling.throttle_ms': 1000});
	probe.close();
	tree.remove();
});

test('the power mode has its name from nvpmodel.conf', async () => {
	const tree = buildTree([
		['/var/lib/nvpmodel/status', 'pmode:0002'],
		['/etc/nvpmodel.conf', '< POWER_MODEL ID=0 NAME=15W >\n< POWER_MODEL ID=2 NAME=MAXN_SUPER >'],
	]);
	const probe = await openUsable(jetsonModeProbe, createProbeWorld({tree}));
	assert.equal(probe.channels[0]?.note, 'MAXN_SUPER at the start');
	tree.write('/var/lib/nvpmodel/status', 'pmode:0000');
	assert.deepEqual(tableOf(probe.sample()), {'power.mode_id': 0});
	probe.close();
	tree.remove();
});
