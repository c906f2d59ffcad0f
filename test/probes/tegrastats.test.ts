import assert from 'node:assert/strict';
import test from 'node:test';
import {jetsonRailsProbe} from '../../probes/jetson-rails.ts';
import {tegrastatsProbe} from '../../probes/tegrastats.ts';
import {parseTegrastatsLine} from '../../probes/jetson/tegrastats-line.ts';
import {tdpEstimateProbe} from '../../probes/tdp-estimate.ts';
import type {StreamProcess} from '../../source/domain/probe.ts';
import {choosePower} from '../../source/engine/power-source.ts';
import type {FakeRun} from '../helpers/fake-nvidia-smi.ts';
import {buildFakeTree, buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, readFixture, tableOf} from '../helpers/probe-world.ts';

const LINES = readFixture('tegrastats/captured.txt').split('\n').filter(Boolean);

/** By the eye of a reader of the lines: values by channel with memory in MiB, and watts by rail. */
type Expected = {readonly values: Readonly<Record<string, number>>; readonly rails: Readonly<Record<string, number>>};

const EXPECTED: readonly Expected[] = JSON.parse(readFixture('tegrastats/expected.json'));

test('every captured line: exactly its values, and nothing more', () => {
	assert.equal(LINES.length, EXPECTED.length);
	for (const [index, line] of LINES.entries()) {
		const parsed = parseTegrastatsLine(line);
		const values = Object.fromEntries(
			[...(parsed?.values ?? [])].map(([channel, value]) => [
				channel,
				channel.endsWith('_bytes') ? value / 1024 ** 2 : value,
			]),
		);
		assert.deepEqual({values, rails: Object.fromEntries(parsed?.rails ?? [])}, EXPECTED[index], line);
	}
});

/** Values of a line without memory, and its rails. */
function valuesOf(line: string): Readonly<Record<string, number>> | undefined {
	const parsed = parseTegrastatsLine(`RAM 100/200MB ${line}`);
	if (parsed === undefined) return undefined;
	const {'mem.used_bytes': _, ...rest} = Object.fromEntries([...parsed.values, ...parsed.rails]);
	return rest;
}

test('clocks: lists, gated clusters, a clock without a load, and what is none', () => {
	assert.deepEqual(valuesOf('EMC_FREQ @2133 GR3D_FREQ 0%@1109'), {
		'emc.clock_hz': 2.133e9,
		'gpu0.util_pct': 0,
		'gpu0.clock_hz': 1.109e9,
	});
	assert.deepEqual(valuesOf('GR3D_FREQ @[300,off,600] EMC_FREQ 0%'), {'gpu0.clock_hz': 600e6, 'emc.util_pct': 0});
	assert.deepEqual(valuesOf('GR3D_FREQ\t20%@[0, 300,\t400] EMC_FREQ 3%'), {
		'gpu0.util_pct': 20,
		'gpu0.clock_hz': 400e6,
		'emc.util_pct': 3,
	});
	assert.deepEqual(valuesOf('GR3D_FREQ @[N/A,200,,400,off]'), {'gpu0.clock_hz': 400e6});
	assert.deepEqual(valuesOf('GR3D_FREQ 20%@N/A EMC_FREQ 40%@NaN'), {'gpu0.util_pct': 20, 'emc.util_pct': 40});
	assert.deepEqual(valuesOf('GR3D_FREQ N/A%@[200,300] EMC_FREQ 101%@400'), {
		'gpu0.clock_hz': 300e6,
		'emc.clock_hz': 400e6,
	});
	assert.deepEqual(valuesOf('CPU [8%,off,4%]@1200'), {'cpu.util_pct': 6, 'cpu.clock_hz': 1.2e9});
	assert.deepEqual(valuesOf('CPU [off,off] GR3D_FREQ off VIC_FREQ 729 APE 174 MTS fg 0% bg 1%'), {});
});

test('rails: another order, another unit, one number, negative, none', () => {
	assert.deepEqual(valuesOf('gpu@40C VDD_IN 4.65W'), {'gpu0.temp_c': 40, VDD_IN: 4.65});
	assert.deepEqual(valuesOf('VDD_SOC 900mW VDD_CPU_GPU_CV 200mW VDD_IN 3000mW'), {
		VDD_SOC: 0.9,
		VDD_CPU_GPU_CV: 0.2,
		VDD_IN: 3,
	});
	assert.deepEqual(valuesOf('VDD_IN NAmW'), {});
	assert.deepEqual(valuesOf('VDD_GPU -392mW/-12mW NC 0mW/0mW'), {VDD_GPU: -0.392});
	assert.equal(parseTegrastatsLine('tegrastats: some banner text'), undefined);
	assert.equal(parseTegrastatsLine('TEMP@42C'), undefined);
	assert.equal(parseTegrastatsLine(''), undefined);
});

/** A tegrastats that says what it is told. */
function createFakeTegrastats(): {readonly stream: StreamProcess; readonly runs: FakeRun[]} {
	const runs: FakeRun[] = [];
	return {
		runs,
		stream: (argv, onLine, onEnd) => {
			const run: FakeRun = {argv, say: onLine, end: onEnd, closed: false};
			runs.push(run);
			queueMicrotask(() => onLine(LINES[6] ?? ''));
			return {
				close: () => {
					run.closed = true;
				},
			};
		},
	};
}

