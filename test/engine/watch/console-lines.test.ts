import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {createConsoleLines} from '../../../source/engine/watch/console-lines.ts';

test('console lines: however the bytes are cut, lines and frames are the same', () => {
	const text =
		' 10%|█ | 1/10 [a]\r                \r\x1b[32m[I 12:00]\x1b[0m Trial 0 finished\r\r\nplain\nünïcode ✓\r\n50%\r60%\rlast';
	const bytes = Buffer.from(text);
	const cut = (sizes: readonly number[]): readonly string[] => {
		const lines: string[] = [];
		const reader = createConsoleLines((line, {rewritten}) => lines.push(`${rewritten ? '~' : '='}${line}`));
		for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
			const size = sizes[turn % sizes.length] ?? 1;
			reader.feed(bytes.subarray(at, at + size));
			at += size;
		}
		reader.end();
		return lines;
	};
	const expected = [
		'~ 10%|█ | 1/10 [a]',
		'=[I 12:00] Trial 0 finished',
		'=plain',
		'=ünïcode ✓',
		'~50%',
		'~60%',
		'=last',
	];
	assert.deepEqual(cut([bytes.length]), expected);
	fc.assert(
		fc.property(fc.array(fc.integer({min: 1, max: 9}), {minLength: 1, maxLength: 8}), sizes => {
			assert.deepEqual(cut(sizes), expected);
		}),
	);
});

test('console lines: a frame without an end is given out once in a silence, a flood without lines stays bounded', () => {
	const lines: string[] = [];
	const reader = createConsoleLines((line, {rewritten}) =>
		lines.push(`${rewritten ? '~' : '='}${line.length > 20 ? line.length : line}`),
	);
	reader.feed(Buffer.from('50%'));
	reader.idle();
	reader.idle();
	reader.feed(Buffer.from(' more'));
	reader.idle();
	assert.deepEqual(lines, ['~50%', '~50% more']);
	reader.feed(Buffer.from('x'.repeat(1_000_000)));
	reader.feed(Buffer.from('\n'));
	assert.deepEqual(lines.slice(2), ['=65536']);
});
