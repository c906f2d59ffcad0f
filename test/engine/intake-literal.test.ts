import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {RE2JS} from 're2js';
import {requiredLiteral} from '../../source/engine/intake-literal.ts';

test('the longest certain text of a pattern', () => {
	const cases: readonly (readonly [string, string | undefined])[] = [
		[String.raw`- (?<value>[\d.]+) FLOPS`, 'FLOPS'],
		[String.raw`accuracy: ([\d.]+)`, 'accuracy:'],
		['(?i)Score=(.*)', 'Score='],
		[String.raw`^\d+$`, undefined],
		['loss|cost', undefined],
		['(loss|cost)=x', '=x'],
		['ab?cde', 'cde'],
		['abc*', 'ab'],
		['abc+d', 'abc'],
		['a{0}bc', 'bc'],
		[String.raw`\[a\] \d x`, '[a]'],
		[String.raw`[]x]yz[^]w]v`, 'yz'],
		[String.raw`\x{41}bc\p{L}d`, 'bc'],
		[String.raw`\Q.*\Ezz`, 'zz'],
		['é=', undefined],
		['   ', undefined],
	];
	for (const [pattern, literal] of cases) assert.equal(requiredLiteral(pattern), literal, pattern);
});

test('every match holds the literal, in some case', () => {
	const atom = fc.constantFrom(
		'a',
		'b',
		'ab',
		'(?:a|b)',
		'[ab]',
		'.',
		String.raw`\.`,
		'(ab)',
		'c',
		String.raw`\d`,
		'[^]]',
		String.raw`\x61`,
	);
	const piece = fc
		.tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,1}', '{1,}', '*?'))
		.map(parts => parts.join(''));
	const pattern = fc.array(piece, {minLength: 1, maxLength: 6}).map(pieces => pieces.join(''));
	const text = fc.string({unit: fc.constantFrom('a', 'b', 'c', '.', '1', ']', ' '), maxLength: 30});
	fc.assert(
		fc.property(pattern, text, (source, line) => {
			const literal = requiredLiteral(source);
			if (literal === undefined || !RE2JS.compile(source).matcher(line).find()) return;
			assert.ok(line.toLowerCase().includes(literal.toLowerCase()), `${source} matches ${line} without ${literal}`);
		}),
		{numRuns: 2000},
	);
});
