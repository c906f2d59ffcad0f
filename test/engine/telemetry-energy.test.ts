import assert from 'node:assert/strict';
import test from 'node:test';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import {createTelemetryMeter} from '../../source/engine/telemetry-meter.ts';
import {createTelemetryWindow} from '../../source/engine/telemetry-window.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

const SHARED = {scope: 'package', source: 'rapl', periodMs: 500} as const;
const PACKAGE: ChannelDefinition = {
	channel: 'cpu.power_w',
	unit: 'W',
	windowMs: 500,
	counter: 'cpu.energy_j',
	...SHARED,
};
const PACKAGE_J: ChannelDefinition = {channel: 'cpu.energy_j', unit: 'J', windowMs: 0, ...SHARED};

test('a counter and the integral of the power beside it that disagree: low confidence, told once', async () => {
	const span = {fromMs: 5000, toMs: 15_000, overlapping: false};
	const measure = async (shownWatts: number, span_ = span): Promise<unknown> => {
		const window = createTelemetryWindow({wait: createManualClock(0).wait});
		window.open('rapl', [PACKAGE, PACKAGE_J]);
		for (let t = 0; t <= 20_000; t += 500) {
			window.add({t0: t, channels: ['cpu.energy_j', 'cpu.power_w'], rows: [[0, t / 100, shownWatts]]});
		}
		const told: string[] = [];
		const meter = createTelemetryMeter(window, {onDoubt: text => void told.push(text), needsEstimate: false});
		const [first] = [await meter.measure(span_), await meter.measure(span_)];
		return [first.telemetry['energy_j'], first.telemetry['confidence'], told];
	};
	assert.deepEqual(await measure(10.5), [100, 'high', []]);
	assert.deepEqual(await measure(12), [
		100,
		'low',
		[
			'cpu: its counter says 100 J, the integral of its power 120 J; energies of which that holds are marked with low confidence',
		],
	]);
	assert.deepEqual(await measure(12, {...span, toMs: 8000}), [30, 'low', []], 'too short to be sure of either');
});

const MODULE: ChannelDefinition = {
	channel: 'module.power_w',
	unit: 'W',
	scope: 'module',
	source: 'jetson-rails',
	periodMs: 430,
	windowMs: 430,
};
const GPU_USE: ChannelDefinition = {
	channel: 'gpu0.util_pct',
	unit: '%',
	scope: 'device',
	source: 'jetson-gpu',
	periodMs: 500,
	windowMs: 0,
};

test('a power that stands still while the load moves: low confidence, told once', async () => {
	const measure = async (wattsAt: (t: number) => number, useAt: (t: number) => number): Promise<unknown> => {
		const window = createTelemetryWindow({wait: createManualClock(0).wait});
		window.open('jetson-rails', [MODULE]);
		window.open('jetson-gpu', [GPU_USE]);
		for (let t = 0; t <= 50_000; t += 215) {
			window.add({t0: t, channels: [MODULE.channel, GPU_USE.channel], rows: [[0, wattsAt(t), useAt(t)]]});
		}
		const told: string[] = [];
		const meter = createTelemetryMeter(window, {onDoubt: text => void told.push(text), needsEstimate: false});
		const span = {fromMs: 25_000, toMs: 45_000, overlapping: false};
		const [first] = [await meter.measure(span), await meter.measure(span)];
		return [first.telemetry['confidence'], told];
	};
	// The load is steady in the trial; before it the board was idle.
	const stepped = (t: number): number => (t < 25_000 ? 0 : 98);
	const hangs =
		'module: its power stood at 5.02 W for 45 s while gpu0.util_pct moved: the sensor may hang; energies of which that holds are marked with low confidence';
	assert.deepEqual(await measure(() => 5.016, stepped), ['low', [hangs]]);
	assert.deepEqual(
		await measure(
			() => 5.016,
			() => 5,
		),
		['high', []],
		'an idle board may well stand still',
	);
	assert.deepEqual(await measure(t => (t < 25_000 ? 5.016 : 14.2), stepped), ['high', []]);
});

test('others that work all the time are told once, not flagged for every trial', async () => {
	const window = createTelemetryWindow({wait: createManualClock(0).wait});
	const channel = 'cpu.foreign_pct';
	const foreign = {channel, unit: '%', scope: 'host', source: 'foreign-cpu', periodMs: 2000, windowMs: 2000} as const;
	window.open('foreign-cpu', [{...foreign, limit: 25}]);
	for (let t = 0; t <= 40_000; t += 2000) window.add({t0: t, channels: [channel], rows: [[0, 130]]});
	const told: string[] = [];
	const meter = createTelemetryMeter(window, {onDoubt: text => void told.push(text), needsEstimate: false});
	const spans = [10_000, 20_000].map(fromMs => ({fromMs, toMs: fromMs + 8000, overlapping: false}));
	const summaries = [];
	for (const span of spans) summaries.push(await meter.measure(span));
	assert.deepEqual(
		summaries.map(({flags, telemetry}) => [flags.includes('FOREIGN'), telemetry['cpu_foreign_pct']]),
		[
			[false, 130],
			[false, 130],
		],
	);
	assert.deepEqual(told, [
		'programs that are not of the sweep use 130 % of a CPU all the time: every trial has that in its time and energy, and only more of it is flagged FOREIGN',
	]);
});

test('trials are made long enough for an estimate where it decides which is the best, and for none otherwise', () => {
	const window = createTelemetryWindow({wait: createManualClock(0).wait});
	const spacingMs = (needsEstimate: boolean): number | undefined =>
		createTelemetryMeter(window, {onDoubt: () => undefined, needsEstimate}).spacingMs();
	assert.equal(spacingMs(true), undefined, 'power is not known');
	window.open('estimate', [{...PACKAGE, scope: 'estimate', source: 'estimate', periodMs: 250}]);
	assert.deepEqual([spacingMs(true), spacingMs(false)], [500, undefined]);
});
