import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type ComparedRow, compareTrials} from '../../source/domain/trial/compare.ts';
import {rankSumTest, welchTest} from '../../source/domain/statistics/significance.ts';
import {foldPlotSweep} from '../helpers/plot-sweep.ts';

const FAST = [10, 11, 12, 10.5];
const SLOW = [20, 22, 21, 20.5];

const STATE = foldPlotSweep({
	parameters: [
		{name: 'opt', domain: {kind: 'choice', values: ['sgd', 'adam']}},
		{name: 'rounds', domain: {kind: 'constant', value: 8}},
	],
	metrics: [{name: 'ms'}, {name: 'squared', formula: 'ms * ms'}, {name: 'loss'}],
	objectives: [{metric: 'ms', direction: 'minimize'}],
	trials: [
		{params: {opt: 'sgd', rounds: 8}, metrics: {ms: 10, squared: 100, loss: 0}, repeats: FAST.map(ms => ({ms}))},
		{params: {opt: 'adam', rounds: 8}, metrics: {ms: 20, squared: 400, loss: 1}, repeats: SLOW.map(ms => ({ms}))},
		{params: {opt: 'adam', rounds: 8}, metrics: {ms: 15, squared: 225, loss: 'NaN'}, repeats: [{ms: 15}]},
	],
});

const rows = compareTrials(
	STATE,
	STATE.trials.filter(trial => trial !== undefined),
).rows;

function row(name: string): ComparedRow {
	return rows.find(candidate => candidate.name === name) ?? assert.fail(`no row ${name}`);
}

test('ratios are to the first trial, and none where the first is 0 or a value is no number', () => {
	assert.deepEqual(
		row('ms').cells.map(cell => cell.ratio),
		[undefined, 2, 1.5],
	);
	assert.deepEqual(
		row('loss').cells.map(cell => cell.ratio),
		[undefined, undefined, undefined],
	);
	assert.deepEqual(
		row('opt').cells.map(cell => cell.ratio),
		[undefined, undefined, undefined],
	);
});

test('chance is that of the two tests over repeats, of a formula too; none without repeats', () => {
	const expected = {welch: welchTest(SLOW, FAST).p, wilcoxon: rankSumTest(SLOW, FAST).p};
	assert.deepEqual(
		row('ms').cells.map(cell => cell.chance),
		[undefined, expected, undefined],
	);
	assert.ok(expected.welch < 0.001 && expected.wilcoxon < 0.05);
	const squares = (values: readonly number[]): readonly number[] => values.map(value => value * value);
	assert.equal(row('squared').cells[1]?.chance?.welch, welchTest(squares(SLOW), squares(FAST)).p);
});

test('the duration is tested by the executions of both, as metrics are', () => {
	assert.equal(row('duration_s').cells[1]?.chance?.welch, welchTest([1.5, 1.5, 1.5, 1.5], [1.5, 1.5, 1.5, 1.5]).p);
	assert.equal(row('duration_s').cells[2]?.chance, undefined);
	assert.equal(row('state').cells[1]?.chance, undefined);
});

test('a figure that is the same in all says so, and one that none has is left out', () => {
	assert.equal(row('rounds').same, true);
	assert.equal(row('opt').same, false);
	assert.equal(
		rows.some(candidate => candidate.name === 'energy_j' || candidate.name === 'trial'),
		false,
	);
});