const INSTALLED = buildTree([['/usr/bin/tegrastats', 'a program']]);
test.after(() => INSTALLED.remove());

test('F6: as a source: totals by the board table, garbled lines dropped, a stall is a gap, then it is back', async () => {
	const {stream, runs} = createFakeTegrastats();
	const world = createProbeWorld({tree: INSTALLED, stream});
	const probe = await openUsable(tegrastatsProbe, world);
	assert.deepEqual(runs[0]?.argv, ['/usr/bin/tegrastats', '--interval', '500']);
	const power = choosePower(probe.channels);
	assert.deepEqual(
		[power?.parts[0]?.channel, power?.scope, power?.source, power?.parts[0]?.note],
		['module.power_w', 'sum', 'tegrastats', 'AGX Orin: VDD_GPU_SOC + VDD_CPU_CV + VIN_SYS_5V0'],
	);
	runs[0]?.say('RAM 12');
	runs[0]?.say(LINES[7] ?? '');
	const table = tableOf(probe.sample());
	assert.equal(table['module.power_w'], 2.34 + 0.39 + 4.025);
	assert.equal(table['gpu0.power_w'], 2.34);
	assert.equal(table['rail.vddq_vdd2_1v8ao.power_w'], 0.301);
	runs[0]?.say('RAM 4321/62801MB (lfb 1759x4MB) CPU [0%@729] cpu@44.5C');
	assert.equal(tableOf(probe.sample())['module.power_w'], '(no reading in this line (gated, off or out of range))');
	world.advance(4000);
	assert.equal(tableOf(probe.sample())['module.power_w'], '(tegrastats stopped: no line for 4 s)');
	assert.equal(runs[0]?.closed, true);
	world.advance(1000);
	probe.sample();
	assert.equal(runs.length, 2);
	runs[1]?.say(LINES[7] ?? '');
	assert.equal(tableOf(probe.sample())['rail.vdd_cpu_cv.power_w'], 0.39);
	assert.deepEqual(world.notices, ['tegrastats: no line for 4 s; it is started again']);
	probe.close();
	assert.equal(runs[1]?.closed, true);
});

test('a GPU that is powered down in the first line has its temperature when it wakes; a dead total is a gap', async () => {
	const {stream, runs} = createFakeTegrastats();
	const probe = await openUsable(tegrastatsProbe, createProbeWorld({tree: INSTALLED, stream}));
	// The first line says GPU@-256C.
	const awake = (LINES[7] ?? '').replace('GPU@-256C', 'GPU@47.5C');
	assert.notEqual(awake, LINES[7]);
	runs[0]?.say(LINES[7] ?? '');
	assert.equal(tableOf(probe.sample())['gpu0.temp_c'], '(no reading in this line (gated, off or out of range))');
	runs[0]?.say(awake);
	assert.equal(tableOf(probe.sample())['gpu0.temp_c'], 47.5);
	runs[0]?.say(awake.replaceAll(/(VDD_GPU_SOC|VDD_CPU_CV|VIN_SYS_5V0) \d+mW/g, '$1 0mW'));
	assert.equal(tableOf(probe.sample())['module.power_w'], '(no reading in this line (gated, off or out of range))');
	runs[0]?.say(awake.replace('VIN_SYS_5V0 4025mW', 'VIN_SYS_5V0 4294967295mW'));
	assert.equal(tableOf(probe.sample())['module.power_w'], '(no reading in this line (gated, off or out of range))');
	probe.close();
});

test('not installed, silent, or with an error text: refused with the reason', async () => {
	const bare = buildTree([]);
	assert.deepEqual(await openRejected(tegrastatsProbe, createProbeWorld({tree: bare})), {
		reason: 'tegrastats is not installed',
		mend: 'none without a Jetson board',
	});
	const silent: StreamProcess = () => ({close: () => {}});
	const nothing = await openRejected(tegrastatsProbe, createProbeWorld({tree: INSTALLED, stream: silent}));
	assert.equal(nothing.reason, 'tegrastats stopped: no line for 3 s');
	const failing: StreamProcess = (_argv, onLine, onEnd) => {
		queueMicrotask(() => {
			onLine('tegrastats: cannot open /dev/nvhost');
			onEnd('exit 1');
		});
		return {close: () => {}};
	};
	const failed = await openRejected(tegrastatsProbe, createProbeWorld({tree: INSTALLED, stream: failing}));
	assert.equal(failed.reason, 'tegrastats stopped: tegrastats: cannot open /dev/nvhost');
	bare.remove();
});

test('it stands in for rails and before the estimate', () => {
	assert.ok(tegrastatsProbe.insteadOf?.includes('module.power_w'));
	assert.ok(tdpEstimateProbe.insteadOf?.includes('module.power_w'));
});

test('cross-check: the rails of the Orin Nano and its own tegrastats agree within a milliwatt', async () => {
	const tree = buildFakeTree('jetson_orin_nano_jp6');
	const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
	const table = tableOf(probe.sample());
	const line = LINES.find(text => text.includes('VDD_IN 4654mW'));
	const rails = parseTegrastatsLine(line ?? '')?.rails;
	assert.equal(rails?.size, 3);
	for (const [rail, watts] of rails ?? []) {
		assert.ok(Math.abs(Number(table[`rail.${rail.toLowerCase()}.power_w`]) - watts) < 0.001, rail);
	}
	probe.close();
	tree.remove();
});
