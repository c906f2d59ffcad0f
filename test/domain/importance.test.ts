import assert from 'node:assert/strict';
import {test} from 'node:test';
import {correlation} from '../../source/domain/statistics/correlation.ts';
import {divergences, importances} from '../../source/domain/importance/importance.ts';
import type {Direction} from '../../source/domain/metric.ts';
import type {Params, Space} from '../../source/domain/space.ts';
import {createDrawStream} from '../bench/search-random.ts';
import {readGolden, realSpace} from '../samplers/sampler-helpers.ts';

type Golden = {
	readonly importances: readonly {
		readonly directions: readonly Direction[];
		readonly trials: readonly {readonly params: Params; readonly values: readonly number[]}[];
		readonly raw: Readonly<Record<string, number>>;
	}[];
};
const golden: Golden = readGolden('ranking.json');

const SPACE: Space = {
	parameters: [
		{name: 'x', domain: {kind: 'real', min: -2, max: 3, scale: 'linear'}},
		{name: 'lr', domain: {kind: 'real', min: 1e-5, max: 1, scale: 'log'}},
		{name: 'step', domain: {kind: 'real', min: 0, max: 2, step: 0.25, scale: 'linear'}},
		{name: 'n', domain: {kind: 'integer', min: 1, max: 12, step: 1, scale: 'linear'}},
		{name: 'wide', domain: {kind: 'integer', min: 0, max: 500, step: 1, scale: 'linear'}},
		{name: 'power', domain: {kind: 'integer', min: 1, max: 256, step: 1, scale: 'log'}},
		{name: 'c', domain: {kind: 'choice', values: ['a', 'b', 'c']}},
		{name: 'y', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}, when: "c == 'b'"},
	],
	exclude: [],
};

test('PED-ANOVA of Optuna 5, to 1e-9: every kind of parameter, conditions, one and two objectives', () => {
	for (const {directions, trials, raw} of golden.importances) {
		const evaluated = trials.map(({params, values}) => {
			return {params, losses: values.map((value, index) => (directions[index] === 'maximize' ? -value : value))};
		});
		for (const {name, importance} of divergences(SPACE, evaluated)) {
			const expected = raw[name] ?? 0;
			const about = `${name}, ${trials.length} trials, ${directions.join()}: ${importance}, not ${expected}`;
			assert.ok(Math.abs(importance - expected) <= 1e-9 * Math.max(1e-3, expected), about);
		}
	}
});

test('what matters comes first, and all sum up to 1', () => {
	const draw = createDrawStream(9);
	const trials = Array.from({length: 300}, () => {
		const params = {x0: draw(), x1: draw(), x2: draw()};
		return {params, losses: [10 * (params.x1 - 0.5) ** 2 + (params.x2 - 0.5) ** 2]};
	});
	const ranked = importances(realSpace(3), trials);
	assert.deepEqual(
		ranked.slice(0, 2).map(({name}) => name),
		['x1', 'x2'],
	);
	assert.ok(Math.abs(ranked.reduce((sum, {importance}) => sum + importance, 0) - 1) < 1e-12);
});

test('too little to say: no trials, one, NaN only, all equal', () => {
	const space = realSpace(2);
	const params = {x0: 0.5, x1: 0.2};
	for (const losses of [[], [[1]], [[Number.NaN], [Number.NaN]]]) {
		const ranked = importances(
			space,
			losses.map(values => ({params, losses: values})),
		);
		assert.deepEqual(ranked, [
			{name: 'x0', importance: 0},
			{name: 'x1', importance: 0},
		]);
	}
	const equal = importances(
		space,
		Array.from({length: 20}, () => ({params, losses: [1]})),
	);
	assert.ok(equal.every(({importance}) => importance === 0));
});

test('correlations: exact, missing rows left out', () => {
	assert.equal(correlation([1, 2, 3, 4], [2, 4, 6, 8]), 1);
	assert.ok(Math.abs(correlation([1, 2, 3, 4], [1, 3, 2, 5]) - 0.8315218406202999) < 1e-12);
	assert.equal(correlation([1, Number.NaN, 3, 4], [-1, 7, -3, -4]), -1);
	assert.ok(Number.isNaN(correlation([1, 1], [1, 2])));
});
