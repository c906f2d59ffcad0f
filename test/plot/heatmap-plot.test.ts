import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {mergeRuns} from '../../source/domain/sweep/merge-runs.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {computeRatios} from '../../source/domain/ratio/ratio.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createColorScale, createDivergingScale, relativeLuminance} from '../../source/plot/color-scale.ts';
import {selectHeatmap} from '../../source/plot/heatmap/heatmap-data.ts';
import {heatmapPlot} from '../../source/plot/heatmap-plot.ts';
import {heatmapValues} from '../../source/plot/heatmap/heatmap-layout.ts';
import {heatmapLayoutOf, renderHeatmap} from '../../source/plot/heatmap/heatmap.ts';
import {shortLabels} from '../../source/plot/parameter-ticks.ts';
import type {PreparedPlot} from '../../source/plot/plot-definition.ts';
import {assertFrame} from '../helpers/frames.ts';
import {foldPlotSweep, gemmDescription, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

const ROOM = {columns: 80, rows: 22, glyphs: 'unicode', scale: undefined} as const;
const HALF_BY_FLOAT = {parameter: 'dtype', numerator: 'half', denominator: 'float'} as const;

function prepare(state: SweepState, choice: Partial<PlotChoice> = {}): PreparedPlot {
	return heatmapPlot.prepare({
		state,
		ranking: rankTrials(state),
		choice: {fix: {}, aggregate: 'mean', log: new Set(), ...choice},
		samples: () => undefined,
		channels: [],
	});
}

function text(plot: PreparedPlot, room: Parameters<PreparedPlot['paint']>[0] = ROOM, cursor?: number): string {
	return plot
		.paint(room, cursor)
		.map(line => `|${textOf(line)}|\n`)
		.join('');
}

describe('heatmap of ratios', () => {
	const state = gemmSweep();

	it('divides as `sweeptop ratio` does, cell by cell', () => {
		const {input} = selectHeatmap(state, {ratio: HALF_BY_FLOAT});
		assert.deepEqual([input.x.name, input.y.name], ['size', 'block']);
		const trials = state.trials.filter(trial => trial !== undefined);
		const {space} = state.sweep ?? assert.fail('no sweep');
		const table = computeRatios(trials, space, 'flops_per_watt', HALF_BY_FLOAT);
		for (const row of table.rows) {
			const free = new Map(table.free.map((name, index) => [name, String(row.free[index])]));
			const [x, y] = [input.x.ticks.indexOf(free.get('size') ?? ''), input.y.ticks.indexOf(free.get('block') ?? '')];
			const cell = input.cells[y * input.x.ticks.length + x];
			assert.ok(cell?.kind === 'value', `${x}, ${y}`);
			assert.ok(Math.abs(cell.value - row.ratio) < 1e-12);
			assert.equal(cell.trials.length, 2);
		}
		assert.equal(input.cells.filter(cell => cell?.kind === 'value').length, table.rows.length);
		// Half was not run at the largest size.
		assert.equal(input.cells[input.x.ticks.indexOf('2048')], undefined);
	});

	it('is drawn with its parameter in the title and 1 in the middle of the colours', () => {
		const plot = prepare(state, {ratio: HALF_BY_FLOAT, isolines: true});
		assertFrame('plot/heatmap-ratio-80x22-unicode', text(plot));
		assertFrame('plot/heatmap-ratio-80x22-ascii', text(plot, {...ROOM, glyphs: 'ascii'}));
		const values = heatmapValues(selectHeatmap(state, {ratio: HALF_BY_FLOAT}).input);
		assert.ok(values !== undefined);
		assert.ok(Math.abs(values.fraction(1) - 0.5) < 1e-12);
		assert.ok(Math.abs(values.fraction(0.8) + values.fraction(1 / 0.8) - 1) < 1e-12, 'a gain is as far as a loss');
	});

	it('has colours of its own, light in the middle', () => {
		const picture = renderHeatmap(selectHeatmap(state, {ratio: HALF_BY_FLOAT}).input, {
			...ROOM,
			scale: createColorScale(),
		});
		const backgrounds = new Set(picture.flat().map(run => JSON.stringify(run.style?.background)));
		assert.ok(backgrounds.has(JSON.stringify(createDivergingScale().at(0))));
		const scale = createDivergingScale();
		const [low, middle, high] = [0, 0.5, 1].map(fraction => relativeLuminance(scale.at(fraction)));
		assert.ok((middle ?? 0) > (low ?? 0) + 0.5 && (middle ?? 0) > (high ?? 0) + 0.5);
	});

	it('offers the other parameters as axes, and refuses the divided one', () => {
		const plot = prepare(state, {ratio: HALF_BY_FLOAT});
		assert.deepEqual(plot.axes.x, ['size', 'block']);
		assert.throws(
			() => prepare(state, {ratio: HALF_BY_FLOAT, x: 'dtype'}),
			/"dtype" is divided by, and cannot be an axis/,
		);
		assert.deepEqual(
			plot.splits?.().map(({name}) => name),
			['dtype', 'size', 'block'],
		);
		assert.deepEqual(
			prepare(quantizationSweep())
				.splits?.()
				.map(({name}) => name),
			['bits'],
			'a range has no pairs',
		);
	});

	it('is pending while one side is to come, and failed where one gave nothing', () => {
		const description = gemmDescription();
		const changed = (of: 'queued' | 'failed'): SweepState =>
			foldPlotSweep({
				...description,
				ended: false,
				trials: description.trials.map(trial =>
					trial.params['dtype'] === 'half' && trial.params['size'] === 64 ? {params: trial.params, state: of} : trial,
				),
			});
		for (const [of, kind] of [
			['queued', 'pending'],
			['failed', 'failed'],
		] as const)
			assert.equal(selectHeatmap(changed(of), {ratio: HALF_BY_FLOAT}).input.cells[0]?.kind, kind);
	});
});

describe('isolines', () => {
	/** A bowl over a fine grid: lines of equal value are rings. */
	const bowl = foldPlotSweep({
		parameters: [
			{name: 'x', domain: {kind: 'integer', min: 0, max: 24, step: 1, scale: 'linear'}},
			{name: 'y', domain: {kind: 'integer', min: 0, max: 12, step: 1, scale: 'linear'}},
		],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: Array.from({length: 25 * 13}, (_, index) => {
			const [x, y] = [index % 25, Math.floor(index / 25)];
			return {params: {x, y}, metrics: {loss: (x - 12) ** 2 + (2 * (y - 6)) ** 2}};
		}),
	});

	it('are rings around the bottom of a bowl, over colours and over shades', () => {
		assertFrame('plot/heatmap-isolines-80x22-unicode', text(prepare(bowl, {isolines: true, x: 'x', y: 'y'})));
		const plain = text(prepare(bowl, {x: 'x', y: 'y'}));
		assert.doesNotMatch(plain, /[\u2801-\u28FF]/);
		const colored = prepare(bowl, {isolines: true, x: 'x', y: 'y'}).paint(
			{...ROOM, scale: createColorScale()},
			undefined,
		);
		const lines = colored.flat().filter(run => /[\u2801-\u28FF]/.test(run.text));
		assert.ok(lines.length > 20);
		const onCells = lines.filter(run => run.style?.background !== undefined);
		assert.ok(onCells.length > 10 && onCells.every(run => run.style?.foreground?.kind === 'rgb'));
	});

	it('name round levels inside of the range', () => {
		const {input} = selectHeatmap(bowl, {x: 'x', y: 'y', isolines: true});
		const values = heatmapValues(input);
		assert.deepEqual(values?.levels, [100, 200]);
		assert.match(text(prepare(bowl, {isolines: true, x: 'x', y: 'y'})), /lines at 100 {2}200/);
	});

	it('leave every figure and mark of a cell readable', () => {
		const {input} = selectHeatmap(gemmSweep(), {fix: {block: 64}});
		const figures = (
			hasIsolines: boolean,
			room: {readonly columns: number; readonly rows: number},
		): readonly string[] => {
			const shown = {...input, hasIsolines};
			const layout = heatmapLayoutOf(shown, {...ROOM, ...room});
			const cells = renderHeatmap(shown, {...ROOM, ...room}).slice(layout?.top, layout?.legendRow);
			return (
				cells
					.map(textOf)
					.join(' ')
					.match(/\d[\d.]*|[★×=·]/g) ?? []
			);
		};
		fc.assert(
			fc.property(fc.record({columns: fc.integer({min: 60, max: 140}), rows: fc.integer({min: 14, max: 40})}), room => {
				assert.ok(figures(true, room).length > 15);
				assert.deepEqual(figures(true, room), figures(false, room));
			}),
			{numRuns: 30},
		);
	});
});

describe('heatmap labels', () => {
	it('are short where numbers are long, and still tell all of them apart', () => {
		assert.deepEqual(shortLabels(['0.00001', '0.00021544346900318823', '0.1']), ['1e-5', '2.15e-4', '0.1']);
		assert.deepEqual(shortLabels(['64', '2048']), ['64', '2048']);
		assert.deepEqual(shortLabels(['1000001', '1000002']), ['1000001', '1000002']);
		assert.deepEqual(shortLabels(['float', 'bfloat16']), ['float', 'bfloat16']);
	});
});

describe('heatmap by pointer and arrows', () => {
	it('finds the best trial of the cell under the pointer', () => {
		const state = gemmSweep();
		const plot = prepare(state);
		const rows = plot.paint(ROOM, undefined).map(textOf);
		const row = rows.findIndex(line => /[\d.]+★/.test(line));
		const column = rows[row]?.indexOf('★') ?? -1;
		assert.equal(plot.trialAt?.(ROOM, column, row), rankTrials(state).best);
		assert.equal(plot.trialAt?.(ROOM, 0, 0), undefined);
	});

	it('walks from cell to cell and stops at the edge', () => {
		const state = gemmSweep();
		const plot = prepare(state);
		const {best} = rankTrials(state);
		const left = plot.walk?.(best, 'left');
		assert.ok(left !== undefined && left !== best);
		assert.equal(plot.walk?.(left, 'right'), best);
		let at = best;
		for (let count = 0; count < 10; count += 1) at = plot.walk?.(at, 'up') ?? at;
		assert.equal(plot.walk?.(at, 'up'), undefined);
	});
});

describe('infeasible values', () => {
	/** The lowest loss breaks a constraint; so does one of the two trials at x = 2. */
	const state = foldPlotSweep({
		parameters: [{name: 'x', domain: {kind: 'choice', values: [1, 2, 3]}}],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [
			{params: {x: 1}, metrics: {loss: 0.5}, flags: ['INFEASIBLE']},
			{params: {x: 2}, metrics: {loss: 4}},
			{params: {x: 2}, metrics: {loss: 0.25}, flags: ['INFEASIBLE']},
			{params: {x: 3}, metrics: {loss: 6}},
		],
	});

	it('are on no scale and in no aggregate, and the cell says why', () => {
		for (const aggregate of ['mean', 'min', 'best'] as const) {
			const {input} = selectHeatmap(state, {aggregate});
			assert.deepEqual(input.cells, [
				{kind: 'infeasible', value: 0.5, trials: [1]},
				{kind: 'value', value: 4, trials: [2, 3], hasInfeasible: true, mark: 'best'},
				{kind: 'value', value: 6, trials: [4]},
			]);
			const values = heatmapValues(input);
			assert.deepEqual([values?.low, values?.high], [4, 6]);
		}
		const colored = prepare(state).paint({...ROOM, scale: createColorScale()}, undefined);
		const mark = colored.flat().find(run => run.text.includes('0.50!'));
		assert.equal(mark?.style?.background, undefined);
		assert.match(text(prepare(state)), /4\.00 .* 6\.00 {2,}★ best {2,}! 1 infeasible/);
		assert.match(text(prepare(state), {...ROOM, glyphs: 'ascii'}), /0\.50!/);
	});

	it('are drawn without a scale where no trial is feasible', () => {
		const [first] = state.trials;
		const alone = prepare({...state, trials: first === undefined ? [] : [first]});
		assert.match(text(alone), /0\.5\d*!/);
		assert.doesNotMatch(text(alone), /[░▒▓█]/);
	});
});

describe('heatmap of runs with different parameters', () => {
	const merged = (): SweepState => {
		const run = (names: readonly string[], metric: string, count: number): SweepState =>
			foldPlotSweep({
				parameters: names.map(name => ({name, domain: {kind: 'choice', values: [1, 2, 3, 4].slice(0, count)}})),
				metrics: [{name: metric, goal: 'minimize'}],
				objectives: [{metric, direction: 'minimize'}],
				trials: Array.from({length: count}, (_, index) => ({
					params: Object.fromEntries(names.map(name => [name, index + 1])),
					metrics: {[metric]: index},
				})),
			});
		return mergeRuns([
			{name: 'one', state: run(['n', 'omega'], 'err', 3)},
			{name: 'two', state: run(['lr', 'wd'], 'value', 4)},
		]).state;
	};

	it('takes axes that trials with a value share, and else says what is missing', () => {
		const {input} = selectHeatmap(merged());
		assert.deepEqual([input.x.name, input.y.name, input.metric.name], ['n', 'omega', 'err']);
		assert.equal(input.cells.filter(cell => cell?.kind === 'value').length, 3);
		const apart = selectHeatmap(merged(), {x: 'n', y: 'wd'}).input;
		assert.equal(apart.empty, 'No trial with a finite err has n and wd.');
		assert.equal(selectHeatmap(merged(), {metric: 'value'}).input.x.name, 'lr');
	});
});
