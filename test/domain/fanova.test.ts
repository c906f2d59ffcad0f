import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fanovaTable, type Reached} from '../../source/domain/importance/fanova-space.ts';
import {growTree} from '../../source/domain/importance/fanova-tree.ts';
import {decompose, fanova} from '../../source/domain/importance/fanova.ts';
import type {Params, Space} from '../../source/domain/space.ts';
import {createUniform} from '../../source/domain/importance/uniform.ts';
import {readGolden} from '../samplers/sampler-helpers.ts';

const NAMES: Space = {
	parameters: [
		{name: 'a', domain: {kind: 'choice', values: ['p', 'q']}},
		{name: 'b', domain: {kind: 'choice', values: ['x', 'y', 'z']}},
	],
	exclude: [],
};

/** Every point of {@link NAMES} once. */
function everyName(value: (a: number, b: number) => number): readonly Reached[] {
	return [0, 1].flatMap(a =>
		[0, 1, 2].map(b => ({params: {a: ['p', 'q'][a] ?? '', b: ['x', 'y', 'z'][b] ?? ''}, value: value(a, b)})),
	);
}

function sharesOf(space: Space, trials: readonly Reached[]): readonly number[] | undefined {
	const table = fanovaTable(space, trials);
	return decompose(table.axes, growTree(table, new Float64Array(trials.length).fill(1)));
}

function assertNear(found: readonly number[] | undefined, expected: readonly number[], within = 1e-12): void {
	assert.equal(found?.length, expected.length);
	for (const [index, value] of expected.entries()) {
		assert.ok(
			Math.abs((found?.[index] ?? Number.NaN) - value) <= within,
			`${found?.join(', ')} instead of ${expected.join(', ')}`,
		);
	}
}

test('one tree over a whole grid of names is exact: a sum', () => {
	// The variance of 3a is 9/4, that of b = 0, 1, 2 is 2/3.
	const whole = 9 / 4 + 2 / 3;
	assertNear(
		sharesOf(
			NAMES,
			everyName((a, b) => 3 * a + b),
		),
		[9 / 4 / whole, 2 / 3 / whole],
	);
});

test('one tree over a whole grid of names is exact: a product has a part that neither explains alone', () => {
	// a × b is 0, 0, 0 or 0, 1, 2: mean 1/2, variance 7/12. Along a the means are 0 and 1, along b 0, 1/2 and 1.
	assertNear(
		sharesOf(
			NAMES,
			everyName((a, b) => a * b),
		),
		[1 / 4 / (7 / 12), 1 / 6 / (7 / 12)],
	);
});

test('numbers count by the part of their range, on their own scale', () => {
	const step = (name: string, scale: 'linear' | 'log'): Space => ({
		parameters: [{name, domain: {kind: 'real', min: 1, max: 1000, scale}}],
		exclude: [],
	});
	const trials = [1, 10, 100, 1000].map(x => ({params: {x}, value: x <= 10 ? 0 : 1}));
	// Split half-way: between 10 and 100 on each scale.
	const leaves = (scale: 'linear' | 'log') => {
		const table = fanovaTable(step('x', scale), trials);
		return growTree(table, new Float64Array(4).fill(1)).map(({highs}) => highs[0] ?? 0);
	};
	assertNear(
		leaves('log').toSorted((a, b) => a - b),
		[0.5, 1],
	);
	assertNear(
		leaves('linear').toSorted((a, b) => a - b),
		[54 / 999, 1],
	);
});

test('leaves part the whole box, however the rows lie', () => {
	const uniform = createUniform(5);
	const space: Space = {
		parameters: [
			{name: 'x', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}},
			{name: 'c', domain: {kind: 'choice', values: ['r', 's', 't']}},
		],
		exclude: [],
	};
	const trials = Array.from({length: 60}, () => ({
		params: {x: uniform(), c: ['r', 's', 't'][Math.floor(3 * uniform())] ?? 'r'},
		value: uniform(),
	}));
	const table = fanovaTable(space, trials);
	const leaves = growTree(table, new Float64Array(60).fill(1));
	assert.equal(leaves.length, 60);
	let volume = 0;
	for (const {lows, highs} of leaves) {
		const names = (lows[1] ?? 0).toString(2).replaceAll('0', '').length / 3;
		volume += names * ((highs[0] ?? 0) - (lows[0] ?? 0));
	}
	assert.ok(Math.abs(volume - 1) < 1e-12);
});

test('nothing to share out: no trials, all alike, no parameter that all have', () => {
	const uniform = createUniform(1);
	assert.equal(fanova(NAMES, [], uniform), undefined);
	assert.equal(
		fanova(
			NAMES,
			everyName(() => 7),
			uniform,
		),
		undefined,
	);
	const when: Space = {parameters: [{name: 'a', domain: {kind: 'choice', values: [1, 2]}}], exclude: []};
	assert.equal(
		fanova(
			when,
			[
				{params: {}, value: 1},
				{params: {a: 1}, value: 2},
			],
			uniform,
		),
		undefined,
	);
});

type Golden = {
	readonly studies: readonly {
		readonly trials: readonly {readonly params: Params; readonly value: number}[];
		readonly importances: Readonly<Record<string, number>>;
	}[];
};

test('as the evaluator of Optuna 5: mean difference below 0.02, the same order', () => {
	const space: Space = {
		parameters: [
			{name: 'x', domain: {kind: 'real', min: -1, max: 2, scale: 'linear'}},
			{name: 'y', domain: {kind: 'real', min: -1, max: 1, scale: 'linear'}},
			{name: 'n', domain: {kind: 'integer', min: 1, max: 8, step: 1, scale: 'linear'}},
			{name: 'z', domain: {kind: 'real', min: 0, max: 4, scale: 'linear'}},
		],
		exclude: [],
	};
	const golden: Golden = readGolden('fanova.json');
	assert.equal(golden.studies.length, 3);
	for (const {trials, importances} of golden.studies) {
		const found = new Map<string, number>();
		const seeds = 5;
		for (let seed = 0; seed < seeds; seed += 1) {
			for (const {name, importance} of fanova(space, trials, createUniform(seed))?.importances ?? []) {
				found.set(name, (found.get(name) ?? 0) + importance / seeds);
			}
		}
		const expected = Object.entries(importances);
		const differences = expected.map(([name, value]) => Math.abs((found.get(name) ?? Number.NaN) - value));
		const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
		assert.ok(mean < 0.02, `${JSON.stringify([...found])} instead of ${JSON.stringify(expected)}`);
		const order = (entries: readonly (readonly [string, number])[]): readonly string[] =>
			entries.toSorted(([, a], [, b]) => b - a).map(([name]) => name);
		assert.equal(order([...found])[0], order(expected)[0]);
	}
});
