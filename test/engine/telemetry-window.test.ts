import assert from 'node:assert/strict';
import test from 'node:test';
import {choosePower} from '../../source/engine/power-source.ts';
import {createTelemetryWindow, type TelemetryWindow} from '../../source/engine/telemetry-window.ts';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

function define(channel: string, options: Partial<ChannelDefinition> = {}): ChannelDefinition {
	return {channel, unit: '', scope: 'device', source: 'fake', periodMs: 1000, windowMs: 0, ...options};
}

const PACKAGE = define('cpu.power_w', {
	scope: 'package',
	source: 'rapl',
	periodMs: 500,
	windowMs: 500,
	counter: 'cpu.energy_j',
});
const PACKAGE_J = define('cpu.energy_j', {scope: 'package', source: 'rapl', periodMs: 500});
const GPU = define('gpu0.power_w', {source: 'nvidia-smi', periodMs: 200, windowMs: 100});
const ESTIMATE = define('cpu.power_w', {
	scope: 'estimate',
	source: 'tdp-estimate',
	periodMs: 500,
	windowMs: 500,
	counter: 'cpu.energy_j',
});

function windowOf(...channels: readonly ChannelDefinition[]): TelemetryWindow {
	const window = createTelemetryWindow({wait: createManualClock(0).wait});
	window.open('all', channels);
	return window;
}

/** Feeds a channel every `stepMs` in [fromMs, toMs]. */
function feed(
	window: TelemetryWindow,
	channel: string,
	[fromMs, toMs, stepMs]: readonly [number, number, number],
	valueAt: (t: number) => number,
): void {
	for (let t = fromMs; t <= toMs; t += stepMs) window.add({t0: t, channels: [channel], rows: [[0, valueAt(t)]]});
}

test('the power of a trial: board, module, sum of the measured, package, estimate', () => {
	const board = define('board.power_w', {scope: 'board', source: 'rapl'});
	const module = define('module.power_w', {scope: 'module'});
	const dram = define('rail.dram.power_w', {scope: 'rail', source: 'rapl'});
	const shared = define('cpu_gpu.power_w', {scope: 'rail', source: 'ina3221'});
	const chosen = (...definitions: readonly ChannelDefinition[]): unknown => {
		const power = choosePower(definitions);
		return power === undefined ? undefined : [power.parts.map(part => part.channel), power.scope, power.source];
	};
	assert.deepEqual(chosen(PACKAGE, GPU, board, module), [['board.power_w'], 'board', 'rapl']);
	assert.deepEqual(chosen(PACKAGE, GPU, module), [['module.power_w'], 'module', 'fake']);
	assert.deepEqual(chosen(PACKAGE, GPU, dram), [
		['cpu.power_w', 'gpu0.power_w', 'rail.dram.power_w'],
		'sum',
		'rapl+nvidia-smi',
	]);
	assert.deepEqual(chosen(PACKAGE), [['cpu.power_w'], 'package', 'rapl']);
	assert.deepEqual(
		chosen(ESTIMATE, GPU),
		[['gpu0.power_w'], 'device', 'nvidia-smi'],
		'an estimate is added to nothing',
	);
	assert.deepEqual(chosen(ESTIMATE), [['cpu.power_w'], 'estimate', 'tdp-estimate']);
	assert.deepEqual(chosen(shared, PACKAGE, GPU), [['cpu_gpu.power_w'], 'rail', 'ina3221'], 'one rail feeds both');
	assert.equal(chosen(dram, define('cpu.temp_c')), undefined);
});

