import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {JETSON_BOARDS} from '../../probes/jetson/jetson-boards.ts';
import {jetsonRailsProbe} from '../../probes/jetson-rails.ts';
import {choosePower} from '../../source/engine/power-source.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openUsable, tableOf} from '../helpers/probe-world.ts';

/** A board as its documents have it: all of its rails, those that make up its power, and what feeds CPU and GPU. */
type Board = {
	readonly compatible: string;
	readonly rails: readonly string[];
	readonly total: readonly string[];
	readonly channel: 'board.power_w' | 'module.power_w';
	readonly parts: Readonly<Record<string, string>>;
};

const NX_PARTS = {'cpu_gpu.power_w': 'VDD_CPU_GPU_CV'};
const NX_RAILS = ['VDD_IN', 'VDD_CPU_GPU_CV', 'VDD_SOC'];
const TX2_RAILS = ['VDD_SYS_GPU', 'VDD_SYS_SOC', 'VDD_4V0_WIFI', 'VDD_IN', 'VDD_SYS_CPU', 'VDD_SYS_DDR'];
const TX2_PARTS = {'gpu0.power_w': 'VDD_SYS_GPU', 'cpu.power_w': 'VDD_SYS_CPU'};
const ORIN_RAILS = ['VDD_GPU_SOC', 'VDD_CPU_CV', 'VIN_SYS_5V0', 'NC', 'VDDQ_VDD2_1V8AO', 'NC'];

/** NVIDIA's Jetson Linux guide r36.4.3, JetsonPowerRails.md of energymon, and jetson_stats PR #900, board by board. */
const BOARDS: Readonly<Record<string, Board>> = {
	Nano: {
		compatible: 'nvidia,p3448-0000',
		rails: ['POM_5V_IN', 'POM_5V_GPU', 'POM_5V_CPU'],
		total: ['POM_5V_IN'],
		channel: 'module.power_w',
		parts: {'gpu0.power_w': 'POM_5V_GPU', 'cpu.power_w': 'POM_5V_CPU'},
	},
	TX1: {
		compatible: 'nvidia,p2597-0000+p2180-1000',
		rails: ['VDD_IN', 'VDD_GPU', 'VDD_CPU', 'VDD_MUX', 'VDD_5V_IO_SYS', 'VDD_3V3_SYS'],
		total: ['VDD_IN', 'VDD_MUX'],
		channel: 'board.power_w',
		parts: {'gpu0.power_w': 'VDD_GPU', 'cpu.power_w': 'VDD_CPU'},
	},
	TX2: {
		compatible: 'nvidia,p2771-0000+p3310-1000',
		rails: [...TX2_RAILS, 'VDD_MUX', 'VDD_5V0_IO_SYS', 'VDD_3V3_SYS'],
		total: ['VDD_IN', 'VDD_MUX'],
		channel: 'board.power_w',
		parts: TX2_PARTS,
	},
	'TX2 on another carrier': {
		compatible: 'nvidia,p3489-0888',
		rails: TX2_RAILS,
		total: ['VDD_IN'],
		channel: 'module.power_w',
		parts: TX2_PARTS,
	},
	'TX2 NX': {
		compatible: 'nvidia,p3509-0000+p3636-0001',
		rails: ['VDD_IN', 'VDD_CPU_GPU', 'VDD_SOC'],
		total: ['VDD_IN'],
		channel: 'module.power_w',
		parts: {'cpu_gpu.power_w': 'VDD_CPU_GPU'},
	},
	'Xavier NX': {
		compatible: 'nvidia,p3509-0000+p3668-0000',
		rails: NX_RAILS,
		total: ['VDD_IN'],
		channel: 'module.power_w',
		parts: NX_PARTS,
	},
	'AGX Xavier': {
		compatible: 'nvidia,p2972-0000+p2888-0001',
		rails: ['GPU', 'CPU', 'SOC', 'CV', 'VDDRQ', 'SYS5V'],
		total: ['GPU', 'CPU', 'SOC', 'CV', 'VDDRQ', 'SYS5V'],
		channel: 'module.power_w',
		parts: {'gpu0.power_w': 'GPU', 'cpu.power_w': 'CPU'},
	},
	'AGX Orin': {
		compatible: 'nvidia,p3737-0000+p3701-0000',
		rails: ORIN_RAILS,
		total: ['VDD_GPU_SOC', 'VDD_CPU_CV', 'VIN_SYS_5V0'],
		channel: 'module.power_w',
		parts: {'gpu0.power_w': 'VDD_GPU_SOC', 'cpu.power_w': 'VDD_CPU_CV'},
	},
	'Orin NX': {
		compatible: 'nvidia,p3768-0000+p3767-0000',
		rails: NX_RAILS,
		total: ['VDD_IN'],
		channel: 'module.power_w',
		parts: NX_PARTS,
	},
	'Orin Nano': {
		compatible: 'nvidia,p3768-0000+p3767-0005',
		rails: NX_RAILS,
		total: ['VDD_IN'],
		channel: 'module.power_w',
		parts: NX_PARTS,
	},
	'AGX Thor': {
		compatible: 'nvidia,p4071-0000+p3834-0008',
		rails: ['VDD_GPU', 'VDD_CPU_SOC_MSS', 'VIN_SYS_5V0', 'VIN'],
		total: ['VIN'],
		channel: 'board.power_w',
		parts: {'gpu0.power_w': 'VDD_GPU', 'cpu.power_w': 'VDD_CPU_SOC_MSS'},
	},
	'AGX Thor without the carrier': {
		compatible: 'nvidia,p3834-0008',
		rails: ['VDD_GPU', 'VDD_CPU_SOC_MSS', 'VIN_SYS_5V0'],
		total: ['VDD_GPU', 'VDD_CPU_SOC_MSS', 'VIN_SYS_5V0'],
		channel: 'module.power_w',
		parts: {'gpu0.power_w': 'VDD_GPU', 'cpu.power_w': 'VDD_CPU_SOC_MSS'},
	},
};

