import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {replaceBareNumbers} from '../../source/domain/foreign/bare-numbers.ts';
import {parseStorableJson} from '../../source/domain/text/json-object.ts';

test('bare numbers are replaced, and nothing in strings is', () => {
	assert.equal(
		replaceBareNumbers('{"a NaN": [NaN,-Infinity, -1, Infinity], "\\"NaN": null}', word => `<${word}>`),
		'{"a NaN": [<NaN>,<-Infinity>, -1, <Infinity>], "\\"NaN": null}',
	);
	fc.assert(
		fc.property(fc.jsonValue(), value => {
			const text = JSON.stringify(value);
			assert.equal(
				replaceBareNumbers(text, () => '?'),
				text,
			);
		}),
	);
});

test('a line of Python is read with the names of what JSON lacks', () => {
	assert.deepEqual(parseStorableJson('{"a": NaN, "b": [-Infinity], "c": "NaN Infinity"}'), {
		a: 'NaN',
		b: ['-Infinity'],
		c: 'NaN Infinity',
	});
	assert.equal(parseStorableJson('[NaN'), undefined);
});