test('a trial on a counter: joules between its exact edges, above idle, and the interval', () => {
	const window = windowOf(PACKAGE, PACKAGE_J);
	// 10 W, and 40 W from the start of the trial, in the middle between two looks.
	feed(window, 'cpu.energy_j', [0, 20_000, 500], t => (t < 5250 ? t / 100 : 52.5 + (t - 5250) / 25));
	feed(window, 'cpu.power_w', [0, 20_000, 500], t => (t <= 5000 ? 10 : 40));
	window.measureBaseline(0, 4500);
	const {telemetry, missing, flags} = window.summarise({fromMs: 5250, toMs: 15_250, overlapping: false});
	assert.equal(telemetry['energy_j'], 400);
	assert.equal(telemetry['power_mean_w'], 40);
	assert.equal(telemetry['power_max_w'], 40);
	assert.equal(telemetry['power_steady_w'], 40);
	assert.equal(telemetry['energy_above_idle_j'], 300);
	assert.equal(telemetry['idle_w'], 10);
	assert.equal(telemetry['n_eff'], 20);
	assert.equal(telemetry['coverage'], 1);
	assert.equal(telemetry['confidence'], 'high');
	assert.deepEqual([telemetry['power_scope'], telemetry['power_source']], ['package', 'rapl']);
	// A quarter of a second outside at each edge, whose power is known to a tenth: 10 W before, 40 W after.
	const spread = 2 * Math.hypot(1 * 0.25, 4 * 0.25);
	assert.ok(Math.abs(Number(telemetry['energy_hi_j']) - (400 + spread)) < 1e-9);
	assert.ok(Math.abs(Number(telemetry['energy_lo_j']) - (400 - spread)) < 1e-9);
	assert.deepEqual(flags, []);
	assert.deepEqual(Object.keys(missing), ['temp_start_c', 'temp_end_c', 'temp_max_c']);
});

test('CPU and GPU measured apart: a sum, its rails, temperatures, clock and throttle time', () => {
	const window = windowOf(
		PACKAGE,
		PACKAGE_J,
		GPU,
		define('cpu.temp_c'),
		define('gpu0.temp_c', {periodMs: 200}),
		define('gpu0.clock_hz', {periodMs: 200}),
		define('gpu0.throttle_ms', {periodMs: 200}),
	);
	feed(window, 'cpu.energy_j', [0, 12_000, 500], t => t / 50);
	feed(window, 'cpu.power_w', [0, 12_000, 500], () => 20);
	feed(window, 'gpu0.power_w', [0, 12_000, 200], () => 80);
	feed(window, 'cpu.temp_c', [0, 12_000, 1000], () => 50);
	feed(window, 'gpu0.temp_c', [0, 12_000, 200], t => (t === 6000 ? 75 : 40 + t / 1000));
	feed(window, 'gpu0.clock_hz', [0, 12_000, 200], () => 1.4e9);
	feed(window, 'gpu0.throttle_ms', [0, 12_000, 200], t => (t > 5000 ? 17 : 5));
	const {telemetry} = window.summarise({fromMs: 1000, toMs: 11_000, overlapping: false});
	assert.ok(Math.abs(Number(telemetry['energy_j']) - 1000) < 1e-6);
	assert.equal(telemetry['power_scope'], 'sum');
	assert.equal(telemetry['power_source'], 'rapl+nvidia-smi');
	assert.equal(telemetry['power_max_w'], 100);
	assert.ok(Math.abs(Number(telemetry['cpu_power_mean_w']) - 20) < 1e-9);
	assert.ok(Math.abs(Number(telemetry['gpu0_power_mean_w']) - 80) < 1e-9);
	assert.deepEqual([telemetry['temp_start_c'], telemetry['temp_end_c'], telemetry['temp_max_c']], [50, 51, 75]);
	assert.equal(telemetry['clock_gpu_mhz_mean'], 1400);
	assert.equal(telemetry['throttle_ms'], 12);
});

test('too short: no energy and no power, each with its reason; time and temperature stay', () => {
	const window = windowOf(ESTIMATE, PACKAGE_J, define('cpu.temp_c'));
	feed(window, 'cpu.energy_j', [0, 5000, 500], t => t / 10);
	feed(window, 'cpu.temp_c', [0, 5000, 1000], () => 60);
	const {telemetry, missing, flags} = window.summarise({fromMs: 2100, toMs: 3300, overlapping: false});
	assert.deepEqual(flags, ['SHORT']);
	assert.equal(missing['energy_j'], 'too short: 2.4 samples');
	assert.equal(missing['power_mean_w'], 'too short: 2.4 samples');
	assert.equal(telemetry['energy_j'], undefined);
	assert.equal(telemetry['confidence'], 'none');
	assert.equal(telemetry['power_scope'], 'estimate');
	assert.equal(telemetry['temp_max_c'], 60);
});

