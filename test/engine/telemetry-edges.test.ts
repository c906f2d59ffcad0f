import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {integrate} from '../../source/domain/energy/energy.ts';
import {type Integration} from '../../source/domain/energy/integration.ts';
import {type Samples, samplesOf} from '../../source/domain/series.ts';
import {SENSORS} from '../bench/telemetry-sensors.ts';
import {measureTruth} from '../bench/telemetry-truth.ts';

/** A trial at `load` watts from 10 s on, with `idle` before and after. */
type Step = {readonly idle: number; readonly load: number; readonly toMs: number};

const FROM_MS = 10_000;
const steps = fc.record({
	idle: fc.double({min: 0, max: 50, noNaN: true}),
	load: fc.double({min: 0, max: 300, noNaN: true}),
	toMs: fc.double({min: 13_000, max: 20_000, noNaN: true}),
});

function joulesUntil({idle, load, toMs}: Step, t: number): number {
	const inside = Math.min(Math.max(t - FROM_MS, 0), toMs - FROM_MS);
	return (idle * (t - inside) + load * inside) / 1000;
}

function every(stepMs: number, phaseMs: number, valueAt: (t: number) => number): Samples {
	const times = Array.from({length: Math.floor(26_000 / stepMs)}, (_, index) => phaseMs + index * stepMs);
	return samplesOf(times, times.map(valueAt));
}

function close(actual: number, expected: number): void {
	assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

test('a step is exact from a counter that is seldom read, at any edges', () => {
	fc.assert(
		fc.property(steps, fc.double({min: 0, max: 499, noNaN: true}), (step, phaseMs) => {
			const counter = every(500, phaseMs, t => joulesUntil(step, t));
			const settings: Integration = {
				fromMs: FROM_MS,
				toMs: step.toMs,
				periodMs: 500,
				windowMs: 500,
				kind: 'counter',
				isStep: true,
			};
			const truth = joulesUntil(step, step.toMs) - joulesUntil(step, FROM_MS);
			close(integrate(counter, settings).joules, truth);
		}),
	);
});

test('a step is exact from a sensor that averages over a second, at any edges', () => {
	fc.assert(
		fc.property(steps, step => {
			// Sampled finely, so that what is left is the window alone.
			const average = every(2, 0, t => joulesUntil(step, t) - joulesUntil(step, t - 1000));
			const settings: Integration = {
				fromMs: FROM_MS,
				toMs: step.toMs,
				periodMs: 100,
				windowMs: 1000,
				kind: 'power',
				isStep: true,
			};
			const truth = joulesUntil(step, step.toMs) - joulesUntil(step, FROM_MS);
			const found = integrate(average, settings).joules;
			assert.ok(Math.abs(found - truth) < 1e-3 * (1 + step.idle + step.load), `${found} is not ${truth}`);
		}),
		{numRuns: 20},
	);
});

test('without a sample beyond the end the edge is shared as before', () => {
	const step: Step = {idle: 10, load: 100, toMs: 15_000};
	const settings: Integration = {
		fromMs: FROM_MS,
		toMs: 15_000,
		periodMs: 100,
		windowMs: 1000,
		kind: 'power',
		isStep: true,
	};
	const times = Array.from({length: 157}, (_, index) => index * 100);
	const cut = samplesOf(
		times,
		times.map(t => joulesUntil(step, t) - joulesUntil(step, t - 1000)),
	);
	assert.equal(integrate(cut, settings).joules, integrate(cut, {...settings, isStep: false}).joules);
});

test('a counter step outside that is a gap or a reset corrects nothing', () => {
	const settings: Integration = {fromMs: 1000, toMs: 3000, periodMs: 500, windowMs: 500, kind: 'counter', isStep: true};
	const values = [900, 5, 15, 25, 35, 45, 55, 65];
	const reset = samplesOf([250, 750, 1250, 1750, 2250, 2750, 3250, 3750], values);
	// The first step would be negative; the last two are alike.
	close(integrate(reset, settings).joules, 40);
});

for (const sensor of SENSORS) {
	test(`known truth, ${sensor.name}: error and interval on 100 random loads`, () => {
		const row = measureTruth(sensor, 100, 7);
		assert.ok(row.published >= 50, `${row.published} published`);
		assert.ok(row.medianError <= 0.03, `median ${row.medianError}`);
		assert.ok(row.p95Error <= 0.08, `p95 ${row.p95Error}`);
		assert.ok(row.covered >= 0.9, `covered ${row.covered}`);
		assert.ok(row.medianError < row.naiveMedianError, `naive ${row.naiveMedianError}`);
	});
}
