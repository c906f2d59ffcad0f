import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compareLines} from '../../components/panes/compare-table.ts';
import {metricLines, telemetryLines} from '../../components/panes/trial-values.ts';
import {formatFigure} from '../../source/plot/measured-text.ts';
import {textOf} from '../../source/plot/cells.ts';
import {formatObjective} from '../../source/reporters/objective-text.ts';
import {foldPlotSweep} from '../helpers/plot-sweep.ts';

const STATE = foldPlotSweep({
	parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2]}}],
	metrics: [{name: 'loss'}],
	objectives: [{metric: 'loss', direction: 'minimize'}],
	trials: [
		{params: {n: 1}, metrics: {loss: 0.3}, repeats: [0.29, 0.3, 0.31].map(loss => ({loss}))},
		{params: {n: 2}, metrics: {loss: 0.4}},
	],
});
const [repeated, single] = STATE.trials;

test('behind ± stands the standard deviation: on the screen, in lines and in tables', () => {
	const {sweep} = STATE;
	assert.ok(sweep !== undefined && repeated !== undefined && single !== undefined);
	assert.deepEqual(formatFigure(sweep, repeated, 'loss'), {text: '0.300 ± 0.010', n: 3});
	assert.deepEqual(formatFigure(sweep, single, 'loss'), {text: '0.400'});
	assert.equal(formatObjective('loss', repeated, STATE), 'loss=0.300 ± 0.010 (n=3)');
	const shown = metricLines(STATE, repeated, [], {columns: 60, glyphs: 'unicode'});
	assert.equal(
		shown[0]
			?.map(({text}) => text)
			.join('')
			.trim(),
		'loss  0.300 ± 0.010 (n=3)',
	);
});

test('one execution each is said of trials that ran once, not of those whose executions have no value', () => {
	const state = foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2, 3, 4]}}],
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [
			{params: {n: 1}, metrics: {loss: 0.25}},
			{params: {n: 2}, metrics: {loss: 0.5}},
			{params: {n: 3}, metrics: {loss: 0.5}, repeats: [{}, {}]},
			{params: {n: 4}, metrics: {loss: 0.5}, repeats: [{}, {}]},
		],
	});
	const legend = (numbers: readonly number[]): string => {
		const trials = numbers.map(number => state.trials[number - 1] ?? assert.fail());
		return textOf(compareLines(state, trials, 100, {glyphs: 'unicode', hasCurves: false}).at(-1) ?? []).trim();
	};
	assert.equal(legend([1, 2]), '× ratio to #1   one execution each: run.repeats tells chance from difference');
	assert.equal(legend([1, 3]), '× ratio to #1   nothing to test: it takes two executions with a value on both sides');
	assert.match(legend([3, 4]), /p: chance of such a difference/);
});

test('what is searched for has its ± in the view of a trial, be it the duration or the energy', () => {
	const state = foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2]}}],
		metrics: [{name: 'loss'}],
		objectives: [
			{metric: 'duration_s', direction: 'minimize'},
			{metric: 'energy_j', direction: 'minimize'},
		],
		trials: [
			{params: {n: 1}, metrics: {loss: 0.3}, telemetry: {energy_j: 52}, repeats: [{loss: 0.2}, {loss: 0.4}]},
			{params: {n: 2}, metrics: {loss: 0.3}, telemetry: {energy_j: 26}},
			{params: {n: 2}, state: 'running', repeats: [{}]},
		],
	});
	const [first, second, third] = state.trials.map(trial => trial ?? assert.fail());
	assert.ok(first !== undefined && second !== undefined && third !== undefined);
	const best = [{sign: '★', trial: second}];
	const size = {columns: 80, glyphs: 'unicode'} as const;
	const metrics = (trial: typeof first): readonly string[] =>
		metricLines(state, trial, best, size).map(line => textOf(line).trim());
	assert.deepEqual(metrics(first), ['duration_s  1.50 ± 0 s (n=2)  ★ =', 'loss        0.30 ± 0.14 (n=2)  ★ =']);
	assert.deepEqual(metrics(second), ['duration_s  1.50 s  ★ =', 'loss        0.300  ★ =']);
	assert.equal(metrics(third)[0], 'duration_s  — not reported yet');
	const energies = [first, second].map(trial => telemetryLines(state, trial, best, size).map(textOf).join('\n'));
	assert.match(energies[0] ?? '', /energy_j +52\S* ± 0 J \(n=2\) +★ \+100 %/);
	assert.match(energies[1] ?? '', /energy_j +26\.0 J +★ =/);
});
