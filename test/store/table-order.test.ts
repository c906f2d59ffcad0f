import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {type Cell, trialColumns} from '../../source/domain/column/trial-columns.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import {sortByColumn, sortTrials} from '../../source/store/table-order.ts';
import {foldPlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const SAMPLE = foldFacts(SAMPLE_FACTS).trials[0] ?? assert.fail('the sample has a trial');

/** Sorts trials that have these cells, from trial 1 on; gives the cells in their order. */
function sorted(cells: readonly Cell[], descending: boolean): readonly Cell[] {
	const trials = cells.map((_, index) => ({...SAMPLE, trial: index + 1}));
	const order = trials.map(({trial}) => trial);
	const cellOf = ({trial}: TrialRecord): Cell => cells[trial - 1];
	return sortTrials(trials, order, cellOf, descending).map(trial => cells[trial - 1]);
}

test('numbers stand before texts and what is missing last, whichever comes first and either way', () => {
	assert.deepEqual(sorted(['auto', 16, 8, undefined, 'off'], false), [8, 16, 'auto', 'off', undefined]);
	assert.deepEqual(sorted(['auto', 16, 8, undefined, 'off'], true), [16, 8, 'off', 'auto', undefined]);
	assert.deepEqual(sorted([8, 'auto', 16], false), [8, 16, 'auto']);
	assert.deepEqual(sorted([true, false, Number.NaN, true], false), [false, true, true, Number.NaN]);
});

test('pruned trials stand by what they had last reported, behind every value, either way; so they do in the ranking', () => {
	const pruned = (value: number): PlotTrial => ({params: {n: 1}, state: 'pruned', curve: [['loss', 3, value]]});
	const complete = (loss: number | 'NaN'): PlotTrial => ({params: {n: 1}, metrics: {loss}});
	const state = foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2]}}],
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [
			{params: {n: 1}, state: 'failed', curve: [['loss', 3, 0.1]]},
			pruned(1.428),
			complete(0.9),
			pruned(0.396),
			{params: {n: 1}, state: 'pruned'},
			complete('NaN'),
			pruned(0.934),
			complete(0.5),
		],
	});
	const {order, rankOf, ranked, diverged} = rankTrials(state);
	assert.deepEqual(order, [8, 3, 6, 4, 7, 2, 1, 5]);
	assert.deepEqual([rankOf(4), ranked, [...diverged]], [undefined, 2, [6]]);
	const column = trialColumns(state).find(({name}) => name === 'loss') ?? assert.fail();
	assert.deepEqual(sortByColumn(state.trials, order, column, false), order);
	assert.deepEqual(sortByColumn(state.trials, order, column, true), [3, 8, 6, 2, 7, 4, 1, 5]);
});

test('any cells: numbers by value and then texts by code units, both backwards where it falls', () => {
	const cell = fc.oneof(fc.integer(), fc.string({maxLength: 3}));
	fc.assert(
		fc.property(fc.array(cell), cells => {
			const numbers = cells.filter(each => typeof each === 'number').toSorted((a, b) => a - b);
			const texts = cells.filter(each => typeof each === 'string').toSorted();
			assert.deepEqual(sorted(cells, false), [...numbers, ...texts]);
			assert.deepEqual(sorted(cells, true), [...numbers.toReversed(), ...texts.toReversed()]);
		}),
	);
});
