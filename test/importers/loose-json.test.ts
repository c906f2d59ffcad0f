import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {parseLooseJson} from '../../source/importers/loose-json.ts';

test('what is JSON is read as JSON', () => {
	fc.assert(
		fc.property(fc.jsonValue({maxDepth: 5}), value => {
			const text = JSON.stringify(value);
			assert.deepEqual(parseLooseJson(text, 'x'), JSON.parse(text));
		}),
	);
});

test('bare NaN and infinities are numbers; in strings they are text, whatever the text holds', () => {
	fc.assert(
		fc.property(fc.string(), text => {
			const word = `${text} NaN bare0: "Infinity`;
			const value = parseLooseJson(`{"a": [NaN, -Infinity, Infinity], "b": ${JSON.stringify(word)}}`, 'x');
			assert.deepEqual(value, {a: [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], b: word});
		}),
	);
});

test('I8: everything else is refused with its place', () => {
	for (const text of ['', '{', '[1,]', '{a: 1}', "{'a': 1}", '[NaNs]', '[1 NaN]', '"\n"', '[01]', 'nan', '[+Infinity]'])
		assert.throws(() => parseLooseJson(text, 'log.json:3'), /log\.json:3 is no JSON/, text);
	assert.throws(
		() => parseLooseJson('['.repeat(66) + ']'.repeat(66), 'deep.json'),
		/deep\.json holds values within values more than 64 deep/,
	);
	assert.throws(() => parseLooseJson('['.repeat(100_000) + ']'.repeat(100_000), 'deep.json'), /deep\.json/);
});
