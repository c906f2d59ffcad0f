import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Objective} from '../../source/domain/metric.ts';
import type {JsonNumber} from '../../source/domain/number.ts';
import {type Ranking, rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {Metrics, TrialRecord} from '../../source/domain/trial.ts';
import {createRandom, fold, STARTED, SWEEP, toEvents} from '../journal/sample-run.ts';
import {cpuMs} from '../helpers/cpu-time.ts';

type Made = Partial<TrialRecord> & {readonly repeats?: readonly Metrics[]};

function stateOf(objectives: readonly Objective[], trials: readonly Made[]): SweepState {
	const state = fold(toEvents([STARTED]));
	const records = trials.map(({repeats = [], ...made}, index): TrialRecord => {
		const executions = repeats.map((metrics, repeat) => ({
			execution: repeat + 1,
			role: 'measured' as const,
			attempt: 1,
			startedAt: '',
			startedMonoMs: 0,
			pid: 1,
			outcome: 'complete' as const,
			metrics,
			telemetry: {power_mean_w: 2},
		}));
		const empty = {metrics: {}, telemetry: {}, flags: [], missing: {}, curves: {}, by: 'grid', params: {}};
		return {...empty, trial: index + 1, state: 'complete', executions, ...made};
	});
	return {...state, sweep: {...SWEEP, objectives}, trials: records};
}

const FLOPS_UP: readonly Objective[] = [{metric: 'flops', direction: 'maximize'}];
const LOSS_DOWN: readonly Objective[] = [{metric: 'loss', direction: 'minimize'}];

function ranksOf(ranking: Ranking, count: number): (number | undefined)[] {
	return Array.from({length: count}, (_, index) => ranking.rankOf(index + 1));
}

test('one objective: sorted by value in its direction, equal values share a rank, ties by number', () => {
	const trials = [3, 5, 1, 5].map(value => ({metrics: {flops: value, loss: value}}));
	const up = rankTrials(stateOf(FLOPS_UP, trials));
	assert.deepEqual(up.order, [2, 4, 1, 3]);
	assert.deepEqual(ranksOf(up, 4), [3, 1, 4, 1]);
	assert.equal(up.best, 2);
	assert.deepEqual(up.pareto, [2, 4]);
	const down = rankTrials(stateOf(LOSS_DOWN, trials));
	assert.deepEqual(down.order, [3, 1, 2, 4]);
});

test('NaN, infinities, sentinels and missing values are never best, in either direction', () => {
	const values: JsonNumber[] = ['NaN', '-Infinity', 9e99, -9e99, 'Infinity', 4];
	const trials = [...values.map(loss => ({metrics: {loss, flops: loss}})), {metrics: {}}];
	for (const objectives of [LOSS_DOWN, FLOPS_UP]) {
		const ranking = rankTrials(stateOf(objectives, trials));
		assert.deepEqual(ranking.order, [6, 1, 2, 3, 4, 5, 7]);
		assert.equal(ranking.best, 6);
		assert.deepEqual(ranking.pareto, [6]);
		assert.deepEqual(ranksOf(ranking, 7), [undefined, undefined, undefined, undefined, undefined, 1, undefined]);
	}
});

test('infeasible trials rank after feasible ones and never win; then valueless, ended otherwise, open', () => {
	const trials: Made[] = [
		{metrics: {loss: 1}, flags: ['INFEASIBLE']},
		{metrics: {loss: 9}},
		{state: 'running'},
		{state: 'failed', metrics: {loss: 0}},
		{metrics: {loss: 'NaN'}},
		{metrics: {loss: 0.5}, flags: ['THERM', 'INFEASIBLE']},
		{state: 'pruned', metrics: {loss: 0}},
	];
	const ranking = rankTrials(stateOf(LOSS_DOWN, trials));
	assert.deepEqual(ranking.order, [2, 6, 1, 5, 4, 7, 3]);
	assert.equal(ranking.best, 2);
	assert.equal(rankTrials(stateOf(LOSS_DOWN, trials.slice(0, 1))).best, undefined, 'nothing feasible, no winner');
});

test('several objectives: fronts, the crowded middle last, no single best', () => {
	const points = [
		[1, 10],
		[5, 5],
		[5.1, 4.9],
		[10, 1],
		[6, 6],
		[5, 5],
	];
	const trials = points.map(([loss = 0, cost = 0]) => ({metrics: {loss}, telemetry: {energy_j: cost}}));
	const objectives: Objective[] = [...LOSS_DOWN, {metric: 'energy_j', direction: 'minimize'}];
	const ranking = rankTrials(stateOf(objectives, trials));
	assert.deepEqual(ranking.pareto, [1, 2, 3, 4, 6]);
	assert.deepEqual(ranksOf(ranking, 6), [1, 1, 1, 1, 2, 1]);
	assert.deepEqual(ranking.order.slice(0, 2), [1, 4], 'the ends of the front come first');
	assert.equal(ranking.order.at(-1), 5);
	assert.equal(ranking.best, undefined);
});

test('ties: trials whose interval reaches that of the best are marked, the best is not', () => {
	const repeated = (...values: number[]): Made => ({
		metrics: {flops: values.reduce((a, b) => a + b) / values.length},
		repeats: values.map(flops => ({flops})),
	});
	const trials = [repeated(100, 101, 102), repeated(99, 100, 101.5), repeated(90, 90.1, 90.2), {metrics: {flops: 101}}];
	const ranking = rankTrials(stateOf(FLOPS_UP, trials));
	assert.equal(ranking.best, 1);
	assert.deepEqual([...ranking.tied], [2, 4], 'an equal value is a tie, and shares the rank');
	assert.deepEqual(ranking.pareto, [1, 4]);
});

test('ties of a formula: it is evaluated for each execution', () => {
	const made = (flops: readonly number[]): Made => ({
		metrics: {flops_per_watt: flops.reduce((a, b) => a + b) / flops.length / 2},
		telemetry: {power_mean_w: 2},
		repeats: flops.map(value => ({flops: value})),
	});
	const objectives: Objective[] = [{metric: 'flops_per_watt', direction: 'maximize'}];
	const ranking = rankTrials(stateOf(objectives, [made([100, 104]), made([98, 103]), made([50, 51])]));
	assert.equal(ranking.best, 1);
	assert.deepEqual([...ranking.tied], [2]);
});

test('ties of energy: the interval of the sampling counts where there is one execution', () => {
	const made = (energy_j: number, halfWidth: number): Made => ({
		telemetry: {energy_j, energy_lo_j: energy_j - halfWidth, energy_hi_j: energy_j + halfWidth},
	});
	const objectives: Objective[] = [{metric: 'energy_j', direction: 'minimize'}];
	const ranking = rankTrials(stateOf(objectives, [made(10, 0.5), made(10.9, 0.5), made(11.2, 0.5)]));
	assert.deepEqual([...ranking.tied], [2]);
});

test('without objectives or trials there is an order and no winner', () => {
	const ranking = rankTrials(stateOf([], [{metrics: {loss: 2}}, {metrics: {loss: 1}}]));
	assert.deepEqual(ranking.order, [1, 2]);
	assert.equal(ranking.best, undefined);
	assert.deepEqual(rankTrials(stateOf(FLOPS_UP, [])).order, []);
	assert.deepEqual(rankTrials({...stateOf(FLOPS_UP, []), sweep: undefined}).order, []);
});

test('100,000 trials are ranked without quadratic time, also where all values are equal', () => {
	const random = createRandom(9);
	const objectives: Objective[] = [...FLOPS_UP, ...LOSS_DOWN];
	for (const next of [random, () => 1]) {
		const trials = Array.from({length: 100_000}, () => ({metrics: {flops: next(), loss: next()}}));
		const startedMs = cpuMs();
		assert.equal(rankTrials(stateOf(FLOPS_UP, trials)).order.length, 100_000);
		assert.equal(rankTrials(stateOf(objectives, trials)).order.length, 100_000);
		const tookMs = cpuMs() - startedMs;
		assert.ok(tookMs < 8000, `${tookMs} ms`);
	}
});
