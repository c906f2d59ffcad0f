import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {UserError} from '../../source/domain/errors.ts';
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

test('a fault is told with its place, and a bare NaN before it is none', () => {
	const faults: readonly (readonly [text: string, told: RegExp])[] = [
		['{"a": NaN, "b": [1, 2', /: it ends too early, at column 22$/],
		['{"a": NaN, "b": [1, 2}', /: Expected ',' or ']' after array element, at column 22$/],
		['[-Infinity,\n Infinity,\n  nan]', /: Unexpected token 'a', at line 3, column 4$/],
		['[NaN, x]', /: Unexpected token 'x', at column 7$/],
		['[NaN] 1', /: Unexpected non-whitespace character, at column 7$/],
		['', /: it ends too early, at column 1$/],
		['{"a": tru', /: it ends too early, at column 10$/],
	];
	for (const [text, problem] of faults) assert.throws(() => parseLooseJson(text, 'log.json'), {problem}, text);
});

test('the place of a fault is the first character that no JSON has there', () => {
	fc.assert(
		fc.property(fc.jsonValue({maxDepth: 3}), fc.nat(), (value, seed) => {
			const text = `[${JSON.stringify(value, undefined, 1)},\n NaN\n]`;
			const at = text.length - 1 - (seed % 2);
			const broken = `${text.slice(0, at)}%${text.slice(at)}`;
			const lines = text.slice(0, at).split('\n');
			const place = `at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
			assert.throws(
				() => parseLooseJson(broken, 'x'),
				(error: unknown) => error instanceof UserError && error.problem.endsWith(place),
			);
		}),
	);
});
