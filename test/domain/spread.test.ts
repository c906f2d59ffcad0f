import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {createSpreadReader, hasRepeats, spreadNames, spreadOf} from '../../source/domain/statistics/spread.ts';
import {spreadColumns} from '../../source/domain/column/spread-columns.ts';
import {createVersusBest} from '../../source/domain/ranking/versus-best.ts';
import {foldPlotSweep, type PlotSweep} from '../helpers/plot-sweep.ts';

/** Losses of the repeats of each trial. */
function sweepOf(...losses: readonly (readonly number[])[]): PlotSweep {
	return {
		parameters: [{name: 'i', domain: {kind: 'integer', min: 0, max: 9, step: 1, scale: 'linear'}}],
		metrics: [
			{name: 'loss', unit: 'ms'},
			{name: 'twice', formula: 'loss * 2'},
		],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: losses.map((values, i) => {
			const loss = values.reduce((a, b) => a + b, 0) / values.length;
			return {params: {i}, metrics: {loss, twice: loss * 2}, repeats: values.map(value => ({loss: value}))};
		}),
	};
}

test('a spread needs two finite values and stays between its ends', () => {
	assert.equal(spreadOf([1]), undefined);
	assert.equal(spreadOf([1, Number.NaN]), undefined);
	assert.deepEqual(spreadOf([1, 2, 3, Number.POSITIVE_INFINITY]), {std: 1, min: 1, max: 3, n: 3});
	fc.assert(
		fc.property(fc.array(fc.double({min: -1e6, max: 1e6, noNaN: true}), {minLength: 2, maxLength: 20}), values => {
			const spread = spreadOf(values);
			assert.ok(spread !== undefined && spread.n === values.length);
			// A deviation of the sample is at most the half range times the root of n / (n - 1) (Popoviciu).
			const most = ((spread.max - spread.min) / 2) * Math.sqrt(values.length / (values.length - 1));
			assert.ok(spread.std <= most * (1 + 1e-9) + 1e-9);
		}),
	);
});

test('the spread of a metric, a formula and the duration is that over the measured executions', () => {
	const state = foldPlotSweep(sweepOf([1, 2, 3], [5]));
	assert.equal(hasRepeats(state), true);
	assert.deepEqual(spreadNames(state), ['loss', 'twice', 'duration_s', 'energy_j']);
	const [first, second] = state.trials;
	assert.ok(state.sweep !== undefined && first !== undefined && second !== undefined);
	assert.deepEqual(createSpreadReader(state.sweep, 'loss')(first), {std: 1, min: 1, max: 3, n: 3});
	assert.deepEqual(createSpreadReader(state.sweep, 'twice')(first), {std: 2, min: 2, max: 6, n: 3});
	assert.deepEqual(createSpreadReader(state.sweep, 'duration_s')(first), {std: 0, min: 1.5, max: 1.5, n: 3});
	assert.equal(createSpreadReader(state.sweep, 'loss')(second), undefined);
});

test('columns of the spread stand where there are repeats, and never take the name of a metric', () => {
	assert.deepEqual(spreadColumns(foldPlotSweep(sweepOf([1], [2]))), []);
	const state = foldPlotSweep(sweepOf([1, 2, 3], [10, 11, 12]));
	const names = spreadColumns(state).map(({name}) => name);
	const figures = ['loss', 'twice', 'duration_s'].flatMap(name =>
		['std', 'min', 'max', 'n'].map(part => `${name}.${part}`),
	);
	assert.deepEqual(names, [...figures, 'loss.tied', 'loss.p']);
	const description = sweepOf([1, 2], [3, 4]);
	const taken = foldPlotSweep({...description, metrics: [...description.metrics, {name: 'loss.std'}]});
	assert.ok(!spreadColumns(taken).some(({name}) => name === 'loss.std'));
});

test('beside the best trial: tied or told apart by the repeats, with the same p', () => {
	const state = foldPlotSweep(sweepOf([1, 1.1, 0.9], [1.05, 0.95, 1.2], [5, 5.1, 4.9], [1.3]));
	const ranking = rankTrials(state);
	const versus = createVersusBest(state, ranking);
	const [best, close, far, single] = state.trials.map(trial => (trial === undefined ? undefined : versus(trial)));
	assert.equal(best, undefined);
	assert.ok(close?.isTied === true && close.p !== undefined && close.p > 0.05);
	assert.ok(far?.isTied === false && far.p !== undefined && far.p < 1e-4);
	assert.equal(single?.p, undefined);
});

test('repeats that hardly vary are told apart by Welch, not by intervals of two values', () => {
	// Two values each, 3 % apart: their intervals of two standard errors do not meet, and chance still gives it often.
	const state = foldPlotSweep(sweepOf([1, 1.02], [1.03, 1.06]));
	assert.deepEqual([...rankTrials(state).tied], [2]);
});