test('an estimate is never of high confidence', () => {
	const window = windowOf(ESTIMATE, PACKAGE_J);
	feed(window, 'cpu.energy_j', [0, 20_000, 500], t => t / 100);
	const {telemetry} = window.summarise({fromMs: 0, toMs: 20_000, overlapping: false});
	assert.equal(telemetry['energy_j'], 200);
	assert.deepEqual(
		[telemetry['confidence'], telemetry['power_scope'], telemetry['power_source']],
		['low', 'estimate', 'tdp-estimate'],
	);
});

test('a gap: the energy is a lower bound', () => {
	const window = windowOf(GPU);
	feed(window, 'gpu0.power_w', [0, 6000, 200], () => 50);
	feed(window, 'gpu0.power_w', [8000, 12_000, 200], () => 50);
	const {telemetry, missing, flags} = window.summarise({fromMs: 1000, toMs: 11_000, overlapping: false});
	assert.deepEqual(flags, ['GAP']);
	assert.equal(missing['energy_j'], 'only 80 % of the time is covered');
	assert.equal(missing['energy_hi_j'], 'only 80 % of the time is covered');
	assert.ok(Number(telemetry['energy_lo_j']) < 400 && Number(telemetry['energy_lo_j']) > 380);
	assert.equal(telemetry['power_mean_w'], 50);
	assert.equal(telemetry['confidence'], 'low');
});

test('a source that fell silent: why is in the reason', () => {
	const window = windowOf(GPU);
	window.add({t0: 0, channels: [], rows: []}, {'gpu0.power_w': 'nvidia-smi stopped: exit 255'});
	const {missing, flags} = window.summarise({fromMs: 0, toMs: 10_000, overlapping: false});
	assert.equal(missing['energy_j'], 'samples are missing: 0 samples (nvidia-smi stopped: exit 255)');
	assert.deepEqual(flags, ['GAP']);
});

test('overlapping executions have no energy of their own', () => {
	const window = windowOf(GPU);
	feed(window, 'gpu0.power_w', [0, 20_000, 200], () => 50);
	const {telemetry, missing, flags} = window.summarise({fromMs: 1000, toMs: 11_000, overlapping: true});
	assert.deepEqual(flags, ['SHARED']);
	assert.equal(telemetry['energy_j'], undefined);
	assert.equal(missing['energy_j'], 'other executions ran at the same time');
});

test('no source at all', () => {
	const {telemetry, missing, flags} = windowOf().summarise({fromMs: 0, toMs: 10_000, overlapping: false});
	assert.deepEqual(telemetry, {});
	assert.equal(missing['energy_j'], 'no power source');
	assert.equal(missing['temp_max_c'], 'no temperature source');
	assert.deepEqual(flags, []);
});

test('settle waits for the sample past the end, not for short or shared spans, and not for ever', async () => {
	const clock = createManualClock(10_000);
	const window = createTelemetryWindow({wait: clock.wait});
	window.open('gpu', [GPU]);
	feed(window, 'gpu0.power_w', [0, 10_000, 200], () => 50);
	assert.equal(window.settle({fromMs: 0, toMs: 9900, overlapping: false}), undefined, 'covered already');
	assert.equal(window.settle({fromMs: 9900, toMs: 10_000, overlapping: false}), undefined, 'too short');
	assert.equal(window.settle({fromMs: 0, toMs: 10_100, overlapping: true}), undefined, 'shared');
	let settled = 0;
	const first = window.settle({fromMs: 0, toMs: 10_100, overlapping: false})?.then(() => settled++);
	await clock.advance(10);
	assert.equal(settled, 0);
	window.add({t0: 10_200, channels: ['gpu0.power_w'], rows: [[0, 50]]});
	await first;
	assert.equal(window.summarise({fromMs: 0, toMs: 10_100, overlapping: false}).telemetry['coverage'], 1);
	const never = window.settle({fromMs: 0, toMs: 11_000, overlapping: false})?.then(() => settled++);
	await clock.advance(700);
	await never;
	assert.equal(settled, 2);
});

