import assert from 'node:assert/strict';
import test, {after} from 'node:test';
import {chooseFields, parseCell, parseHeader, parseRow} from '../../probes/nvidia/nvidia-query.ts';
import {nvidiaSmiProbe} from '../../probes/nvidia-smi.ts';
import {createFakeNvidiaSmi, type FakeNvidiaSmi} from '../helpers/fake-nvidia-smi.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {
	createProbeWorld,
	openRejected,
	openUsable,
	type ProbeWorld,
	readFixture,
	tableOf,
} from '../helpers/probe-world.ts';

/** A machine without files: nvidia-smi is all there is. */
const EMPTY = buildTree([]);
after(() => EMPTY.remove());

/** A capture of a real device: its header and its row. */
function readCapture(name: string): {
	readonly fields: readonly string[];
	readonly header: string;
	readonly row: string;
} {
	const [header = '', row = ''] = readFixture(`nvidia-smi/${name}.csv`).split('\n');
	return {fields: parseHeader(header) ?? [], header, row};
}

function worldOf(fake: FakeNvidiaSmi, intervalMs: 'auto' | number = 'auto'): ProbeWorld {
	return createProbeWorld({tree: EMPTY, stream: fake.stream, intervalMs});
}

/** What each captured device gives; power with its window in ms. */
const DEVICES: Readonly<
	Record<
		string,
		{readonly table: Readonly<Record<string, number>>; readonly windowMs: number; readonly missing: readonly string[]}
	>
> = {
	'linux-x86_64__nvidia-geforce-rtx-2080-super__595.71.05.load': {
		table: {
			power_w: 111.5,
			util_pct: 8,
			temp_c: 45,
			clock_hz: 2055e6,
			mem_clock_hz: 7500e6,
			mem_used_bytes: 819 * 1024 ** 2,
			fan_pct: 38,
			throttle_ms: 0,
			power_cap_ms: 221310.321,
			power_limit_w: 250,
		},
		windowMs: 100,
		missing: ['mem_temp_c'],
	},
	'linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.load': {
		table: {
			power_w: 625.68,
			util_pct: 100,
			temp_c: 59,
			mem_temp_c: 54,
			clock_hz: 1980e6,
			mem_clock_hz: 2619e6,
			mem_used_bytes: 19818 * 1024 ** 2,
			throttle_ms: 0,
			power_cap_ms: 0,
			power_limit_w: 700,
		},
		windowMs: 25,
		missing: ['fan_pct'],
	},
	'linux-x86_64__nvidia-h100-mig__590.48.01.load': {
		table: {
			power_w: 447.35,
			temp_c: 53,
			mem_temp_c: 59,
			clock_hz: 1980e6,
			mem_clock_hz: 2619e6,
			mem_used_bytes: 11125 * 1024 ** 2,
			throttle_ms: 0,
			power_cap_ms: 0,
			power_limit_w: 700,
		},
		windowMs: 25,
		missing: ['fan_pct', 'util_pct'],
	},
	'linux-x86_64__nvidia-geforce-rtx-2080-super__610.57.04.load': {
		table: {
			power_w: 98.14,
			util_pct: 8,
			temp_c: 38,
			clock_hz: 2070e6,
			mem_clock_hz: 7500e6,
			mem_used_bytes: 815 * 1024 ** 2,
			fan_pct: 38,
			throttle_ms: 0,
			power_cap_ms: 15820333.506,
			power_limit_w: 250,
		},
		windowMs: 100,
		missing: ['mem_temp_c'],
	},
};

for (const [name, expected] of Object.entries(DEVICES)) {
	test(`captured: ${name}`, async () => {
		const {fields, header, row} = readCapture(name);
		const fake = createFakeNvidiaSmi(fields, [header, row]);
		const probe = await openUsable(nvidiaSmiProbe, worldOf(fake));
		fake.runs[0]?.say(row);
		assert.deepEqual(
			tableOf(probe.sample()),
			Object.fromEntries(Object.entries(expected.table).map(([quantity, value]) => [`gpu0.${quantity}`, value])),
		);
		assert.deepEqual(
			probe.missing.map(({channel}) => channel).toSorted(),
			expected.missing.map(quantity => `gpu0.${quantity}`),
		);
		const power = probe.channels.find(({channel}) => channel === 'gpu0.power_w');
		assert.deepEqual([power?.periodMs, power?.windowMs, power?.scope], [200, expected.windowMs, 'device']);
		probe.close();
		assert.equal(fake.runs[0]?.closed, true);
	});
}

