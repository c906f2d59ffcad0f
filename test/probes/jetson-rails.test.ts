import assert from 'node:assert/strict';
import test from 'node:test';
import {recogniseBoard} from '../../probes/jetson/jetson-boards.ts';
import {jetsonRailsProbe} from '../../probes/jetson-rails.ts';
import {choosePower} from '../../source/engine/power-source.ts';
import {buildFakeTree, buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

/** Readings, then channel, scope, T and W of the power of a trial. */
const EXPECTED: Readonly<
	Record<string, {readonly watts: Readonly<Record<string, number>>; readonly total: readonly unknown[]}>
> = {
	jetson_orin_nano_jp6: {
		watts: {
			'module.power_w': 4.654848,
			'cpu_gpu.power_w': 0.560896,
			'rail.vdd_in.power_w': 4.654848,
			'rail.vdd_cpu_gpu_cv.power_w': 0.560896,
			'rail.vdd_soc.power_w': 1.484736,
		},
		total: ['module.power_w', 'module', 430, 430, 215],
	},
	jetson_agx_orin_jp6: {
		watts: {
			// VDDQ is inside VIN_SYS_5V0 and not added.
			'module.power_w': 3.17824 + 0.79456 + 4.5432,
			'gpu0.power_w': 3.17824,
			'cpu.power_w': 0.79456,
			'rail.vdd_gpu_soc.power_w': 3.17824,
			'rail.vdd_cpu_cv.power_w': 0.79456,
			'rail.vin_sys_5v0.power_w': 4.5432,
			'rail.vddq_vdd2_1v8ao.power_w': 0.3024,
		},
		total: ['module.power_w', 'sum', 430, 430, 215],
	},
	jetson_xavier_nx_jp5: {
		watts: {
			'module.power_w': 4.060416,
			'cpu_gpu.power_w': 0.517504,
			'rail.vdd_in.power_w': 4.060416,
			'rail.vdd_cpu_gpu_cv.power_w': 0.517504,
			'rail.vdd_soc.power_w': 1.234048,
		},
		total: ['module.power_w', 'module', 430, 430, 215],
	},
	jetson_agx_xavier_jp4: {
		watts: {
			'module.power_w': 0 + 0.216 + 0.864 + 0 + 0.144 + 1.889,
			'gpu0.power_w': 0,
			'cpu.power_w': 0.216,
			'rail.gpu.power_w': 0,
			'rail.cpu.power_w': 0.216,
			'rail.soc.power_w': 0.864,
			'rail.cv.power_w': 0,
			'rail.vddrq.power_w': 0.144,
			'rail.sys5v.power_w': 1.889,
		},
		total: ['module.power_w', 'sum', 200, 200, 100],
	},
	jetson_nano_jp4: {
		watts: {
			'module.power_w': 2.545,
			'gpu0.power_w': 0,
			'cpu.power_w': 0.549,
			'rail.pom_5v_in.power_w': 2.545,
			'rail.pom_5v_gpu.power_w': 0,
			'rail.pom_5v_cpu.power_w': 0.549,
		},
		total: ['module.power_w', 'module', 200, 200, 100],
	},
};

for (const [name, {watts, total}] of Object.entries(EXPECTED)) {
	test(`${name}: every rail, and the total that the board table says`, async () => {
		const tree = buildFakeTree(name);
		try {
			const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
			assert.deepEqual(tableOf(probe.sample()), watts);
			const power = choosePower(probe.channels);
			const [part] = power?.parts ?? [];
			assert.deepEqual([part?.channel, power?.scope, part?.periodMs, part?.windowMs, probe.intervalMs], total);
			probe.close();
		} finally {
			tree.remove();
		}
	});
}

/** Thor as jetson_stats PR #900 describes it: three rails of an INA3221, the input of the carrier on an INA238. */
function buildThor(gpuMilliamperes: string): ReturnType<typeof buildTree> {
	const monitor = '/sys/class/hwmon/hwmon4';
	return buildTree([
		['/proc/device-tree/compatible', 'nvidia,p4071-0000+p3834-0008\0nvidia,p3834-0008\0nvidia,tegra264\0'],
		[`${monitor}/name`, 'ina3221'],
		[`${monitor}/in1_label`, 'VDD_GPU'],
		[`${monitor}/in2_label`, 'VDD_CPU_SOC_MSS'],
		[`${monitor}/in3_label`, 'VIN_SYS_5V0'],
		[`${monitor}/in1_input`, '19600'],
		[`${monitor}/curr1_input`, gpuMilliamperes],
		[`${monitor}/in2_input`, '20000'],
		[`${monitor}/curr2_input`, '300'],
		[`${monitor}/in3_input`, '5000'],
		[`${monitor}/curr3_input`, '1000'],
		[`${monitor}/update_interval`, '270'],
		['/sys/class/hwmon/hwmon10/name', 'ina238'],
		['/sys/class/hwmon/hwmon10/label', 'VIN'],
		['/sys/class/hwmon/hwmon10/power1_input', '31500000'],
		['/sys/class/hwmon/hwmon10/update_interval', '66'],
	]);
}

test('AGX Thor: VIN with the carrier is the total; an idle rail may be negative', async () => {
	const tree = buildThor('-20');
	const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {
		'board.power_w': 31.5,
		'module.power_w': -0.392 + 6 + 5,
		'gpu0.power_w': -0.392,
		'cpu.power_w': 6,
		'rail.vdd_gpu.power_w': -0.392,
		'rail.vdd_cpu_soc_mss.power_w': 6,
		'rail.vin_sys_5v0.power_w': 5,
		'rail.vin.power_w': 31.5,
	});
	const power = choosePower(probe.channels);
	assert.deepEqual([power?.parts.map(({channel}) => channel), power?.scope], [['board.power_w'], 'module+carrier']);
	assert.equal(probe.channels.find(({channel}) => channel === 'module.power_w')?.periodMs, 270);
	probe.close();
	tree.remove();
});

