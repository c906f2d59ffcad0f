import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {selectBars} from '../../source/plot/bars-data.ts';
import {paintText, preparePlot, ROOM} from '../helpers/paint-plot.ts';
import {foldPlotSweep, gemmSweep} from '../helpers/plot-sweep.ts';

/** Kernels with their times: conv 10, 20; gemm 5, 7; pool 2; one failed. */
function kernels(): SweepState {
	const times = [
		['conv', 10],
		['gemm', 5],
		['conv', 20],
		['gemm', 7],
		['pool', 2],
	] as const;
	return foldPlotSweep({
		parameters: [
			{name: 'kernel', domain: {kind: 'choice', values: ['conv', 'gemm', 'pool']}},
			{name: 'run', domain: {kind: 'integer', min: 1, max: 9, step: 1, scale: 'linear'}},
		],
		metrics: [{name: 'time', unit: 'ms'}],
		objectives: [],
		trials: [
			...times.map(([kernel, time], index) => ({params: {kernel, run: index + 1}, metrics: {time}})),
			{params: {kernel: 'pool', run: 6}, state: 'failed'},
		],
	});
}

describe('bars data', () => {
	it('total and mean by name, largest first where nothing is better; totals and counts are parts of a whole', () => {
		const state = kernels();
		const of = (aggregate: 'sum' | 'mean' | 'max' | 'count') =>
			selectBars(state, rankTrials(state), {aggregate}).groups.map(({name, value}) => [name, value]);
		assert.deepEqual(of('sum'), [
			['conv', 30],
			['gemm', 12],
			['pool', 2],
		]);
		assert.deepEqual(of('mean'), [
			['conv', 15],
			['gemm', 6],
			['pool', 2],
		]);
		assert.deepEqual(of('count'), [
			['conv', 2],
			['gemm', 2],
			['pool', 1],
		]);
		const shares = (aggregate: 'sum' | 'mean' | 'count') =>
			selectBars(state, rankTrials(state), {aggregate}).groups.map(({share}) => share);
		assert.deepEqual(shares('sum'), [30 / 44, 12 / 44, 2 / 44]);
		assert.deepEqual(shares('count'), [2 / 5, 2 / 5, 1 / 5]);
		assert.deepEqual(shares('mean'), [Number.NaN, Number.NaN, Number.NaN], 'a mean is no part of a sum of means');
	});

	it('best first where the quantity has a better end, and the best trial first in each', () => {
		const state = gemmSweep();
		const ranking = rankTrials(state);
		const {groups, isBestFirst} = selectBars(state, ranking, {x: 'dtype'});
		assert.equal(isBestFirst, true);
		assert.deepEqual(
			groups.map(({name}) => name),
			['float', 'half', 'double'],
		);
		assert.equal(groups[0]?.trials[0], ranking.best);
	});

	it('values of both signs have no share', () => {
		const state = foldPlotSweep({
			parameters: [{name: 'k', domain: {kind: 'choice', values: ['a', 'b']}}],
			metrics: [{name: 'gain'}],
			objectives: [],
			trials: [
				{params: {k: 'a'}, metrics: {gain: 3}},
				{params: {k: 'b'}, metrics: {gain: -3}},
			],
		});
		assert.ok(selectBars(state, rankTrials(state), {aggregate: 'sum'}).groups.every(({share}) => Number.isNaN(share)));
		const text = paintText(preparePlot('bars', state), {columns: 40});
		assert.match(text, / a +3 .*│█+/);
		assert.match(text, / b +-3 .*█+│/);
	});
});

describe('bars picture', () => {
	it('value, share and count stand before a bar of that length', () => {
		const text = paintText(preparePlot('bars', kernels(), {aggregate: 'sum'}), {columns: 60});
		assert.match(text, /sum of time \(ms\) {3}by kernel {3}3 bars, largest first/);
		assert.match(text, /conv {2}30 {2} 68 % {2}2 {2}█+/);
		assert.match(text, /pool {2} 2 {2}4\.5 % {2}1 {2}█/);
		const means = paintText(preparePlot('bars', kernels()), {columns: 60});
		assert.match(means, /conv {2}15 {2}2 {2}█+/);
		assert.doesNotMatch(means, /%|share/);
	});

	it('scrolls to the bar of the cursor', () => {
		const names = Array.from({length: 60}, (_, index) => `kernel${index}`);
		const state = foldPlotSweep({
			parameters: [{name: 'k', domain: {kind: 'choice', values: names}}],
			metrics: [{name: 'time'}],
			objectives: [],
			trials: names.map((k, index) => ({params: {k}, metrics: {time: 100 - index}})),
		});
		const plot = preparePlot('bars', state);
		assert.match(paintText(plot), /… 0 above, 41 below/);
		const text = paintText(plot, {}, 50);
		assert.match(text, /▌kernel49/);
		assert.doesNotMatch(text, /kernel3 /);
		const row = text.split('\n').findIndex(line => line.includes('▌kernel49'));
		assert.equal(plot.trialAt?.(ROOM, 4, row), 50);
		assert.equal(plot.walk?.(50, 'up'), 49);
		assert.equal(plot.walk?.(undefined, 'up'), 1);
	});

	it('page keys go from the bar of the cursor, whichever of its trials that is', () => {
		const {rows} = preparePlot('bars', kernels());
		assert.deepEqual(rows?.(1), {trials: [1, 2, 5], at: 0});
		assert.deepEqual(
			[3, 2, 4, 5].map(cursor => rows?.(cursor).at),
			[0, 1, 1, 2],
		);
		assert.equal(rows?.(6).at, -0.5, 'a failed trial is of no bar');
	});

	it('a click on a bar is its best trial', () => {
		const plot = preparePlot('bars', kernels());
		const row = paintText(plot)
			.split('\n')
			.findIndex(line => line.includes('gemm'));
		assert.equal(plot.trialAt?.(ROOM, 20, row), 2);
		assert.equal(plot.trialAt?.(ROOM, 20, 0), undefined);
	});
});
