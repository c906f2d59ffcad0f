import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {mergeRuns} from '../../source/domain/sweep/merge-runs.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import {selectHistory} from '../../source/plot/history/history-data.ts';
import {walkHistory} from '../../source/plot/history-plot.ts';
import {renderHistory} from '../../source/plot/history/history.ts';
import {paintText, preparePlot, ROOM} from '../helpers/paint-plot.ts';
import {foldPlotSweep, gemmSweep, type PlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

/** Losses by trial; undefined failed. */
function search(losses: readonly (number | undefined)[], more: Partial<PlotSweep> = {}): SweepState {
	return foldPlotSweep({
		parameters: [{name: 'lr', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}}],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: losses.map((loss, index): PlotTrial => {
			const params = {lr: index / 10};
			if (loss === undefined) return {params, state: 'failed'};
			return {params, metrics: {loss}, telemetry: {energy_j: 10}};
		}),
		...more,
	});
}

function withTarget(state: SweepState, target: string): SweepState {
	return state.sweep === undefined ? state : {...state, sweep: {...state.sweep, budget: {target}}};
}

const LOSSES = [5, 7, undefined, 3, 3, 1];

describe('history data', () => {
	it('knows improvements, the mean best so far and when most of the gain was made', () => {
		const [series] = selectHistory([{name: 'a', state: search(LOSSES)}]).series;
		assert.deepEqual(series?.improvements, [0, 3, 5]);
		// 5, 5, 5, 3, 3, 1 by trial.
		assert.equal(series?.meanBest, 22 / 6);
		// 95 % of the way from 5 to 1 is 1.2, which only the last reaches.
		assert.equal(series?.nearlyBest?.trial, 6);
	});

	it('where no goal is known, no value is called the best', () => {
		const state = search(LOSSES, {metrics: [{name: 'loss'}], objectives: []});
		const [series] = selectHistory([{name: 'a', state}]).series;
		assert.deepEqual([series?.improvements, series?.points.length], [[], 6]);
		const text = paintText(preparePlot('history', state), {columns: 120});
		assert.doesNotMatch(text, /★|mean best/);
		assert.match(text, /no best: loss has no goal \(--minimize or --maximize names it\)/);
		// What a trial costs is to be little.
		assert.equal(selectHistory([{name: 'a', state}], {y: 'energy_j'}).direction, 'minimize');
	});

	it('counts trials until the target of the budget, failed ones among them', () => {
		const state = withTarget(search(LOSSES), 'loss <= 3');
		assert.equal(selectHistory([{name: 'a', state}]).series[0]?.reachedAfter, 4);
		const text = paintText(preparePlot('history', state));
		assert.match(text, /target ≤ 3 reached after 4 trials/);
		assert.match(text, /┄┄┄┄/);
		assert.match(paintText(preparePlot('history', withTarget(state, 'loss < 0.5'))), /target < 0\.5 not reached/);
	});

	it('an infeasible trial is drawn but is never the best', () => {
		const state = search([5, 4]);
		const trials = [...state.trials];
		const [, second] = trials;
		assert.ok(second !== undefined);
		trials[1] = {...second, flags: ['INFEASIBLE']};
		const [series] = selectHistory([{name: 'a', state: {...state, trials}}]).series;
		assert.deepEqual(series?.improvements, [0]);
		assert.equal(series?.points.length, 2);
	});

	it('runs over seconds since the start and over joules spent', () => {
		const state = search([5, 4, 3]);
		const over = (x: string): readonly number[] =>
			selectHistory([{name: 'a', state}], {x}).series[0]?.points.map(point => point.x) ?? [];
		assert.deepEqual(over('trial'), [1, 2, 3]);
		assert.deepEqual(over('energy'), [10, 20, 30]);
		// An execution starts 0.2 s into each trial's four events and takes 1.5 s.
		assert.deepEqual(
			over('time').map(seconds => Math.round(seconds * 10) / 10),
			[1.7, 2.1, 2.5],
		);
		assert.match(paintText(preparePlot('history', gemmSweep(), {x: 'energy'})), /and a measured energy/);
		assert.throws(() => preparePlot('history', state, {x: 'size'}), /a history cannot run over "size"/);
	});
});

