import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {scalarOfText} from '../../source/domain/text/scalar-text.ts';

test('a plain number is one, and what may be a name stays as it is', () => {
	const texts = ['8', ' 8 ', '-0.5', '.5', '1e-3', '1e300', '9007199254740993.0', '+3'];
	assert.deepEqual(texts.map(scalarOfText), [8, 8, -0.5, 0.5, 0.001, 1e300, 9_007_199_254_740_992, 3]);
	const names = [
		'',
		'a',
		'007',
		'-01',
		'00',
		'1_000',
		'nan',
		'NaN',
		'inf',
		'-Infinity',
		'9007199254740993',
		'0x10',
		'1,5',
	];
	assert.deepEqual(names.map(scalarOfText), names);
});

test('any finite number is read back from its text', () => {
	fc.assert(
		fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), value => {
			const isLong = Number.isInteger(value) && !Number.isSafeInteger(value) && !String(value).includes('e');
			assert.equal(scalarOfText(String(value)), isLong ? String(value) : value === 0 ? 0 : value);
		}),
	);
});
