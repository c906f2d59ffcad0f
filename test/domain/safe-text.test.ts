import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {dropUnsafe, safeLines, safeText, stripEscapes} from '../../source/domain/text/safe-text.ts';

test('ordinary text stays as it is', () => {
	for (const text of ['', 'lr=1e-3', 'naïve 漢字 é ❤️ 🦀', '\\n is two characters', 'a b'])
		assert.equal(safeText(text), text);
});

test('what acts on a terminal or hides becomes visible', () => {
	const cases: readonly (readonly [string, string])[] = [
		['\x1b]0;title\x07', '\\x1b]0;title\\x07'],
		['\x1b[31mred', '\\x1b[31mred'],
		['a\nb\tc\rd\0', 'a\\nb\\tc\\rd\\0'],
		['\x7f\x9b2J\u0085', '\\x7f\\x9b2J\\x85'],
		['user\u202Egnp.exe', 'user\\u202egnp.exe'],
		['\u2066a\u2069', '\\u2066a\\u2069'],
		['pass\u200bword\ufeff\u00ad', 'pass\\u200bword\\ufeff\\xad'],
		['a\u2028b', 'a\\u2028b'],
		['\u{E0041}', '\\u{e0041}'],
		['\ud800', '\\ud800'],
	];
	for (const [text, safe] of cases) assert.equal(safeText(text), safe);
});

test('nothing that a terminal acts on is ever left, and it is done once', () => {
	const hostile = fc.string({
		unit: fc.oneof(
			fc.constantFrom('\x1b', '\x9b', '\n', '\u202e', '\u200b', '\x7f'),
			fc.string({unit: 'binary', maxLength: 1}),
		),
	});
	fc.assert(
		fc.property(hostile, text => {
			const safe = safeText(text);
			assert.doesNotMatch(safe, /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
			assert.equal(safeText(safe), safe);
			assert.doesNotMatch(dropUnsafe(text), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u);
			assert.ok(safeLines(text).every(line => safeText(line) === line));
		}),
	);
});

test('escape sequences of every kind are taken out', () => {
	const cases: readonly (readonly [string, string])[] = [
		['\x1b[1;31mred\x1b[0m', 'red'],
		['\x1b]8;;http://x\x1b\\link\x1b]8;;\x07', 'link'],
		['\x1bPq#0\x1b\\after', 'after'],
		['\x1b(Bplain\x1b7\x1b8', 'plain'],
		['\x9b31mred\x9d0;t\x07x', 'redx'],
		['\x1b]0;unended\nnext', '\nnext'],
	];
	for (const [text, rest] of cases) assert.equal(stripEscapes(text), rest);
});

test('lines of output are what stood on the screen last', () => {
	assert.deepEqual(safeLines('  0%|\r 50%|##\r100%|####\r\ndone\r\n'), ['100%|####', 'done']);
	assert.deepEqual(safeLines('a\tb\n\nunended'), ['a    b', '', 'unended']);
	assert.deepEqual(safeLines(''), []);
});
