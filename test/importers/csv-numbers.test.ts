import assert from 'node:assert/strict';
import {it} from 'node:test';
import fc from 'fast-check';
import {cutNumber} from '../../source/importers/csv/csv-numbers.ts';

const COMMA = ','.charCodeAt(0);

/** The number in a cell with another cell behind it, and where the cursor is then. */
function cut(text: string): {readonly value: number; readonly at: number} {
	const cursor = {at: 0, point: 0, count: 0};
	return {value: cutNumber(Buffer.from(`${text},1\n`), cursor, COMMA), at: cursor.at};
}

/** What was read is what `Number` gives, to the last bit; what was not read is left where it is. */
function isExact(text: string): boolean {
	const {value, at} = cut(text);
	if (Number.isNaN(value)) {
		assert.equal(at, 0, text);
		return false;
	}
	assert.ok(Object.is(value, Number(text)), `${text} gave ${value}`);
	assert.equal(at, text.length, text);
	return true;
}

it('reads every number that a program prints in full, to the last bit', () => {
	fc.assert(
		fc.property(
			fc.double({noNaN: true, noDefaultInfinity: true}),
			fc.integer({min: -5, max: 13}),
			(value, exponent) => {
				const [mantissa = ''] = value.toExponential().split('e');
				for (const text of [String(Number(`${mantissa}e${exponent}`)), `${mantissa}e${exponent}`])
					if (/\.|e/.test(text)) assert.ok(isExact(text), text);
				isExact(String(value));
			},
		),
		{numRuns: 3000},
	);
});

it('rounds what lies between two doubles as Number does, or leaves it', () => {
	const digits = fc.stringMatching(/^[0-9]{14,21}$/);
	fc.assert(
		fc.property(digits, fc.nat({max: 21}), (text, place) => {
			isExact(`${text.slice(0, place)}.${text.slice(place)}`);
		}),
		{numRuns: 3000},
	);
	// Half-way between two neighbours, with the decimals that this takes.
	fc.assert(
		fc.property(fc.bigInt({min: 2n ** 52n, max: 2n ** 53n - 1n}), fc.integer({min: 1, max: 12}), (mantissa, scale) => {
			for (const near of [-1n, 0n, 1n]) {
				const text = ((2n * mantissa + 1n) * 5n ** BigInt(scale) + near).toString().padStart(scale + 1, '0');
				isExact(`${text.slice(0, -scale)}.${text.slice(-scale)}`);
			}
		}),
		{numRuns: 3000},
	);
});

it('reads times in milliseconds, exponents and zeros', () => {
	for (const [text, value] of [
		['1626477215148', 1_626_477_215_148],
		['3.2749e-05', 3.2749e-5],
		['1E+3', 1000],
		['-0.0', -0],
		['0', 0],
		['5.', 5],
		['-.5', -0.5],
		['0.00000000000000000001', 1e-20],
		['0.1428571428571428', 0.142_857_142_857_142_8],
	] as const) {
		assert.ok(isExact(text), text);
		assert.equal(cut(text).value, value);
	}
});

it('leaves names, and what is no plain decimal', () => {
	for (const text of [
		'',
		'-',
		'.',
		'-.',
		'e5',
		'.e5',
		'1e',
		'1e+',
		'1e5x',
		'1.2.3',
		'+1',
		' 1',
		'1 ',
		'007',
		'-00.5',
		'00',
		'0x10',
		'1_000',
		'1234567890123456',
		'12345678901234567890',
		'1e1000',
		'nan',
		'inf',
		'1-2',
		'--1',
	])
		assert.deepEqual(cut(text), {value: Number.NaN, at: 0}, text);
});
