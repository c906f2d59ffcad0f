import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {REDUCES} from '../../source/domain/metric.ts';
import {formatPythonFloat} from '../../source/domain/foreign/python-float.ts';
import {
	highest,
	lowest,
	mean,
	median,
	quantile,
	reduceValues,
	standardDeviation,
} from '../../source/domain/statistics/stats.ts';

test('mean, median and standard deviation of known values', () => {
	assert.equal(mean([1, 2, 4]), 7 / 3);
	assert.equal(median([5, 1, 3]), 3);
	assert.equal(median([4, 1, 3, 2]), 2.5);
	// NumPy: np.std([2, 4, 4, 4, 5, 5, 7, 9], ddof=1)
	assert.equal(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), 2.138089935299395);
	assert.equal(standardDeviation([1]), Number.NaN);
	assert.equal(standardDeviation([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]), Math.sqrt(30));
});

test('quantiles are those of NumPy', () => {
	const values = [3, 1, 4, 1, 5, 9, 2, 6];
	// np.quantile(values, [0, 0.1, 0.25, 0.5, 0.95, 1])
	const expected = [1, 1, 1.75, 3.5, 7.95, 9];
	for (const [index, fraction] of [0, 0.1, 0.25, 0.5, 0.95, 1].entries()) {
		assert.ok(Math.abs(quantile(values, fraction) - (expected[index] ?? 0)) < 1e-12, String(fraction));
	}
	assert.equal(quantile([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 1], 0.25), Number.NEGATIVE_INFINITY);
	assert.deepEqual(values, [3, 1, 4, 1, 5, 9, 2, 6], 'its input is left alone');
});

test('a quantile lies within the values and grows with the fraction', () => {
	const finite = fc.double({noNaN: true, min: -1e12, max: 1e12});
	fc.assert(
		fc.property(fc.array(finite, {minLength: 1}), finite, finite, (values, a, b) => {
			const [low, high] = [Math.abs(a) % 1, Math.abs(b) % 1].toSorted((x, y) => x - y);
			const [first, second] = [quantile(values, low ?? 0), quantile(values, high ?? 0)];
			assert.ok(first <= second + Math.abs(second) * 1e-9 + 1e-9);
			assert.ok(lowest(values) - 1e-6 <= first && second <= highest(values) + 1e-6);
		}),
	);
});

test('each reduction of the values that an execution reports', () => {
	const values = [4, 1, 3, 10];
	const results = REDUCES.map(reduce => [reduce, reduceValues(reduce, values)]);
	assert.deepEqual(Object.fromEntries(results), {
		last: 10,
		min: 1,
		max: 10,
		mean: 4.5,
		median: 3.5,
		sum: 18,
		p95: 4 + (10 - 4) * (0.95 * 3 - 2),
	});
	for (const reduce of REDUCES) assert.equal(reduceValues(reduce, []), Number.NaN, reduce);
});

test('NaN: the extremes pass over it, the others show it', () => {
	const values = [2, Number.NaN, 1];
	assert.deepEqual(
		REDUCES.map(reduce => reduceValues(reduce, values)),
		[1, 1, 2, Number.NaN, Number.NaN, Number.NaN, Number.NaN],
	);
	assert.equal(lowest([Number.NaN, Number.NaN]), Number.NaN);
	assert.equal(highest([Number.NaN, Number.NEGATIVE_INFINITY]), Number.NEGATIVE_INFINITY);
});

test('extremes of more values than a call can have arguments', () => {
	const values = Array.from({length: 300_000}, (_, index) => index);
	assert.deepEqual([lowest(values), highest(values)], [0, 299_999]);
});

test('floats as Python prints them', () => {
	const cases: readonly [number, string][] = [
		[1377000000, '1377000000.0'],
		[64, '64.0'],
		[0.9294675997623285, '0.9294675997623285'],
		[0, '0.0'],
		[-0, '-0.0'],
		[0.1, '0.1'],
		[0.0001, '0.0001'],
		[0.00001, '1e-05'],
		[1.5e-7, '1.5e-07'],
		[1e15, '1000000000000000.0'],
		[1e16, '1e+16'],
		[123456789012345680, '1.2345678901234568e+17'],
		[9007199254740992, '9007199254740992.0'],
		[1e22, '1e+22'],
		[-1.7976931348623157e308, '-1.7976931348623157e+308'],
		[5e-324, '5e-324'],
		[9e99, '9e+99'],
		[Number.NaN, 'nan'],
		[Number.POSITIVE_INFINITY, 'inf'],
		[Number.NEGATIVE_INFINITY, '-inf'],
	];
	for (const [value, text] of cases) assert.equal(formatPythonFloat(value), text);
});

test('a printed float reads back as itself', () => {
	fc.assert(
		fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), value => {
			const text = formatPythonFloat(value);
			assert.ok(Object.is(Number(text), value), text);
			assert.match(text, /^-?\d+(\.\d+)?(e[+-]\d\d+)?$/);
			assert.ok(text.includes('.') || text.includes('e'), text);
		}),
	);
});