/** Millivolts and milliamperes of a rail; the offset of a monitor makes an idle one a little negative. */
const rail = fc.record({
	millivolts: fc.integer({min: 1, max: 20_480}),
	// Steps of 40 µV over a shunt of 5 mΩ.
	milliamperes: fc.integer({min: -5, max: 1125}).map(steps => steps * 8),
});

test('every board of the table is one of these', () => {
	const named = Object.values(BOARDS);
	for (const {name, compatible} of JETSON_BOARDS) {
		if (compatible !== undefined)
			assert.ok(
				named.some(board => compatible.test(board.compatible)),
				name,
			);
	}
});

for (const [name, board] of Object.entries(BOARDS)) {
	test(`${name}: whatever its rails carry, the power of a trial is what feeds it all, each watt once`, async t => {
		const monitorOf = (index: number): string => `/sys/class/hwmon/hwmon${Math.floor(index / 3)}`;
		const tree = buildTree([
			['/proc/device-tree/compatible', board.compatible],
			...board.rails.flatMap((label, index): [string, string][] => [
				[`${monitorOf(index)}/name`, 'ina3221'],
				[`${monitorOf(index)}/update_interval`, '100'],
				[`${monitorOf(index)}/in${(index % 3) + 1}_label`, label],
				// What the driver also shows, and no rail is.
				[`${monitorOf(index)}/in7_label`, 'sum of shunt voltages'],
				[`${monitorOf(index)}/in7_input`, '4000'],
				[`${monitorOf(index)}/curr4_input`, '8000'],
			]),
		]);
		t.after(() => tree.remove());
		const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
		t.after(() => probe.close());
		const power = choosePower(probe.channels);
		assert.deepEqual(
			power?.parts.map(({channel}) => channel),
			[board.channel],
		);
		fc.assert(
			fc.property(fc.array(rail, {minLength: 9, maxLength: 9}), readings => {
				for (const index of board.rails.keys()) {
					const {millivolts = 0, milliamperes = 0} = readings[index] ?? {};
					tree.write(`${monitorOf(index)}/in${(index % 3) + 1}_input`, String(millivolts));
					tree.write(`${monitorOf(index)}/curr${(index % 3) + 1}_input`, String(milliamperes));
				}
				const watts = tableOf(probe.sample());
				const wattsOf = (label: string): number => {
					const {millivolts = 0, milliamperes = 0} = readings[board.rails.indexOf(label)] ?? {};
					return (millivolts * milliamperes) / 1e6;
				};
				const expected = board.total.reduce((sum, label) => sum + wattsOf(label), 0);
				const total = watts[board.channel];
				// Nothing at all, or less, is drawn by no board that runs.
				if (expected <= 0) assert.match(String(total), /^\(says .* W, which no board that runs draws\)$/);
				else assert.ok(Math.abs(Number(total) - expected) < 1e-9, `${total} W`);
				for (const [channel, label] of Object.entries(board.parts)) assert.equal(watts[channel], wattsOf(label));
			}),
			{numRuns: 20},
		);
	});
}
