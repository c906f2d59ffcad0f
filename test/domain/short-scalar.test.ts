import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {formatShortScalar, formatShortValue} from '../../source/domain/space.ts';

test('a number with many digits behind the point is shortened, any other value is as given', () => {
	assert.deepEqual(
		[2.637_746_189_766_140_5, 0.000_104_779_447_2, 123_456.789_1, 0.25, 123_456_789, true, 'adam-with-decay'].map(
			formatShortScalar,
		),
		['2.638', '0.0001048', '123457', '0.25', '123456789', 'true', 'adam-with-decay'],
	);
	assert.equal(formatShortValue([16, 0.123_456_789]), '(16,0.1235)');
});

test('no number is changed by more than its fourth digit', () => {
	fc.assert(
		fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), value => {
			const shown = Number(formatShortScalar(value));
			assert.ok(Math.abs(shown - value) <= Math.abs(value) * 5e-4 + Number.MIN_VALUE, `${value} as ${shown}`);
		}),
	);
});
