import assert from 'node:assert/strict';
import {test} from 'node:test';
import {describeUnheard} from '../../source/commands/watching/watch-unheard.ts';
import {LISTENERS} from '../../source/listeners/registry.ts';

test('lines of which no trial was heard: what they are like, and every way to have them read', () => {
	const say = (lines: readonly string[]): string => describeUnheard(lines) ?? '';
	const words = say(['setting up', 'done \u001B[31mso far']);
	assert.ok(
		words.startsWith(String.raw`no trial was heard of in 2 lines of the program, e.g. done \x1b[31mso far: `),
		words,
	);
	assert.match(words, /--parse mine\.toml reads lines by patterns of your own/);
	for (const {id} of LISTENERS) assert.ok(words.includes(id), id);
	const kinds: readonly (readonly [line: string, told: RegExp])[] = [
		['x=3 y=4', /there are lines with name=value, e\.g\. x=3 y=4: --minimize and --params name .*--parse metrics/],
		['{"x": 3}', /there are lines with JSON objects, e\.g\. \{"x": 3\}: --params and --minimize name/],
		['step 3 gain 5', /there are lines with names with numbers, e\.g\. step 3 gain 5: --minimize/],
		[' 33%|███   | 1/3 [00:01<00:02,  1.00s/it]', /there are lines with a progress bar, .*--parse tqdm/],
	];
	for (const [line, told] of kinds) assert.match(say(['hello', line, 'bye']), told);
	assert.ok(say(['x'.repeat(1000)]).length < 400);
});

test('lines beside patterns of the person, and beside a storage', () => {
	const pattern = {name: 'a', pattern: '(?<x>x)', event: 'value', params: []} as const;
	assert.equal(
		describeUnheard(['y=3', 'bye'], {patterns: [pattern]}),
		'no trial was heard of in 2 lines of the program, e.g. bye: the pattern tells none',
	);
	assert.equal(describeUnheard(['x=3'], {study: {path: '/srv/results.csv'}}), undefined);
});