/** The other captures: that every one opens with a plausible power and temperature. */
for (const name of [
	'linux-x86_64__nvidia-geforce-rtx-2080-super__595.71.05.idle',
	'linux-x86_64__nvidia-geforce-rtx-2080-super__610.57.04.idle',
	'windows-x86_64__nvidia-geforce-rtx-2080-super__591.86.idle',
	'windows-x86_64__nvidia-geforce-rtx-2080-super__591.86.load',
	'linux-x86_64__nvidia-geforce-rtx-4080-super__595.71.05.idle',
	'linux-x86_64__nvidia-geforce-rtx-4080-super__595.71.05.load',
	'linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.idle',
	'linux-x86_64__nvidia-h100-mig__590.48.01.idle',
	'linux-x86_64__nvidia-h200__590.48.01.idle',
	'linux-x86_64__nvidia-h200__590.48.01.load',
]) {
	test(`captured: ${name} gives the instantaneous power of its row`, async () => {
		const {fields, header, row} = readCapture(name);
		const probe = await openUsable(nvidiaSmiProbe, worldOf(createFakeNvidiaSmi(fields, [header, row])));
		const cell = parseRow(parseHeader(header) ?? [], row)?.get('power.draw.instant');
		const power = probe.channels.find(({channel}) => channel === 'gpu0.power_w');
		assert.match(cell ?? '', /^\d+\.\d+ W$/);
		assert.equal(power?.unit, 'W');
		assert.notEqual(power.windowMs, 1000);
		probe.close();
	});
}

test('MIG: utilisation is missing because of it, power is the whole GPU', async () => {
	const {fields, header, row} = readCapture('linux-x86_64__nvidia-h100-mig__590.48.01.load');
	const probe = await openUsable(nvidiaSmiProbe, worldOf(createFakeNvidiaSmi(fields, [header, row])));
	const util = probe.missing.find(({channel}) => channel === 'gpu0.util_pct');
	assert.equal(util?.reason, 'the driver says [N/A]: not told while MIG is enabled');
	probe.close();
});

test('only known fields are asked, old names where the new are not known', () => {
	const fields = chooseFields([
		'List of valid properties to query for the switch "--query-gpu=":',
		'',
		'"index"',
		'Zero based index of the GPU. Can change at each boot. Not "count".',
		'"name" or "gpu_name"',
		'"clocks.sm"',
		'"clocks_throttle_reasons_counters.hw_thermal_slowdown"',
		'"power.draw"',
	]);
	assert.deepEqual(fields, [
		'index',
		'name',
		'power.draw',
		'clocks.sm',
		'clocks_throttle_reasons_counters.hw_thermal_slowdown',
	]);
});

const FOUR_GPUS = [
	'timestamp, index, uuid, power.draw.instant [W], utilization.gpu [%], temperature.gpu, clocks.current.sm [MHz]',
	'2026/11/21 19:30:00.101, 0, GPU-a, 251.33 W, 97 %, 61, 1410 MHz',
	'2026/11/21 19:30:00.104, 1, GPU-b, 248.90 W, 96 %, 60, 1410 MHz',
	'2026/11/21 19:30:00.107, 2, GPU-c, [N/A], [N/A], 33, 210 MHz',
	'2026/11/21 19:30:00.110, 3, GPU-d, [Unknown Error], [GPU requires reset], [Unknown Error], [Unknown Error]',
	'2026/11/21 19:30:00.201, 0, GPU-a, 250.12 W, 98 %, 61, 1410 MHz',
];

test('four GPUs: rows by index, a sick one is missing until it is well', async () => {
	const fields = ['index', 'uuid', 'power.draw.instant', 'utilization.gpu', 'temperature.gpu', 'clocks.current.sm'];
	const fake = createFakeNvidiaSmi(fields, FOUR_GPUS);
	const probe = await openUsable(nvidiaSmiProbe, worldOf(fake));
	const powers = probe.channels.map(({channel}) => channel).filter(channel => channel.endsWith('.power_w'));
	assert.deepEqual(powers, ['gpu0.power_w', 'gpu1.power_w', 'gpu3.power_w']);
	fake.runs[0]?.say(FOUR_GPUS[4] ?? '');
	assert.deepEqual(tableOf(probe.sample()), {
		'gpu3.power_w': '(the driver says [Unknown Error])',
		'gpu3.util_pct': '(the driver says [GPU requires reset])',
		'gpu3.temp_c': '(the driver says [Unknown Error])',
		'gpu3.clock_hz': '(the driver says [Unknown Error])',
	});
	fake.runs[0]?.say('2026/11/21 19:30:00.310, 3, GPU-d, 40.00 W, 0 %, 30, 210 MHz');
	assert.deepEqual(tableOf(probe.sample()), {
		'gpu3.power_w': 40,
		'gpu3.util_pct': 0,
		'gpu3.temp_c': 30,
		'gpu3.clock_hz': 210e6,
	});
	probe.close();
});