test('baseline: channels with three samples or more', () => {
	const window = windowOf(GPU);
	feed(window, 'gpu0.power_w', [0, 1000, 200], t => (t % 400 === 0 ? 9 : 11));
	feed(window, 'cpu.temp_c', [0, 1000, 1000], () => 40);
	assert.deepEqual(window.measureBaseline(0, 1000), {'gpu0.power_w': {mean: 10, sd: Math.sqrt(6 / 5), n: 6}});
});

test('joules of the whole run: the same in one go and step by step, gaps left out', () => {
	const watts = (t: number): number => 30 + 10 * Math.sin(t / 900);
	const steps = windowOf(GPU);
	let joules: number | undefined;
	assert.equal(steps.joulesSoFar(1000), undefined);
	for (let from = 0; from < 20_000; from += 1000) {
		if (from !== 9000) feed(steps, 'gpu0.power_w', [from, from + 800, 200], watts);
		joules = steps.joulesSoFar(1000);
	}
	const whole = windowOf(GPU);
	feed(whole, 'gpu0.power_w', [0, 8800, 200], watts);
	feed(whole, 'gpu0.power_w', [10_000, 19_800, 200], watts);
	assert.ok(Math.abs((joules ?? 0) - (whole.joulesSoFar(1000) ?? 1)) < 1e-9);
	assert.ok((joules ?? 0) > 480 && (joules ?? 0) < 560, String(joules));
	assert.equal(windowOf().joulesSoFar(0), undefined);
});

test('joules of a run that saw one sample are unknown, not 0', () => {
	const window = windowOf(GPU);
	feed(window, 'gpu0.power_w', [400, 400, 200], () => 30);
	assert.equal(window.joulesSoFar(0), undefined);
	feed(window, 'gpu0.power_w', [600, 800, 200], () => 30);
	assert.ok(Math.abs((window.joulesSoFar(0) ?? 0) - 12) < 1e-9);
});

test('the recent past for a new client is one frame', () => {
	const window = windowOf();
	assert.equal(window.recent(10), undefined);
	window.add({
		t0: 1000,
		channels: ['a', 'b'],
		rows: [
			[0, 1, 2],
			[500, 3, null],
		],
	});
	window.add({t0: 2000, channels: ['b'], rows: [[0.5, 4]]});
	assert.deepEqual(window.recent(10), {
		t0: 1000,
		channels: ['a', 'b'],
		rows: [
			[0, 1, 2],
			[500, 3, null],
			[1000.5, null, 4],
		],
	});
	assert.deepEqual(window.recent(1), {t0: 2000, channels: ['b'], rows: [[0.5, 4]]});
	assert.deepEqual(window.latest('b'), {t: 2000.5, value: 4});
});

test('summaries of short trials are cheap: under 0.1 ms each', () => {
	const window = windowOf(
		PACKAGE,
		PACKAGE_J,
		GPU,
		define('cpu.temp_c'),
		define('gpu0.temp_c'),
		define('gpu0.clock_hz'),
	);
	for (const channel of ['cpu.energy_j', 'cpu.power_w', 'gpu0.power_w', 'cpu.temp_c', 'gpu0.temp_c', 'gpu0.clock_hz']) {
		feed(window, channel, [0, 600_000, 1000], t => t / 1000);
	}
	const count = 3000;
	// CPU time, as others may use the machine.
	const run = (): number => {
		const start = process.cpuUsage();
		for (let index = 0; index < count; index++)
			window.summarise({fromMs: 300_000 + index * 2, toMs: 300_002 + index * 2, overlapping: false});
		const {user, system} = process.cpuUsage(start);
		return (user + system) / 1000 / count;
	};
	// The better of two: the first also compiles.
	assert.ok(Math.min(run(), run()) < 0.1);
});
