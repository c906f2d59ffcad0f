import assert from 'node:assert/strict';
import {test} from 'node:test';
import {mergeRuns} from '../../source/domain/sweep/merge-runs.ts';
import type {Domain} from '../../source/domain/space.ts';
import {trialColumns} from '../../source/domain/column/trial-columns.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {createProgressSelector} from '../../source/store/progress.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {foldPlotSweep, type PlotSweep} from '../helpers/plot-sweep.ts';

const LR: Domain = {kind: 'real', min: 0.1, max: 1, scale: 'log'};

function runOf(lr: Domain, more: Partial<PlotSweep> = {}): PlotSweep {
	return {
		parameters: [{name: 'lr', domain: lr}],
		metrics: [{name: 'acc', unit: '%'}],
		objectives: [{metric: 'acc', direction: 'maximize'}],
		trials: [
			{params: {lr: 0.1}, metrics: {acc: 0.4}, curve: [['acc', 1, 0.4]]},
			{params: {lr: 0.2}, metrics: {acc: 0.8}},
		],
		...more,
	};
}

test('trials of all runs are numbered through, and a parameter says which run they are of', () => {
	const first = foldPlotSweep(runOf(LR));
	const second = foldPlotSweep(
		runOf(
			{kind: 'choice', values: [2, 3]},
			{
				trials: [
					{params: {lr: 2}, metrics: {acc: 0.9}},
					{params: {lr: 3}, state: 'failed'},
				],
			},
		),
	);
	const {state, origins} = mergeRuns([
		{name: 'night', state: first},
		{name: 'day', state: second},
	]);
	assert.deepEqual(
		state.trials.map(trial => [trial?.trial, trial?.params['run'], trial?.params['lr']]),
		[
			[1, 'night', 0.1],
			[2, 'night', 0.2],
			[3, 'day', 2],
			[4, 'day', 3],
		],
	);
	assert.deepEqual(origins[2], {run: 1, trial: 1});
	assert.deepEqual([state.counts.complete, state.counts.failed, state.phase], [3, 1, 'ended']);
	assert.equal(rankTrials(state).best, 3);
	assert.ok(trialColumns(state).some(column => column.name === 'run' && column.group === 'parameter'));
	assert.deepEqual(state.sweep?.space.parameters[1]?.domain, {kind: 'real', min: 0.1, max: 3, scale: 'log'});
	assert.equal(first.trials[0]?.trial, 1);
});

test('parameters of one run alone are absent in the others; a taken name gives way', () => {
	const other = runOf(LR, {
		parameters: [{name: 'run', domain: {kind: 'choice', values: ['x']}}],
		trials: [{params: {run: 'x'}, metrics: {acc: 0.1}}],
	});
	const {state} = mergeRuns([
		{name: 'a', state: foldPlotSweep(runOf(LR))},
		{name: 'a', state: foldPlotSweep(other)},
	]);
	assert.deepEqual(
		state.sweep?.space.parameters.map(parameter => parameter.name),
		['run_', 'lr', 'run'],
	);
	assert.deepEqual(
		state.trials.map(trial => trial?.params),
		[
			{run_: 'a', lr: 0.1},
			{run_: 'a', lr: 0.2},
			{run_: 'a (2)', run: 'x'},
		],
	);
});

test('runs stand one after the other on the merged clock, points of curves with them', () => {
	const state = foldPlotSweep(runOf(LR));
	const merged = mergeRuns([
		{name: 'a', state},
		{name: 'b', state},
	]);
	const starts = merged.state.trials.map(trial => trial?.executions[0]?.startedMonoMs ?? assert.fail());
	assert.ok(starts.every((start, index) => index === 0 || start > (starts[index - 1] ?? 0)));
	const [, , again] = merged.state.trials;
	const shift = (starts[2] ?? 0) - (starts[0] ?? 0);
	assert.equal(shift, (merged.offsetsMs[1] ?? 0) - (merged.offsetsMs[0] ?? 0));
	const own = state.trials[0]?.curves['acc']?.[0]?.monoMs ?? assert.fail();
	assert.equal(again?.curves['acc']?.[0]?.monoMs, own + (merged.offsetsMs[1] ?? 0));
});

test('objectives are those that all runs search for; constants that differ become a choice', () => {
	const loss = runOf(
		{kind: 'constant', value: 5},
		{
			metrics: [{name: 'acc'}, {name: 'loss'}],
			objectives: [
				{metric: 'loss', direction: 'minimize'},
				{metric: 'acc', direction: 'maximize'},
			],
		},
	);
	const constant = runOf({kind: 'constant', value: 7});
	const {state} = mergeRuns([
		{name: 'a', state: foldPlotSweep(loss)},
		{name: 'b', state: foldPlotSweep(constant)},
	]);
	assert.deepEqual(state.sweep?.objectives, [{metric: 'acc', direction: 'maximize'}]);
	assert.deepEqual(state.sweep.space.parameters[1]?.domain, {kind: 'choice', values: [5, 7]});
	assert.deepEqual(
		state.sweep.metrics.map(metric => metric.name),
		['acc', 'loss'],
	);
});

test('runs without a sweep, or none at all, merge to an empty one', () => {
	assert.equal(mergeRuns([]).state.trials.length, 0);
	assert.equal(mergeRuns([]).state.sweep, undefined);
});

test('the total is the sum of the totals of the runs, or none; samplers that differ are named', () => {
	const two = foldPlotSweep(runOf({kind: 'choice', values: [1, 2]}));
	const five = foldPlotSweep(runOf({kind: 'integer', min: 1, max: 5, step: 1, scale: 'linear'}));
	const total = (...states: readonly SweepState[]): number | undefined => {
		const {state} = mergeRuns(states.map((run, index) => ({name: `run${index}`, state: run})));
		return createProgressSelector()(state, 0).total;
	};
	assert.equal(total(two, five), 7);
	assert.equal(total(five, five), 10);
	const {sweep} = five;
	assert.ok(sweep !== undefined);
	const random = {...five, sweep: {...sweep, sampler: {name: 'random', options: {}}}};
	assert.equal(total(two, random), undefined);
	const samplerOf = (...states: readonly SweepState[]): string | undefined =>
		mergeRuns(states.map((state, index) => ({name: `run${index}`, state}))).state.sweep?.sampler.name;
	assert.equal(samplerOf(two, random), `${two.sweep?.sampler.name ?? ''} + random`);
	assert.equal(samplerOf(two, five), two.sweep?.sampler.name);
});

test('runs whose names would be the same have values of their own, whatever they are called', () => {
	const run = foldPlotSweep(runOf(LR));
	const names = ['night', 'night', 'night (2)'];
	const {state} = mergeRuns(names.map(name => ({name, state: run})));
	const values = state.trials.map(trial => trial?.params['run']);
	assert.equal(new Set(values).size, names.length, String(values));
});