test('torn lines and error texts are no rows', async () => {
	const {fields, header, row} = readCapture('linux-x86_64__nvidia-h200__590.48.01.load');
	const fake = createFakeNvidiaSmi(fields, [header, row]);
	const probe = await openUsable(nvidiaSmiProbe, worldOf(fake));
	for (const line of ['2026/07/14 08:12', row.slice(0, row.length - 20), 'No devices were found', ''])
		fake.runs[0]?.say(line);
	assert.deepEqual(probe.sample(), []);
	probe.close();
});

test('every sentinel is missing with the driver’s words, and a changed unit is not misread', () => {
	for (const sentinel of [
		'[N/A]',
		'N/A',
		'[Not Supported]',
		'[Unknown Error]',
		'[Insufficient Permissions]',
		'[Function Not Found]',
		'[Requested functionality has been deprecated]',
		'[GPU requires reset]',
		'ERR!',
	]) {
		assert.deepEqual(parseCell(sentinel, 'w'), {kind: 'missing', reason: `the driver says ${sentinel}`});
	}
	assert.deepEqual(parseCell('', 'w'), {kind: 'missing', reason: 'the driver says nothing'});
	assert.deepEqual(parseCell('631.95 W', 'w'), {kind: 'value', value: 631.95});
	assert.deepEqual(parseCell('631950 mW', 'w'), {kind: 'value', value: 631.95});
	assert.equal(parseCell('631.95 kW', 'w').kind, 'missing');
	assert.equal(parseCell('-1.00 W', 'w').kind, 'missing');
	assert.equal(parseCell('0 MHz', 'hz').kind, 'missing');
	assert.equal(parseCell('101 %', 'pct').kind, 'missing');
});

test('the integrated GPU of a Jetson tells nothing, which is not zero', async () => {
	const lines = [
		'index, name, utilization.gpu [%], memory.used [MiB], power.draw [W]',
		'0, Orin (nvgpu), [N/A], [N/A], [N/A]',
		'0, Orin (nvgpu), [N/A], [N/A], [N/A]',
	];
	const fake = createFakeNvidiaSmi(['index', 'name', 'utilization.gpu', 'memory.used', 'power.draw'], lines);
	assert.equal((await openRejected(nvidiaSmiProbe, worldOf(fake))).reason, 'Orin (nvgpu) tells nvidia-smi nothing');
	assert.equal(fake.runs[0]?.closed, true);
});

test('GH200 tells the power of the whole module only: it is labelled so', async () => {
	const lines = [
		'index, name, power.draw.instant [W], power.draw [W], module.power.draw.instant [W]',
		'0, NVIDIA GH200 480GB, [N/A], [N/A], 412.50 W',
		'0, NVIDIA GH200 480GB, [N/A], [N/A], 412.50 W',
	];
	const fake = createFakeNvidiaSmi(
		['index', 'name', 'power.draw.instant', 'power.draw', 'module.power.draw.instant'],
		lines,
	);
	const probe = await openUsable(nvidiaSmiProbe, worldOf(fake));
	assert.deepEqual(
		probe.channels.map(({channel, scope, windowMs}) => [channel, scope, windowMs]),
		[['cpu_gpu.power_w', 'module', 20]],
	);
	probe.close();
});

test('a suspended GPU is not woken', async () => {
	const tree = buildTree([['/sys/bus/pci/drivers/nvidia/0000:01:00.0/power/runtime_status', 'suspended']]);
	const fake = createFakeNvidiaSmi(['index'], []);
	const rejection = await openRejected(nvidiaSmiProbe, createProbeWorld({tree, stream: fake.stream}));
	assert.match(rejection.reason, /suspended/);
	assert.equal(fake.runs.length, 0);
	tree.remove();
});