test('a missing rail is a reason in it and in its sums, never 0', async () => {
	const tree = buildThor('100');
	const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
	tree.write('/sys/class/hwmon/hwmon4/curr2_input', '!EIO');
	tree.write('/sys/class/hwmon/hwmon4/in3_input', '65535000');
	const table = tableOf(probe.sample());
	assert.equal(table['rail.vdd_cpu_soc_mss.power_w'], '(the sensor does not answer (EIO))');
	assert.equal(table['module.power_w'], '(VDD_CPU_SOC_MSS: the sensor does not answer (EIO))');
	assert.equal(table['rail.vin_sys_5v0.power_w'], "(says 65535000 mV, the end of the monitor's range)");
	assert.equal(table['rail.vdd_gpu.power_w'], 1.96);
	assert.equal(table['board.power_w'], 31.5);
	probe.close();
	tree.remove();
});

test('what a monitor cannot measure is a reason, and no board that runs draws nothing', async () => {
	const folder = '/sys/class/hwmon/hwmon4';
	const tree = buildTree([
		[`${folder}/name`, 'ina3221'],
		[`${folder}/in1_label`, 'VDD_IN'],
		[`${folder}/in1_input`, '5000'],
		[`${folder}/curr1_input`, '1000'],
		[`${folder}/shunt1_resistor`, '5000'],
		[`${folder}/update_interval`, '430'],
	]);
	const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
	const totalWith = (milliamperes: string, millivolts = '5000'): unknown => {
		tree.write(`${folder}/curr1_input`, milliamperes);
		tree.write(`${folder}/in1_input`, millivolts);
		return tableOf(probe.sample())['module.power_w'];
	};
	assert.equal(totalWith('1000'), 5);
	assert.equal(totalWith('65535'), '(says 65535: the device does not answer)');
	assert.equal(totalWith('-1'), '(says -1: the device does not answer)');
	// 163.8 mV over 5 mΩ.
	assert.equal(totalWith('32760'), "(says 32760 mA, the end of the monitor's range)");
	assert.equal(totalWith('32752'), 163.76);
	assert.equal(totalWith('1000', '32760'), "(says 32760 mV, the end of the monitor's range)");
	assert.equal(totalWith('0'), '(says 0 W, which no board that runs draws)');
	assert.equal(totalWith('-8'), '(says -0.04 W, which no board that runs draws)');
	assert.equal(tableOf(probe.sample())['rail.vdd_in.power_w'], -0.04);
	probe.close();
	tree.remove();
});

