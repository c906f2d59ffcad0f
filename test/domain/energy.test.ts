import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {addEnergies, gradeSamples, independentSamples, integrate} from '../../source/domain/energy/energy.ts';
import {type Integration} from '../../source/domain/energy/integration.ts';
import {createSeries, firstAfter, samplesOf, valueAtTime, valuesBetween} from '../../source/domain/series.ts';
import {steadyPower} from '../../source/domain/energy/steady-power.ts';

const POWER: Omit<Integration, 'fromMs' | 'toMs'> = {periodMs: 1000, windowMs: 0, kind: 'power'};

/** Samples of a function of time, at the given times. */
function sampled(times: readonly number[], valueAt: (t: number) => number) {
	return samplesOf(times, times.map(valueAt));
}

function range(fromMs: number, toMs: number, stepMs: number): number[] {
	return Array.from({length: Math.floor((toMs - fromMs) / stepMs) + 1}, (_, index) => fromMs + index * stepMs);
}

/** Rising times from 0 with steps that are no gap. */
const times = fc
	.array(fc.double({min: 1, max: 2900, noNaN: true}), {minLength: 5, maxLength: 60})
	.map(steps => steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], [0]));

function close(actual: number, expected: number, tolerance = 1e-9): void {
	assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

test('constant power is exact at any sampling and any edges', () => {
	fc.assert(
		fc.property(
			times,
			fc.double({min: 0, max: 500, noNaN: true}),
			fc.double({min: 0, max: 1, noNaN: true}),
			fc.double({min: 0, max: 1, noNaN: true}),
			(ts, watts, a, b) => {
				const last = ts.at(-1) ?? 0;
				const fromMs = Math.min(a, b) * last;
				const toMs = Math.max(a, b) * last;
				const energy = integrate(
					sampled(ts, () => watts),
					{...POWER, fromMs, toMs},
				);
				close(energy.joules, (watts * (toMs - fromMs)) / 1000);
				close(energy.coveredMs, toMs - fromMs);
			},
		),
	);
});

test('resampling power that is linear between its samples changes nothing', () => {
	fc.assert(
		fc.property(
			times,
			fc.array(fc.double({min: 0, max: 500, noNaN: true}), {minLength: 61, maxLength: 61}),
			(ts, values) => {
				const coarse = samplesOf(
					ts,
					ts.map((_, index) => values[index] ?? 0),
				);
				const fineTimes = ts.flatMap((t, index) => (index === 0 ? [t] : [((ts[index - 1] ?? 0) + t) / 2, t]));
				const fine = sampled(fineTimes, t => valueAtTime(coarse, t, 1e9) ?? 0);
				const span = {fromMs: (ts[1] ?? 0) * 0.5, toMs: (ts.at(-1) ?? 0) - 0.25};
				close(integrate(fine, {...POWER, ...span}).joules, integrate(coarse, {...POWER, ...span}).joules, 1e-7);
			},
		),
	);
});

test('a counter and the power that fills it agree', () => {
	fc.assert(
		fc.property(
			times,
			fc.array(fc.double({min: 0, max: 500, noNaN: true}), {minLength: 61, maxLength: 61}),
			(ts, values) => {
				let joules = 0;
				const watts = ts.map((_, index) => values[index] ?? 0);
				const counter = ts.map((t, index) => {
					if (index > 0)
						joules += (((watts[index] ?? 0) + (watts[index - 1] ?? 0)) / 2) * ((t - (ts[index - 1] ?? 0)) / 1000);
					return joules;
				});
				const span = {fromMs: ts[0] ?? 0, toMs: ts.at(-1) ?? 0};
				const integral = integrate(samplesOf(ts, watts), {...POWER, ...span});
				const difference = integrate(samplesOf(ts, counter), {...POWER, ...span, kind: 'counter'});
				close(difference.joules, integral.joules, 1e-7);
			},
		),
	);
});

test('energies of neighbouring spans add up to the energy of both', () => {
	fc.assert(
		fc.property(times, fc.double({min: 0, max: 1, noNaN: true}), (ts, fraction) => {
			const last = ts.at(-1) ?? 0;
			const samples = sampled(ts, t => 20 + 10 * Math.sin(t / 700));
			const middle = fraction * last;
			const parts = [
				integrate(samples, {...POWER, fromMs: 0, toMs: middle}),
				integrate(samples, {...POWER, fromMs: middle, toMs: last}),
			];
			close(
				parts.reduce((sum, part) => sum + part.joules, 0),
				integrate(samples, {...POWER, fromMs: 0, toMs: last}).joules,
				1e-9,
			);
		}),
	);
});

test('a value stands for the middle of its averaging window', () => {
	// Power steps from 0 to 100 W at 5000; a boxcar of 1 s shows it half-way at 5500.
	const boxcar = sampled(range(0, 12_000, 100), t => Math.min(100, Math.max(0, (t - 5000) / 10)));
	const span = {fromMs: 6000, toMs: 10_000, periodMs: 100, kind: 'power'} as const;
	close(integrate(boxcar, {...span, windowMs: 1000}).joules, 400);
	close(integrate(boxcar, {...span, fromMs: 2000, toMs: 8000, windowMs: 1000}).joules, 300);
	assert.ok(integrate(boxcar, {...span, fromMs: 2000, toMs: 8000, windowMs: 0}).joules < 255);
});

test('a gap of more than three periods is not bridged', () => {
	const ts = [...range(0, 4000, 1000), ...range(8000, 12_000, 1000)];
	const energy = integrate(
		sampled(ts, () => 10),
		{...POWER, fromMs: 0, toMs: 12_000},
	);
	assert.equal(energy.joules, 80);
	assert.equal(energy.coverage, 8 / 12);
	assert.equal(energy.nEff, 8);
	const three = integrate(
		sampled([0, 1000, 4000, 5000], () => 10),
		{...POWER, fromMs: 0, toMs: 5000},
	);
	assert.equal(three.joules, 50);
});

test('nothing is extrapolated beyond the samples', () => {
	const energy = integrate(
		sampled(range(1000, 4000, 1000), () => 10),
		{...POWER, fromMs: 0, toMs: 10_000},
	);
	assert.equal(energy.joules, 30);
	assert.equal(energy.coverage, 0.3);
	assert.deepEqual(integrate(samplesOf([], []), {...POWER, fromMs: 0, toMs: 1000}).coverage, 0);
});

test('a counter that fell or jumped is a gap, not energy', () => {
	const reset = integrate(samplesOf([0, 1000, 2000, 3000], [100, 110, 5, 15]), {
		...POWER,
		kind: 'counter',
		fromMs: 0,
		toMs: 3000,
	});
	assert.equal(reset.joules, 20);
	assert.equal(reset.coverage, 2 / 3);
	const jump = integrate(samplesOf([0, 1000, 2000], [0, 10, 1e9]), {...POWER, kind: 'counter', fromMs: 0, toMs: 2000});
	assert.equal(jump.joules, 10);
});

test('a counter is interpolated at edges between its looks', () => {
	const energy = integrate(samplesOf([0, 1000, 2000], [0, 10, 40]), {
		...POWER,
		kind: 'counter',
		fromMs: 500,
		toMs: 1500,
	});
	assert.equal(energy.joules, 5 + 15);
	assert.equal(energy.coverage, 1);
});

test('chance: the formula for constant power is its edges alone, and scatter adds to it', () => {
	const span = {fromMs: 0, toMs: 10_000};
	const constant = integrate(
		sampled(range(0, 10_000, 1000), () => 50),
		{...POWER, ...span},
	);
	// (P T / D)² 2/12 in W², times D.
	close(constant.sigmaJoules, Math.sqrt((50 * 0.1) ** 2 / 6) * 10);
	const noisy = integrate(
		sampled(range(0, 10_000, 1000), t => 50 + (t % 2000 === 0 ? 5 : -5)),
		{...POWER, ...span},
	);
	assert.ok(noisy.sigmaJoules > constant.sigmaJoules);
});

test('samples that hang together count for fewer', () => {
	assert.equal(independentSamples([1, -1, 1, -1, 1, -1], 6), 6);
	assert.ok(independentSamples([0, 0, 0, 0, 5, 5, 5, 5], 8) < 3);
	assert.equal(independentSamples([7, 7, 7], 3), 3);
});

test('fewer than 3 effective samples are none, fewer than 10 low', () => {
	assert.deepEqual([0, 2.9, 3, 9.9, 10].map(gradeSamples), ['none', 'none', 'low', 'low', 'high']);
});

test('parts add: joules, variances, the worst coverage', () => {
	const part = {joules: 3, coveredMs: 1000, coverage: 1, nEff: 5, sigmaJoules: 3};
	assert.deepEqual(addEnergies([part, {...part, coverage: 0.5, nEff: 2, sigmaJoules: 4}]), {
		...part,
		joules: 6,
		coverage: 0.5,
		nEff: 2,
		sigmaJoules: 5,
	});
});

test('steady power: the plateau without its rise, nothing on a slope or in a few samples', () => {
	const search = {fromMs: 0, toMs: 30_000, periodMs: 500, windowMs: 500};
	const rise = sampled(range(0, 31_000, 500), t => 100 - 60 * Math.exp(-t / 2000) + (t % 1000 === 0 ? 0.2 : -0.2));
	const steady = steadyPower(rise, search);
	assert.ok(steady !== undefined && Math.abs(steady - 100) < 1.5, String(steady));
	assert.equal(
		steadyPower(
			sampled(range(0, 31_000, 500), t => 10 + t / 200),
			search,
		),
		undefined,
	);
	assert.equal(
		steadyPower(
			sampled(range(0, 3000, 500), () => 10),
			{...search, toMs: 3000},
		),
		undefined,
	);
});

test('series: a ring of the newest samples, time never goes back', () => {
	fc.assert(
		fc.property(
			fc.integer({min: 1, max: 200}),
			fc.array(fc.integer({min: -3, max: 50}), {maxLength: 500}),
			(capacity, steps) => {
				const series = createSeries(capacity);
				const kept: [number, number][] = [];
				let t = 0;
				for (const [index, step] of steps.entries()) {
					t += step;
					series.push(t, index);
					if (kept.length === 0 || t > (kept.at(-1)?.[0] ?? 0)) kept.push([t, index]);
					else t = kept.at(-1)?.[0] ?? t;
				}
				const expected = kept.slice(-capacity);
				assert.deepEqual(
					Array.from({length: series.length}, (_, index) => [series.timeAt(index), series.valueAt(index)]),
					expected,
				);
			},
		),
	);
});

test('series: search and interpolation', () => {
	const samples = samplesOf([10, 20, 30], [1, 2, 4]);
	assert.deepEqual(
		[firstAfter(samples, 9), firstAfter(samples, 10), firstAfter(samples, 10, true), firstAfter(samples, 30)],
		[0, 1, 0, 3],
	);
	assert.deepEqual(valuesBetween(samples, 10, 20), [1, 2]);
	assert.deepEqual(
		[
			valueAtTime(samples, 25, 10),
			valueAtTime(samples, 25, 9),
			valueAtTime(samples, 30, 9),
			valueAtTime(samples, 31, 9),
		],
		[3, undefined, 4, undefined],
	);
});
