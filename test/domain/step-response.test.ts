import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {samplesOf} from '../../source/domain/series.ts';
import {measureWindow, type MeasuredWindow} from '../../source/domain/signal/step-response.ts';

const STRETCH_MS = 2500;
const STRETCHES = 10;

/** A sensor that has a new value every `holdMs`, made of the last `windowMs` or by a filter, and is asked every `askMs`. */
type Sensor = {
	readonly windowMs: number;
	readonly holdMs: number;
	readonly askMs: number;
	readonly filterMs?: number;
	readonly noiseWatts?: number;
};

const IDLE = 5;
const LOAD = 40;

/** Load is on in every other stretch. Their lengths differ, so that no sensor falls in step with them. */
const EDGES = Array.from({length: STRETCHES + 1}, (_, index) => index * STRETCH_MS + ((index * 137) % 400));

function joulesUntil(t: number): number {
	let joules = (IDLE * t) / 1000;
	for (let index = 1; index < EDGES.length; index += 2) {
		const [on = 0, off = t] = EDGES.slice(index, index + 2);
		joules += ((LOAD - IDLE) * Math.max(0, Math.min(t, off) - on)) / 1000;
	}
	return joules;
}

function wattsAt(t: number): number {
	return EDGES.filter(edge => edge <= t).length % 2 === 0 ? LOAD : IDLE;
}

function observe(sensor: Sensor, seed = 1): MeasuredWindow | undefined {
	const {windowMs, holdMs, askMs, filterMs, noiseWatts = 0} = sensor;
	let state = seed;
	const random = (): number => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 2_147_483_647 - 0.5;
	};
	const filtered = new Map<number, number>();
	if (filterMs !== undefined) {
		let value = IDLE;
		for (let t = 0; t <= STRETCHES * STRETCH_MS; t++) {
			value += (wattsAt(t) - value) / filterMs;
			filtered.set(t, value);
		}
	}
	const reading = (t: number): number => {
		const updated = holdMs === 0 ? t : Math.floor(t / holdMs) * holdMs;
		if (filterMs !== undefined) return filtered.get(Math.floor(updated)) ?? IDLE;
		const span = Math.max(1, windowMs);
		return ((joulesUntil(updated) - joulesUntil(updated - span)) / span) * 1000;
	};
	const phase = (seed % 7) * 3;
	const times = Array.from(
		{length: Math.floor((STRETCHES * STRETCH_MS - 1200) / askMs)},
		(_, index) => 1100 + phase + index * askMs,
	);
	const values = times.map(t => reading(t) + random() * noiseWatts);
	return measureWindow(
		samplesOf(times, values),
		EDGES.map(t => ({t})),
		holdMs,
	);
}

test('W of a sensor that averages over a window, whatever its window, update and noise', () => {
	const sensors = fc.record({
		windowMs: fc.integer({min: 0, max: 1200}),
		holdMs: fc.constantFrom(0, 20, 100, 140, 430),
		askMs: fc.constantFrom(47, 53, 97),
		noiseWatts: fc.constantFrom(0, 1, 3),
	});
	fc.assert(
		fc.property(sensors, fc.integer({min: 1, max: 1e6}), (sensor, seed) => {
			const found = observe(sensor, seed);
			if (found === undefined) return;
			// Eight steps fall at eight phases of asking and updating.
			const allowed = 70 + 0.6 * sensor.holdMs + 0.1 * sensor.windowMs;
			assert.ok(Math.abs(found.windowMs - sensor.windowMs) <= allowed, `${found.windowMs} is not ${sensor.windowMs}`);
		}),
		{numRuns: 60},
	);
	for (const windowMs of [0, 25, 100, 430, 1000]) {
		const found = observe({windowMs, holdMs: 0, askMs: 50, noiseWatts: 2});
		assert.ok(Math.abs((found?.windowMs ?? Number.NaN) - windowMs) <= 50, `${windowMs}: ${found?.windowMs}`);
		assert.ok((found?.steps ?? 0) >= 8);
	}
});

test('an exponential filter counts as the window that delays as much: twice its time constant', () => {
	const found = observe({windowMs: 0, holdMs: 20, askMs: 50, filterMs: 220});
	assert.ok(Math.abs((found?.windowMs ?? Number.NaN) - 440) < 60, `${found?.windowMs}`);
});

test('no answer is no measurement: noise alone, too slow a sensor, too few steps', () => {
	assert.equal(observe({windowMs: 0, holdMs: 0, askMs: 50, noiseWatts: 200}), undefined);
	assert.equal(observe({windowMs: 0, holdMs: 20, askMs: 50, filterMs: 4000}), undefined);
	const [times, values] = [[0, 50, 100].map(Number), [5, 5, 5]];
	assert.equal(measureWindow(samplesOf(times, values), [{t: 0}, {t: 50}], 0), undefined);
	assert.equal(measureWindow(samplesOf([], []), [], 0), undefined);
});
