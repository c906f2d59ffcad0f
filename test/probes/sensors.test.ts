import assert from 'node:assert/strict';
import {renameSync} from 'node:fs';
import test from 'node:test';
import {cpufreqProbe} from '../../probes/cpufreq.ts';
import {hwmonProbe} from '../../probes/hwmon.ts';
import {thermalProbe} from '../../probes/thermal.ts';
import {isRejection, type ProbeDefinition} from '../../source/domain/probe.ts';
import {buildFakeTree, buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openUsable, tableOf} from '../helpers/probe-world.ts';

type Table = Readonly<Record<string, number | string>> | string;

/** What each source says of each tree: its readings, or why it cannot be used. */
const EXPECTED: Readonly<Record<string, Readonly<Record<'thermal' | 'hwmon' | 'cpufreq', Table>>>> = {
	vm_nothing: {
		thermal: 'no thermal zone in /sys/class/thermal',
		hwmon: 'no chip in /sys/class/hwmon',
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	intel_rapl_thermal_procfs: {
		thermal: {'cpu.temp_c': 49.925, 'zone.acpitz.temp_c': '(says -44 °C, which no working sensor does)'},
		hwmon: 'no chip in /sys/class/hwmon',
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	rapl_thermal_node_exporter: {
		thermal: {'cpu.temp_c': 12.376},
		hwmon: 'no chip in /sys/class/hwmon',
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	hwmon_mixed_node_exporter: {
		thermal: 'no thermal zone in /sys/class/thermal',
		// Two coretemp chips with the label of old kernels; the NVMe disk is not linked into the class.
		hwmon: {'cpu.temp_c': 55},
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	amd_desktop_amdgpu: {
		thermal: 'no thermal zone in /sys/class/thermal',
		hwmon: {'cpu.temp_c': 41.25},
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	intel_laptop_rapl_xe: {
		thermal: 'no thermal zone in /sys/class/thermal',
		hwmon: {'cpu.temp_c': 52},
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	intel_cpufreq_procfs: {
		thermal: 'no thermal zone in /sys/class/thermal',
		hwmon: 'no chip in /sys/class/hwmon',
		cpufreq: {
			'cpu.clock_hz': 1219917000,
			'policy0.clock_hz': 1219917000,
			'cpu.clock_min_hz': 800e6,
			'cpu.clock_max_hz': 2.4e9,
		},
	},
	jetson_orin_nano_jp6: {
		thermal: {
			'cpu.temp_c': 47.875,
			'gpu0.temp_c': 50.218,
			'zone.cv0.temp_c': '(powered down or busy (EAGAIN))',
			'zone.cv1.temp_c': '(powered down or busy (EAGAIN))',
			'zone.cv2.temp_c': '(powered down or busy (EAGAIN))',
			'zone.soc0.temp_c': 47.281,
			'zone.soc1.temp_c': 48.281,
			'zone.soc2.temp_c': 46.75,
			'zone.tj.temp_c': 50.218,
		},
		hwmon: 'no temperature or power input that is known',
		cpufreq: {
			'cpu.clock_hz': 1728000000,
			'policy0.clock_hz': 1728000000,
			'cpu.clock_min_hz': 1728000000,
			'cpu.clock_max_hz': 1728000000,
		},
	},
	jetson_agx_orin_jp6: {
		thermal: {
			'cpu.temp_c': 47.5,
			'gpu0.temp_c': 42,
			'zone.cv0.temp_c': '(powered down or busy (EAGAIN))',
			'zone.cv1.temp_c': '(powered down or busy (EAGAIN))',
			'zone.cv2.temp_c': '(powered down or busy (EAGAIN))',
			'zone.soc0.temp_c': 46,
			'zone.soc1.temp_c': 44,
			'zone.soc2.temp_c': 46.5,
			'zone.tj.temp_c': 47.5,
			'zone.tboard.temp_c': 37.5,
			'zone.tdiode.temp_c': 39.75,
		},
		hwmon: 'no temperature or power input that is known',
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	jetson_xavier_nx_jp5: {
		thermal: {
			'cpu.temp_c': 38.5,
			'gpu0.temp_c': 37,
			'zone.cv0.temp_c': '(says -256 °C, which no working sensor does)',
		},
		hwmon: 'no chip in /sys/class/hwmon',
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
	jetson_nano_jp4: {
		thermal: {'zone.ao.temp_c': 33.5, 'cpu.temp_c': 25, 'gpu0.temp_c': 23.5, 'zone.pll.temp_c': 21},
		hwmon: 'no chip in /sys/class/hwmon',
		cpufreq: 'no policy in /sys/devices/system/cpu/cpufreq',
	},
};

const PROBES: readonly ProbeDefinition[] = [thermalProbe, hwmonProbe, cpufreqProbe];

for (const [name, expected] of Object.entries(EXPECTED)) {
	test(`${name}: what thermal, hwmon and cpufreq say`, async () => {
		const tree = buildFakeTree(name);
		try {
			const {context} = createProbeWorld({tree});
			const found: Record<string, Table> = {};
			for (const definition of PROBES) {
				const result = await definition.open(context);
				found[definition.id] = isRejection(result) ? result.reason : tableOf(result.sample());
				if (!isRejection(result)) result.close();
			}
			assert.deepEqual(found, expected);
		} finally {
			tree.remove();
		}
	});
}

test('F2: known liars read as missing, each with its reason', async () => {
	const zone = '/sys/class/thermal/thermal_zone0';
	const tree = buildTree([
		[`${zone}/type`, 'cpu-thermal'],
		[`${zone}/temp`, '50000'],
	]);
	const probe = await openUsable(thermalProbe, createProbeWorld({tree}));
	const said = (content: string): number | string | undefined => {
		tree.write(`${zone}/temp`, content);
		return tableOf(probe.sample())['cpu.temp_c'];
	};
	assert.equal(said('50500'), 50.5);
	assert.equal(said('-256000'), '(says -256 °C, which no working sensor does)');
	assert.equal(said('-40000'), '(says -40 °C, which no working sensor does)');
	assert.equal(said('65535'), '(says 65535: the device does not answer)');
	assert.equal(said('65261850'), '(says 65261.85 °C, which no working sensor does)');
	assert.equal(said(''), '(the file is empty)');
	assert.equal(said('N/A'), '(says "N/A")');
	assert.equal(said('<unknown>'), '(says "<unknown>")');
	assert.equal(said('!EAGAIN'), '(powered down or busy (EAGAIN))');
	assert.equal(said('!EIO'), '(the sensor does not answer (EIO))');
	assert.equal(said('!ENODEV'), '(the device is gone (ENODEV))');
	assert.equal(said('51000'), 51, 'back after the device returned');
	probe.close();
	tree.remove();
});

test('F1: a file that was replaced is read anew after ENODEV: descriptors are kept, not for ever', async () => {
	const path = '/sys/class/thermal/thermal_zone0/temp';
	const tree = buildTree([
		['/sys/class/thermal/thermal_zone0/type', 'cpu-thermal'],
		[path, '50000'],
		['/next', '60000'],
	]);
	const probe = await openUsable(thermalProbe, createProbeWorld({tree}));
	assert.equal(tableOf(probe.sample())['cpu.temp_c'], 50);
	renameSync(`${tree.root}/next`, tree.root + path);
	assert.equal(tableOf(probe.sample())['cpu.temp_c'], 50, 'the kept descriptor still shows the old file');
	tree.write(path, '!ENODEV');
	assert.equal(tableOf(probe.sample())['cpu.temp_c'], '(the device is gone (ENODEV))');
	tree.write(path, '60000');
	assert.equal(tableOf(probe.sample())['cpu.temp_c'], 60);
	probe.close();
	tree.remove();
});

test('hwmon: zenpower and fam15h power, Tdie before Tctl, an NVMe disk', async () => {
	const chip = (number: number, name: string, files: Readonly<Record<string, string>>): [string, string][] =>
		Object.entries({name, ...files}).map(([file, content]) => [`/sys/class/hwmon/hwmon${number}/${file}`, content]);
	const tree = buildTree([
		...chip(0, 'nvme', {temp1_input: '43850', temp1_label: 'Composite', temp2_input: '43850', temp2_label: 'Sensor 1'}),
		...chip(1, 'k10temp', {temp1_input: '70000', temp1_label: 'Tctl', temp2_input: '50000', temp2_label: 'Tdie'}),
		...chip(2, 'zenpower', {
			power1_input: '12500000',
			power1_label: 'SVI2_P_Core',
			power2_input: '3000000',
			power2_label: 'SVI2_P_SoC',
		}),
		...chip(3, 'fam15h_power', {power1_input: '28000000'}),
		...chip(10, 'amdgpu', {temp1_input: '30000', temp1_label: 'edge', power1_average: '11000000'}),
	]);
	const probe = await openUsable(hwmonProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {
		'cpu.temp_c': 50,
		'nvme0.temp_c': 43.85,
		'rail.zenpower_svi2_p_core.power_w': 12.5,
		'rail.zenpower_svi2_p_soc.power_w': 3,
		'cpu.power_w': 28,
	});
	assert.equal(probe.channels.find(({channel}) => channel === 'cpu.power_w')?.scope, 'package');
	probe.close();
	tree.remove();
});

test('hwmon: no random sensor stands for the CPU', async () => {
	const tree = buildTree([
		['/sys/class/hwmon/hwmon0/name', 'nct6779'],
		['/sys/class/hwmon/hwmon0/temp1_input', '38000'],
	]);
	const result = await hwmonProbe.open(createProbeWorld({tree}).context);
	assert.deepEqual(result, {
		reason: 'nothing of the CPU among nct6779',
		mend: 'load the driver of the CPU: coretemp or k10temp',
	});
	tree.remove();
});

test('cpufreq: mean over the CPUs, the measured clock before the requested one, a policy without CPUs', async () => {
	const policy = (id: number, files: Readonly<Record<string, string>>): [string, string][] =>
		Object.entries(files).map(([file, content]) => [`/sys/devices/system/cpu/cpufreq/policy${id}/${file}`, content]);
	const tree = buildTree([
		...policy(0, {affected_cpus: '0 1 2 3', scaling_cur_freq: '1000000'}),
		...policy(4, {affected_cpus: '4 5', scaling_cur_freq: '2000000', cpuinfo_cur_freq: '649000'}),
		...policy(10, {affected_cpus: '', scaling_cur_freq: '800000'}),
		...policy(12, {affected_cpus: '12', scaling_cur_freq: '<unknown>'}),
	]);
	const probe = await openUsable(cpufreqProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {
		'cpu.clock_hz': (4 * 1e9 + 2 * 649e6) / 6,
		'policy0.clock_hz': 1e9,
		'policy4.clock_hz': 649e6,
		'policy10.clock_hz': 800e6,
	});
	assert.deepEqual(
		probe.channels.map(({note}) => note),
		[
			'mean over the CPUs; as the driver reports it; may be the requested clock',
			'as the driver reports it; may be the requested clock',
			undefined,
			'as the driver reports it; may be the requested clock',
		],
	);
	probe.close();
	tree.remove();
});
