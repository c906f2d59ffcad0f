import assert from 'node:assert/strict';
import {test} from 'node:test';
import {autoMethods, samplerWords, saysGrid} from '../../source/domain/space/auto-sampler.ts';
import {createEnumeration} from '../../source/domain/space/enumerate.ts';
import type {Parameter} from '../../source/domain/space.ts';
import {summingPlot, usualViews} from '../../source/domain/view/usual-views.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const LR: Parameter = {name: 'lr', domain: {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'}};
const OPTIMIZER: Parameter = {name: 'optimizer', domain: {kind: 'choice', values: ['sgd', 'adam']}};
const SIZE: Parameter = {name: 'size', domain: {kind: 'choice', values: [1, 2, 3]}};

test('auto is a grid that the budget covers, else what learns', () => {
	const of = (parameters: readonly Parameter[], objectives: number, budgetTrials?: number): string => {
		const space = {parameters, exclude: []};
		const points = createEnumeration(space)?.size.count;
		return autoMethods({space, points, objectives, budgetTrials}).join(' ');
	};
	assert.equal(of([OPTIMIZER, SIZE], 1), 'grid');
	assert.equal(of([OPTIMIZER, SIZE], 1, 6), 'grid');
	assert.equal(of([OPTIMIZER, SIZE], 1, 5), 'gp tpe');
	assert.equal(of([LR, OPTIMIZER], 1, 12), 'gp tpe');
	assert.equal(of([LR, OPTIMIZER], 2, 12), 'gp tpe nsga2');
	assert.equal(of([LR, OPTIMIZER], 4, 12), 'tpe nsga2');
	assert.equal(of([{...LR, when: "optimizer == 'sgd'"}, OPTIMIZER], 1, 12), 'tpe');
	assert.equal(
		of(
			Array.from({length: 41}, (_, at) => ({...LR, name: `p${at}`})),
			1,
			12,
		),
		'tpe',
	);
});

test('a sampler is named by what it does', () => {
	const sweep = {...SAMPLE_SWEEP, space: {parameters: [LR], exclude: []}, sampler: {name: 'auto', options: {}}};
	assert.equal(samplerWords({...sweep, budget: {trials: 12}}), 'auto: gp, tpe');
	assert.equal(samplerWords({...sweep, sampler: {name: 'sobol', options: {}}}), 'sobol');
	const grid = {...sweep, space: {parameters: [SIZE], exclude: []}, budget: {trials: 2}};
	assert.equal(samplerWords(grid), 'auto: gp, tpe');
	assert.equal(samplerWords(grid, 1), 'auto: grid', 'what was granted since counts');
	assert.deepEqual(['grid', 'auto: grid', 'random + grid', 'auto: gp, tpe'].map(saysGrid), [true, true, false, false]);
});

test('a heatmap sums up two parameters; one has its points or bars, none the history', () => {
	assert.deepEqual(usualViews([LR, OPTIMIZER]), ['heatmap', 'scatter']);
	assert.deepEqual(usualViews([LR, {name: 'seed', domain: {kind: 'constant', value: 1}}]), ['scatter', 'history']);
	assert.deepEqual(usualViews([OPTIMIZER, {...SIZE, domain: {kind: 'choice', values: [1]}}]), ['bars', 'scatter']);
	assert.deepEqual(usualViews([]), ['history', 'distribution']);
	const sweep = {...SAMPLE_SWEEP, space: {parameters: [LR], exclude: []}};
	assert.equal(summingPlot({...sweep, views: []}), 'scatter');
	assert.equal(summingPlot({...sweep, views: [{kind: 'parallel'}, {kind: 'history'}]}), 'parallel', 'the file decides');
	assert.equal(summingPlot(undefined), 'history');
});