test('without update_interval the period is measured', async () => {
	const path = '/sys/bus/i2c/drivers/ina3221x/6-0040/iio:device0';
	const tree = buildTree([
		[`${path}/rail_name_0`, 'POM_5V_IN'],
		[`${path}/in_power0_input`, '2500'],
		[`${path}/rail_name_1`, 'NC'],
	]);
	let waits = 0;
	const onWait = (): void => {
		// A new value at every sixth look of 10 ms.
		waits++;
		tree.write(`${path}/in_power0_input`, String(2500 + Math.floor(waits / 6)));
	};
	const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree, onWait}));
	const rail = probe.channels.find(({channel}) => channel === 'rail.pom_5v_in.power_w');
	assert.deepEqual([rail?.periodMs, rail?.windowMs, rail?.note], [100, 60, 'ina3221x, period as measured']);
	probe.close();
	tree.remove();
});

test('one device under two paths is one monitor; a channel that is off is none', async () => {
	const hwmon = '/sys/devices/i2c-7/7-0040/hwmon/hwmon6';
	const tree = buildTree([
		['/sys/class/hwmon/hwmon6', `@->${hwmon}`],
		['/sys/bus/i2c/devices/7-0040', '@->/sys/devices/i2c-7/7-0040'],
		['/sys/devices/i2c-7/7-0040/name', 'ina3221'],
		[`${hwmon}/name`, 'ina3221'],
		[`${hwmon}/curr1_label`, 'VDD_IN'],
		[`${hwmon}/in1_input`, '5000'],
		[`${hwmon}/curr1_input`, '2000'],
		[`${hwmon}/in2_label`, 'VDD_SOC'],
		[`${hwmon}/in2_enable`, '0'],
		[`${hwmon}/in3_label`, 'NC'],
		[`${hwmon}/update_interval`, '430'],
	]);
	const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {'module.power_w': 10, 'rail.vdd_in.power_w': 10});
	probe.close();
	tree.remove();
});

test('a board without a monitor says so', async () => {
	const tree = buildTree([['/proc/device-tree/model', 'NVIDIA Jetson Nano 2GB Developer Kit\0']]);
	const rejection = await openRejected(jetsonRailsProbe, createProbeWorld({tree}));
	assert.equal(rejection.reason, 'NVIDIA Jetson Nano 2GB Developer Kit has no INA3221 or INA238');
	tree.remove();
});

test('the board table: by part number, by rails, by neither', () => {
	const name = (compatible: string, ...rails: readonly string[]): string | undefined =>
		recogniseBoard(compatible, new Set(rails))?.name;
	assert.equal(name('nvidia,p3768-0000+p3767-0000\0', 'VDD_IN', 'VDD_CPU_GPU_CV', 'VDD_SOC'), 'Orin NX');
	assert.equal(name('nvidia,p3768-0000+p3767-0005\0', 'VDD_IN', 'VDD_CPU_GPU_CV', 'VDD_SOC'), 'Orin Nano');
	assert.equal(name('nvidia,p3509-0000+p3668-0000', 'VDD_IN', 'VDD_CPU_GPU_CV', 'VDD_SOC'), 'Xavier NX');
	const unnamed = 'Orin NX or Orin Nano or Xavier NX';
	assert.equal(name('', 'VDD_IN', 'VDD_CPU_GPU_CV', 'VDD_SOC'), unnamed);
	assert.equal(name('', 'VDD_IN', 'VDD_CPU_GPU', 'VDD_SOC'), 'TX2 NX');
	assert.equal(name('', 'VDD_IN', 'VDD_SYS_GPU', 'VDD_SYS_CPU', 'VDD_SYS_SOC'), 'TX2');
	assert.equal(name('nvidia,p2597-0000+p2180-1000', 'VDD_IN', 'VDD_GPU', 'VDD_CPU'), 'TX1 or TX2');
	assert.equal(name('', 'VDD_IN', 'VDD_MYSTERY'), 'a module with VDD_IN');
	assert.equal(name('nvidia,p3834-0008', 'VDD_GPU', 'VDD_CPU_SOC_MSS', 'VIN_SYS_5V0'), 'AGX Thor');
	assert.equal(name('', 'VDD_MYSTERY'), undefined);
});