describe('history picture', () => {
	it('a level line, a step at each improvement, the best at its end, failures on the axis', () => {
		const lines = paintText(preparePlot('history', search(LOSSES)), {rows: 12, columns: 44}).split('\n');
		assert.match(lines[0] ?? '', /y loss {3}x trial {3}★ #6 1/);
		const bottom = lines.findIndex(line => line.includes('└'));
		assert.match(lines[bottom] ?? '', /×/);
		assert.match(lines[bottom - 1] ?? '', /★$/);
		// The line of the first value is level from the left edge until trial 4.
		const level = lines.slice(1, bottom).find(line => /[⠀-⣿]{20,}/.test(line));
		assert.ok(level !== undefined);
	});

	it('two studies are told apart by their names', () => {
		const picture = renderHistory(
			selectHistory([
				{name: 'first', state: search([5, 4, 2])},
				{name: 'second', state: search([6, 3, 3])},
			]),
			{columns: 80, rows: 22, glyphs: 'ascii'},
		);
		const text = picture.map(textOf).join('\n');
		assert.match(text, /\^ first #3 2\.000/);
		assert.match(text, /\^ second #2 3\.000/);
		assert.match(text.split('\n').slice(4).join('\n'), /first/);
	});

	it('several runs as one sweep have a line each, and the trials until what all of them reach', () => {
		const runs = [
			{name: 'gemm-20261121-1a2b', state: search([5, 4, undefined, 2])},
			{name: 'gemm-20261121-3c4d', state: search([6, 3, 3])},
		];
		const plot = preparePlot('history', mergeRuns(runs).state);
		assert.equal(plot.shown?.color, 'run');
		const text = paintText(plot, {columns: 140});
		assert.match(text, /┄┄ reached by all: 3\.000/);
		assert.match(text, /★ gemm-20261121-1a2b #4 2\.000, ┄┄ after 4 trials/);
		assert.match(text, /★ gemm-20261121-3c4d #6 3\.000, ┄┄ after 2 trials/);
		const drawn = text.split('\n').slice(4).join('\n');
		assert.match(drawn, /1a2b +★/, 'the end of a line has the part of the name that tells it apart');
		assert.match(drawn, /★.3c4d/);
		// Each is counted from its own first trial.
		assert.match(drawn.split('\n').at(-1) ?? '', /^ *1 +2 +3 +4$/);
		assert.equal(plot.walk?.(5, 'right'), 6);
		assert.equal(plot.walk?.(4, 'right'), undefined, 'the walk stays in its study');
		const single = paintText(preparePlot('history', mergeRuns(runs).state, {color: 'none'}), {columns: 140});
		assert.match(single, /#4 2\.000/);
		assert.doesNotMatch(single, /reached by all/);
	});

	it('a target that all runs have is what they are compared by', () => {
		const runs = ['a', 'b'].map((name, index) => ({
			name,
			state: withTarget(search([5, index === 0 ? 2 : 4]), 'loss <= 3'),
		}));
		const text = paintText(preparePlot('history', mergeRuns(runs).state), {columns: 140});
		assert.match(text, /┄┄ target ≤ 3 /);
		assert.match(text, /★ a #2 2\.000, ┄┄ after 2 trials/);
		assert.match(text, /★ b #4 4\.000, ┄┄ not reached/);
	});

	it('any parameter of few values makes lines; one of many is refused', () => {
		assert.throws(
			() => preparePlot('history', search(Array.from({length: 20}, (_, index) => index)), {color: 'lr'}),
			/"lr" has 20 values/,
		);
	});

	it('one value far off does not squeeze the others', () => {
		const losses = Array.from({length: 60}, (_, index) => (index === 30 ? 1e6 : 5 - index / 20));
		const text = paintText(preparePlot('history', search(losses)));
		assert.match(text, /1 trial beyond the axis/);
		assert.match(text, /\n *4 ┤|\n *4\.0 ┤/);
	});

	it('a click finds the trial that is drawn there', () => {
		const plot = preparePlot('history', search(LOSSES));
		const lines = paintText(plot).split('\n');
		const row = lines.findIndex((line, index) => index > 2 && line.includes('★'));
		assert.equal(plot.trialAt?.(ROOM, lines[row]?.indexOf('★') ?? 0, row), 6);
		assert.equal(plot.trialAt?.(ROOM, 0, 0), undefined);
	});

	it('arrows walk by trial and by improvement', () => {
		const input = selectHistory([{name: 'a', state: search(LOSSES)}]);
		assert.equal(walkHistory(input, undefined, 'left'), 6);
		assert.equal(walkHistory(input, 6, 'left'), 5);
		assert.equal(walkHistory(input, 6, 'down'), 4);
		assert.equal(walkHistory(input, 1, 'up'), 4);
		assert.equal(walkHistory(input, 6, 'right'), undefined);
	});
});
