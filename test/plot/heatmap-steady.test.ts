import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {Domain} from '../../source/domain/space.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import {type HeatmapChoice, selectHeatmap} from '../../source/plot/heatmap/heatmap-data.ts';
import {heatmapPlot} from '../../source/plot/heatmap-plot.ts';
import {createRecording} from '../../source/store/recording.ts';
import {UNCHOSEN} from '../../source/store/ui-state.ts';
import {createRandom, foldPlotSweep, type PlotSweep, plotEvents} from '../helpers/plot-sweep.ts';

const LR: Domain = {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'};
const TRIALS = 60;

/** A search that finds its way: first a few values, all in one corner. */
function description(lr: Domain = LR): PlotSweep {
	const random = createRandom(5);
	return {
		parameters: [
			{name: 'opt', domain: {kind: 'choice', values: ['adam', 'sgd', 'lion']}},
			{name: 'layers', domain: {kind: 'integer', min: 1, max: 6, step: 1, scale: 'linear'}},
			{name: 'lr', domain: lr},
		],
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: Array.from({length: TRIALS}, (_, index) => {
			const reach = index < 5 ? 0.2 : 1;
			return {
				params: {
					opt: ['adam', 'sgd', 'lion'][Math.floor(random() * 3 * reach)] ?? 'adam',
					layers: 1 + Math.floor(random() * 6 * reach),
					lr: 10 ** (-4 + 3 * reach * (random() - 0.3)),
				},
				metrics: {loss: random()},
			};
		}),
	};
}

function budgeted(state: SweepState): SweepState {
	return state.sweep === undefined ? state : {...state, sweep: {...state.sweep, budget: {trials: TRIALS}}};
}

/** The sweep while it runs, after so many trials. */
function after(count: number, lr?: Domain): SweepState {
	const {trials, ...rest} = description(lr);
	return budgeted(foldPlotSweep({...rest, trials: trials.slice(0, count), ended: false}));
}

function axesOf(state: SweepState, choice: HeatmapChoice = {}): unknown {
	const {x, y, cells} = selectHeatmap(state, choice).input;
	return {x, y, cells: cells.length};
}

describe('the heatmap of a running sweep', () => {
	it('has the same axes in the same steps from its first trial to its last', () => {
		const last = axesOf(budgeted(foldPlotSweep(description())));
		for (const count of [1, 3, 5, 6, 13, 40]) assert.deepEqual(axesOf(after(count)), last, `after ${count}`);
		const {x, y} = selectHeatmap(after(1)).input;
		assert.deepEqual([x.name, y.name], ['lr', 'layers']);
		assert.deepEqual(
			[x.ticks.at(0), x.ticks.at(-1)],
			['≥1e-5', '≥0.05'],
			'the range as declared, without a step for its upper end',
		);
	});

	it('has a step for what was tried beyond the range, and then keeps it', () => {
		const narrow: Domain = {kind: 'real', min: 1e-4, max: 1e-2, scale: 'log'};
		const {x} = selectHeatmap(after(TRIALS, narrow), {x: 'lr'}).input;
		const values = description(narrow).trials.map(({params}) => Number(params['lr']));
		assert.ok(Math.min(...values) < 1e-4, 'the search left its range');
		assert.ok(Number(x.ticks[0]?.slice(1)) <= Math.min(...values), `${x.ticks[0]}`);
	});

	it('cuts a normal distribution four standard deviations from its mean', () => {
		const normal: Domain = {
			kind: 'real',
			min: -840,
			max: 840,
			scale: 'linear',
			distribution: {kind: 'normal', mu: 0, sigma: 100},
		};
		const {x} = selectHeatmap(after(1, normal), {x: 'lr'}).input;
		assert.deepEqual([x.ticks.at(0), x.ticks.at(-1)], ['≥-400', '≥300']);
	});
});

describe('the heatmap of a replay', () => {
	const recording = createRecording(plotEvents(description())) ?? assert.fail('no events');

	function paintAt(trials: number): readonly string[] {
		const state = recording.at(recording.stops[trials - 1] ?? recording.toMs);
		return heatmapPlot
			.prepare({
				state,
				ranking: rankTrials(state),
				choice: UNCHOSEN,
				samples: () => undefined,
				channels: [],
				whole: recording.last,
			})
			.paint({columns: 120, rows: 24, glyphs: 'unicode', scale: undefined}, undefined)
			.map(textOf);
	}

	it('has the title, the steps and the colours of its end at every trial', () => {
		const frame = (rows: readonly string[]): readonly string[] => rows.filter((_, index) => index === 0 || index === 2);
		const last = frame(paintAt(TRIALS));
		assert.match(last.join('\n'), /x lr {3}y layers[^]*≥1e-5/);
		for (const trials of [1, 5, 6, 13]) assert.deepEqual(frame(paintAt(trials)), last, `at trial ${trials}`);
	});

	it('draws a sweep with one parameter', () => {
		const {trials, ...rest} = description();
		const events = plotEvents({
			...rest,
			parameters: [{name: 'lr', domain: LR}],
			trials: trials.map(({params, ...trial}) => ({...trial, params: {lr: params['lr'] ?? 0}})),
		});
		const state = events.slice(0, 20).reduce(reduceSweep, createSweepState());
		const plot = heatmapPlot.prepare({
			state,
			ranking: rankTrials(state),
			choice: UNCHOSEN,
			samples: () => undefined,
			channels: [],
			whole: events.reduce(reduceSweep, createSweepState()),
		});
		assert.equal(plot.shown?.x, 'lr');
	});
});
