import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {samplesOf} from '../../source/domain/series.ts';
import {createTrace, extremesBetween, traceOf, traceUntil} from '../../source/domain/signal/trace.ts';

/** What a walk through all samples finds between two times. */
function walked(
	samples: readonly (readonly [t: number, value: number])[],
	fromMs: number,
	toMs: number,
): {readonly low: number; readonly high: number; readonly count: number} | undefined {
	const values = samples.filter(([t]) => t >= fromMs && t <= toMs).map(([, value]) => value);
	return values.length === 0 ? undefined : {low: Math.min(...values), high: Math.max(...values), count: values.length};
}

test('property: the pyramid finds what a walk finds, in every window, at every length', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.integer({min: 1, max: 9}), fc.integer({min: -500, max: 500})), {maxLength: 700}),
			fc.integer({min: -10, max: 3000}),
			fc.integer({min: 1, max: 4000}),
			fc.integer({min: 1, max: 40}),
			(steps, fromMs, span, bins) => {
				let t = 0;
				const samples = steps.map(([step, value]) => [(t += step), value] as const);
				const trace = traceOf(
					samplesOf(
						samples.map(([time]) => time),
						samples.map(([, value]) => value),
					),
				);
				const found = trace.extremes(fromMs, fromMs + span, bins);
				assert.equal(found.length, bins);
				const whole = walked(samples, fromMs, fromMs + span);
				const present = found.filter(bin => bin !== undefined);
				assert.equal(
					present.reduce((sum, bin) => sum + bin.count, 0),
					whole?.count ?? 0,
				);
				if (whole === undefined) return;
				assert.equal(Math.max(...present.map(bin => bin.high)), whole.high);
				assert.equal(Math.min(...present.map(bin => bin.low)), whole.low);
				const one = extremesBetween(trace, fromMs, fromMs + span);
				assert.deepEqual([one?.low, one?.high, one?.count], [whole.low, whole.high, whole.count]);
			},
		),
	);
});

test('a full trace grows coarser and loses no peak', () => {
	const trace = createTrace(64);
	const peaks = [17, 4000, 7777, 9999];
	for (let index = 0; index < 10_000; index++) trace.push(index, peaks.includes(index) ? 1000 + index : index % 7);
	assert.ok(trace.length <= 64, `${trace.length} leaves`);
	const bins = trace.extremes(0, 9999, 30).flatMap(bin => (bin === undefined ? [] : [bin]));
	assert.equal(
		bins.reduce((sum, bin) => sum + bin.count, 0),
		10_000,
	);
	for (const peak of peaks)
		assert.ok(
			bins.some(bin => bin.high === 1000 + peak),
			`the peak at ${peak}`,
		);
	assert.equal(Math.min(...bins.map(bin => bin.low)), 0);
});

test('a sample that goes back in time, or is no number, is dropped', () => {
	const trace = createTrace(16);
	trace.push(10, 1);
	trace.push(10, 2);
	trace.push(5, 3);
	trace.push(20, Number.NaN);
	trace.push(30, 4);
	assert.deepEqual([trace.length, trace.timeAt(1), trace.valueAt(1), trace.valueAt(2)], [2, 30, 4, Number.NaN]);
	assert.deepEqual(trace.extremes(7, 7, 2), [undefined, undefined]);
});

test('what is later than a time is not seen through it', () => {
	const trace = traceOf(samplesOf([0, 10, 20, 30], [1, 5, 9, 2]));
	const past = traceUntil(trace, 10);
	assert.equal(past.length, 2);
	assert.ok(Number.isNaN(past.valueAt(2)));
	assert.deepEqual(
		past.extremes(0, 40, 4).map(bin => bin?.high),
		[1, 5, undefined, undefined],
	);
	assert.equal(extremesBetween(past, 0, 40)?.high, 5);
});
