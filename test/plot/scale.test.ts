import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {createPaddedScale, createScale, extentOf, niceTicks} from '../../source/plot/scale.ts';
import {durationAxis, formatElapsed} from '../../source/plot/time-axis.ts';
import {numericAxis} from '../../source/plot/axes.ts';

const finite = fc.double({noNaN: true, noDefaultInfinity: true});

describe('scales', () => {
	it('map the range to 0 to 1 and back', () => {
		const linear = createScale('linear', 10, 20);
		assert.deepEqual([10, 15, 20].map(linear.fraction), [0, 0.5, 1]);
		const log = createScale('log', 1e-4, 1);
		assert.ok(Math.abs(log.fraction(0.01) - 0.5) < 1e-12);
		assert.ok(Math.abs(log.value(0.5) - 0.01) < 1e-12);
	});

	it('give NaN for what has no place', () => {
		const log = createScale('log', 1, 10);
		for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) assert.ok(Number.isNaN(log.fraction(value)));
	});

	it('widen an empty range and stay finite at the ends of the doubles', () => {
		const same = createScale('linear', 3, 3);
		assert.equal(same.fraction(3), 0.5);
		const huge = createScale('linear', -Number.MAX_VALUE, Number.MAX_VALUE);
		assert.equal(huge.fraction(0), 0.5);
		const padded = createPaddedScale('linear', -Number.MAX_VALUE, Number.MAX_VALUE);
		assert.ok(Number.isFinite(padded.fraction(1)));
	});

	it('keep the order of values', () => {
		fc.assert(
			fc.property(finite, finite, finite, finite, (low, high, a, b) => {
				const scale = createScale('linear', low, high);
				if (a <= b) assert.ok(scale.fraction(a) <= scale.fraction(b));
			}),
		);
	});

	it('find the range of what can be shown', () => {
		assert.deepEqual(extentOf([3, Number.NaN, -1, Number.POSITIVE_INFINITY]), [-1, 3]);
		assert.deepEqual(extentOf([3, -1, 0], 'log'), [3, 3]);
		assert.equal(extentOf([Number.NaN]), undefined);
	});
});

describe('ticks', () => {
	it('are round', () => {
		assert.deepEqual(niceTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
		assert.deepEqual(niceTicks(3, 97, 5), [20, 40, 60, 80]);
		assert.deepEqual(createScale('log', 1e-5, 1e-1).ticks(10), [1e-5, 1e-4, 1e-3, 0.01, 0.1]);
		assert.deepEqual(createScale('log', 3, 60).ticks(5), [5, 10, 20, 50]);
	});

	it('are labelled with the unit prefix of the axis', () => {
		const axis = numericAxis(createScale('linear', 0, 2e9), 'FLOP/J', 4, 'unicode');
		assert.equal(axis.unit, 'GFLOP/J');
		assert.deepEqual(
			axis.ticks.map(tick => tick.label),
			['0.0', '0.5', '1.0', '1.5', '2.0'],
		);
	});

	it('lie in the range, ascend, and are few', () => {
		fc.assert(
			fc.property(
				finite,
				finite,
				fc.integer({min: 1, max: 20}),
				fc.constantFrom('linear' as const, 'log' as const),
				(low, high, count, kind) => {
					const scale = createScale(kind, low, high);
					const ticks = scale.ticks(count);
					assert.ok(ticks.length > 0 && ticks.length <= Math.max(count + 2, 8), String(ticks.length));
					const slack = (scale.high / 2 - scale.low / 2) * 1e-6;
					for (const tick of ticks) assert.ok(tick >= scale.low - slack && tick <= scale.high + slack);
					ticks.forEach((tick, index) => assert.ok(index === 0 || tick > (ticks[index - 1] ?? 0)));
				},
			),
		);
	});

	it('of time are steps of a clock', () => {
		const axis = durationAxis(createScale('linear', 0, 1000), 5);
		assert.deepEqual(
			axis.ticks.map(tick => tick.label),
			['0:00', '5:00', '10:00', '15:00'],
		);
		assert.deepEqual([5, 754, 3723, 194_400].map(formatElapsed), ['0:05', '12:34', '1:02:03', '2d 6h']);
	});
});
