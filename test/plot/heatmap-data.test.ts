import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {type HeatmapChoice, selectHeatmap} from '../../source/plot/heatmap/heatmap-data.ts';
import type {HeatmapInput} from '../../source/plot/heatmap/heatmap-layout.ts';
import {renderHeatmap} from '../../source/plot/heatmap/heatmap.ts';
import {renderText} from '../../source/plot/render-text.ts';
import {conditionalSweep, foldPlotSweep, gemmSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

describe('heatmap data', () => {
	it('has numbers ascending, names in file order, and every trial in a cell', () => {
		const {input, slices} = selectHeatmap(gemmSweep());
		assert.deepEqual(input.x.ticks, ['64', '128', '256', '512', '1024', '2048']);
		assert.deepEqual(input.y.ticks, ['half', 'float', 'double']);
		const [slice, ...others] = slices;
		assert.deepEqual([slice?.name, slice?.ticks, others], ['block', ['32', '64'], []]);
		assert.equal(trialsIn(input), 34);
		assert.equal(input.cells[5], undefined, 'half 2048 was not run');
	});

	it('holds one value of a parameter, and aggregates over the free ones', () => {
		const fixed = selectHeatmap(gemmSweep(), {fix: {block: 64}}).input;
		assert.equal(trialsIn(fixed), 17);
		const cell = (aggregate: 'mean' | 'min' | 'max' | 'median' | 'best' | 'count'): number => {
			const found = selectHeatmap(gemmSweep(), {aggregate}).input.cells[9];
			return found?.kind === 'value' ? found.value : Number.NaN;
		};
		const peak = 1.32e9;
		assert.equal(cell('max'), peak);
		assert.equal(cell('best'), peak);
		assert.equal(cell('min'), peak * 0.93);
		assert.ok(Math.abs(cell('mean') - peak * 0.965) < 1);
		assert.ok(Math.abs(cell('median') - peak * 0.965) < 1);
		assert.equal(cell('count'), 2);
	});

	it('marks the best and what cannot be told from it', () => {
		const {input} = selectHeatmap(gemmSweep(), {fix: {block: 64}});
		const marks = input.cells.map(cell => (cell?.kind === 'value' ? cell.mark : undefined));
		assert.equal(marks.indexOf('best'), 9);
		assert.deepEqual(
			marks.flatMap((mark, index) => (mark === 'tied' ? [index] : [])),
			[10, 11],
		);
	});

	it('shows failed, pending and infeasible for what they are', () => {
		const params = (n: number): {readonly n: number; readonly k: string} => ({n, k: 'a'});
		const state = foldPlotSweep({
			parameters: [
				{name: 'n', domain: {kind: 'choice', values: [1, 2, 3, 4]}},
				{name: 'k', domain: {kind: 'choice', values: ['a', 'b']}},
			],
			metrics: [{name: 'loss', goal: 'minimize'}],
			objectives: [{metric: 'loss', direction: 'minimize'}],
			trials: [
				{params: params(1), metrics: {loss: 'NaN'}},
				{params: params(2), metrics: {loss: 0.1}, flags: ['INFEASIBLE']},
				{params: params(3), metrics: {loss: 0.2}},
				{params: params(4), state: 'running'},
			],
			ended: false,
		});
		const {cells} = selectHeatmap(state).input;
		assert.deepEqual(
			cells.slice(0, 4).map(cell => cell?.kind),
			['failed', 'infeasible', 'value', 'pending'],
		);
		assert.deepEqual(
			cells.slice(1, 3).map(cell => (cell?.kind === 'value' ? cell.mark : 'none')),
			['none', 'best'],
		);
	});

	it('says which values are without trials that break a constraint', () => {
		const trial = (n: number, k: string, loss: number, isInfeasible = false): PlotTrial => ({
			params: {n, k},
			metrics: {loss},
			...(isInfeasible ? {flags: ['INFEASIBLE']} : {}),
		});
		const legendOf = (trials: readonly PlotTrial[], choice: HeatmapChoice = {}): string => {
			const state = foldPlotSweep({
				parameters: [
					{name: 'n', domain: {kind: 'choice', values: [1, 2]}},
					{name: 'k', domain: {kind: 'choice', values: ['a', 'b']}},
				],
				metrics: [{name: 'loss', goal: 'minimize'}],
				objectives: [{metric: 'loss', direction: 'minimize'}],
				trials,
			});
			const {input} = selectHeatmap(state, {x: 'n', ...choice});
			return renderText(renderHeatmap(input, {columns: 100, rows: 12, glyphs: 'unicode'}));
		};
		const [part, feasible] = [[trial(1, 'a', 0.1, true), trial(1, 'a', 0.3)], trial(2, 'a', 0.4)];
		assert.match(legendOf([...part, feasible]), /0\.300★[^]*! 1 infeasible in part/);
		assert.match(legendOf([...part, feasible, trial(2, 'b', 0.2, true)]), /! 1 infeasible, 1 in part/);
		assert.doesNotMatch(legendOf([feasible]), /infeasible/);
		const ratio = {parameter: 'k', numerator: 'a', denominator: 'b'};
		assert.match(legendOf([...part, trial(1, 'b', 0.1)], {ratio}), /! 1 infeasible in part/);
	});

	it('counts trials in which an axis is inactive', () => {
		const state = foldPlotSweep({
			parameters: [
				{name: 'optimizer', domain: {kind: 'choice', values: ['sgd', 'adam']}},
				{name: 'momentum', domain: {kind: 'choice', values: [0, 0.9]}, when: "optimizer == 'sgd'"},
			],
			metrics: [{name: 'loss', goal: 'minimize'}],
			objectives: [{metric: 'loss', direction: 'minimize'}],
			trials: [
				{params: {optimizer: 'sgd', momentum: 0.9}, metrics: {loss: 1}},
				{params: {optimizer: 'adam'}, metrics: {loss: 2}},
			],
		});
		const {input} = selectHeatmap(state);
		assert.deepEqual([trialsIn(input), input.outside], [1, 1]);
		assert.match(
			renderText(renderHeatmap(input, {columns: 100, rows: 12, glyphs: 'unicode'})),
			/1 without optimizer or momentum/,
		);
	});

	it('has a trial that a fixed parameter has no part in wherever that is fixed', () => {
		const state = foldPlotSweep(conditionalSweep());
		for (const [threads, xz] of [
			[1, [0.4, 0.5]],
			[2, [0.2, 0.6]],
		] as const) {
			const {cells} = selectHeatmap(state, {x: 'level', y: 'tool', fix: {threads}}).input;
			const values = cells.map(cell => (cell?.kind === 'value' ? cell.value : cell?.kind));
			assert.deepEqual(values, [0.3, 0.1, ...xz]);
			assert.equal(
				cells.findIndex(cell => cell?.kind === 'value' && cell.mark === 'best'),
				1,
			);
		}
	});

	it('leaves out a trial that lacks a value though the parameter has a part in it', () => {
		const {trials} = conditionalSweep();
		const lacking = {params: {tool: 'xz', level: 1}, metrics: {s: 0.05}};
		const state = foldPlotSweep(conditionalSweep({trials: [...trials, lacking]}));
		const {input} = selectHeatmap(state, {x: 'level', y: 'tool', fix: {threads: 1}});
		assert.deepEqual(input.cells[2]?.trials, [3]);
	});

	it('shows what is to come of trials that a fixed parameter has no part in', () => {
		const [first, ...others] = conditionalSweep().trials;
		const trials = [{params: first?.params ?? {}, state: 'queued' as const}, ...others];
		const state = foldPlotSweep(conditionalSweep({trials, ended: false}));
		const {input} = selectHeatmap(state, {x: 'level', y: 'tool', fix: {threads: 2}});
		assert.equal(input.cells[0]?.kind, 'pending');
	});

	it('takes tuples whole and by field', () => {
		const state = tupleSweep();
		assert.deepEqual(selectHeatmap(state, {x: 'width', y: 'n'}).input.x.ticks, ['(16,8)', '(8,6)', '(8,4)']);
		assert.deepEqual(selectHeatmap(state, {x: 'width.bits', y: 'n'}).input.x.ticks, ['8', '16']);
	});

	it('says what is wrong with a choice', () => {
		const state = gemmSweep();
		const hint = (choice: Parameters<typeof selectHeatmap>[1]): string => {
			try {
				selectHeatmap(state, choice);
			} catch (error) {
				return String(error);
			}
			return 'nothing';
		};
		assert.match(hint({x: 'sise'}), /no parameter, metric or column "sise"\nDid you mean "size"/);
		assert.match(hint({x: 'flops_per_watt'}), /is no parameter/);
		assert.match(hint({x: 'size', y: 'size'}), /both axes/);
		assert.match(hint({fix: {block: 65}}), /has no value "65"\nIts values are: 32, 64/);
		assert.match(hint({x: 'size', y: 'dtype', fix: {size: 64}}), /cannot be fixed/);
	});

	it('waits for what is to come', () => {
		const state = foldPlotSweep({
			parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2]}}],
			metrics: [{name: 'loss'}],
			objectives: [{metric: 'loss', direction: 'minimize'}],
			trials: [],
			ended: false,
		});
		const text = renderText(renderHeatmap(selectHeatmap(state).input, {columns: 60, rows: 9, glyphs: 'unicode'}));
		assert.match(text, /Waiting for the first trial to complete/);
	});
});

function trialsIn(input: HeatmapInput): number {
	return input.cells.reduce((sum, cell) => sum + (cell?.trials.length ?? 0), 0);
}

function tupleSweep(): ReturnType<typeof foldPlotSweep> {
	const widths = [
		[16, 8],
		[8, 6],
		[8, 4],
	];
	return foldPlotSweep({
		parameters: [
			{name: 'width', domain: {kind: 'tuple', fields: ['bits', 'frac'], values: widths}},
			{name: 'n', domain: {kind: 'choice', values: [1, 2]}},
		],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: widths.flatMap((width, index) => [1, 2].map(n => ({params: {width, n}, metrics: {loss: index + n}}))),
	});
}
