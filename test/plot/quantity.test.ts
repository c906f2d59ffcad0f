import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {chooseFormat, exponentOf, formatQuantity, formatResult, quantityTitle} from '../../source/plot/quantity.ts';

describe('one quantity', () => {
	const cases: readonly (readonly [number, string, string])[] = [
		[1.32e9, 'FLOP/J', '1.32 GFLOP/J'],
		[12.4, 'W', '12.4 W'],
		[0.0042, 's', '4.20 ms'],
		[412, 'J', '412 J'],
		[12_345, 'J', '12.3 kJ'],
		[51.23, '°C', '51.2 °C'],
		[99.5, '%', '99.5 %'],
		[12_345, 'ms', '12345 ms'],
		[0.05, 'W', '50.0 mW'],
		[1536, 'bytes', '1.50 KiB'],
		[3.2e9, 'B', '2.98 GiB'],
		[1.32e9, '', '1.32 G'],
		[50_000, '', '50000'],
		[1e-5, '', '1.00e-5'],
		[3600, 's', '3600 s'],
		[12_345, 'img/s', '12345 img/s'],
		[Number.NaN, 'W', 'NaN W'],
	];
	for (const [value, unit, text] of cases)
		it(`${value} ${unit} reads ${text}`, () => assert.equal(formatQuantity(value, unit), text));
});

describe('quantities that stand together', () => {
	const textsOf = (values: readonly number[], unit = ''): readonly string[] => {
		const format = chooseFormat(values, {unit});
		return [...values.map(format.text), format.unit];
	};

	it('share a prefix and decimals', () => {
		assert.deepEqual(textsOf([1.32e9, 0.11e9, 0.98e9], 'FLOP/J'), ['1.32', '0.11', '0.98', 'GFLOP/J']);
	});

	it('keep neighbours apart', () => {
		assert.deepEqual(textsOf([0.9121, 0.9124, 0.9136]), ['0.9121', '0.9124', '0.9136', '']);
	});

	it('keep whole numbers whole', () => {
		assert.deepEqual(textsOf([64, 128, 2048]), ['64', '128', '2048', '']);
	});

	it('stand alone where the smallest would read as 0', () => {
		assert.deepEqual(textsOf([1e-5, 0.1, 3]), ['1.00e-5', '0.100', '3.00', '']);
		assert.deepEqual(textsOf([4e9, 1.09e12], 'FLOP/s'), ['0.00400', '1.09', 'TFLOP/s']);
		assert.deepEqual(textsOf([0.01, 9.99]), ['0.01', '9.99', '']);
	});

	it('follow the format of the sweep file', () => {
		assert.equal(chooseFormat([0.5], {format: '.1%', unit: ''}).text(0.1234), '12.3%');
	});

	it('name what is not finite and never fail', () => {
		fc.assert(
			fc.property(fc.array(fc.double()), values => {
				const {text} = chooseFormat(values);
				for (const value of values) assert.equal(Number.isNaN(value), text(value) === 'NaN');
			}),
		);
	});
});

describe('the exponent', () => {
	it('is that of the first digit', () => {
		assert.deepEqual([1, 9.99, 10, 0.1, 0.099, 1000].map(exponentOf), [0, 0, 1, -1, -2, 3]);
	});
});

it('a unit that a name says gives way to another prefix, and to nothing else', () => {
	assert.equal(quantityTitle('duration_s', 's'), 'duration_s (s)');
	assert.equal(quantityTitle('duration_s', 'ms'), 'duration (ms)');
	assert.equal(quantityTitle('energy_above_idle_j', 'kJ'), 'energy_above_idle (kJ)');
	assert.equal(quantityTitle('power_mean_w', ''), 'power_mean_w');
	assert.equal(quantityTitle('flops', 'GFLOP/s'), 'flops (GFLOP/s)');
	assert.equal(quantityTitle('params', 'ms'), 'params (ms)');
	assert.equal(quantityTitle('temp_max_c', '°C'), 'temp_max_c (°C)');
});

it('a number that stands for no result scales nothing beside it, and stands as its program prints it', () => {
	const {unit, text} = chooseFormat([43_125.5, 9e99, 41_900.25], {unit: '', digits: 4});
	assert.deepEqual([unit, [43_125.5, 9e99, -9e99, 41_900.25].map(text)], ['', ['43126', '9e+99', '-9e+99', '41900']]);
	assert.equal(chooseFormat([2.5e9, 9e99], {unit: 'FLOP/s'}).text(2.5e9), '2.50');
	assert.equal(formatQuantity(9e99, 'W'), '9.00e99 W');
});

describe('one result of a program', () => {
	for (const [value, unit, format, text] of [
		[1, undefined, undefined, '1'],
		[64, 'ms', undefined, '64 ms'],
		[-3, '', undefined, '-3'],
		[1.5, undefined, undefined, '1.50'],
		[1, 'ms', '.2f', '1.00 ms'],
		[2.5e9, 'FLOP/s', undefined, '2.50 GFLOP/s'],
		[12_345_678, '', undefined, '12.3 M'],
		[Number.NaN, 'ms', undefined, 'NaN ms'],
		[0, 'J', undefined, '0 J'],
	] as const) {
		it(`${value} ${unit ?? 'without unit'} ${format ?? ''} reads ${text}`, () =>
			assert.equal(formatResult(value, unit, format), text));
	}
});
