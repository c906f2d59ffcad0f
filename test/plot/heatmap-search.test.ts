import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {heatmapPlot} from '../../source/plot/heatmap-plot.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {type HeatmapOptions, renderHeatmap} from '../../source/plot/heatmap/heatmap.ts';
import {selectHeatmap} from '../../source/plot/heatmap/heatmap-data.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {Domain} from '../../source/domain/space.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {createSweepFilter} from '../../source/store/filtered-sweep.ts';
import {createTableSelector} from '../../source/store/table.ts';
import {createUiState, UNCHOSEN} from '../../source/store/ui-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import {assertFrame} from '../helpers/frames.ts';
import {createRandom, foldPlotSweep, gemmSweep} from '../helpers/plot-sweep.ts';

const LR: Domain = {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'};
const MOMENTUM: Domain = {kind: 'real', min: 0, max: 0.99, scale: 'linear'};

/** A random search over two ranges. */
function search(count: number, momentum: Domain = MOMENTUM): SweepState {
	const random = createRandom(3);
	return foldPlotSweep({
		parameters: [
			{name: 'lr', domain: LR},
			{name: 'momentum', domain: momentum},
		],
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: Array.from({length: count}, () => {
			const [lr, at] = [10 ** (-5 + 4 * random()), 0.99 * random()];
			const value = momentum.kind === 'integer' ? Math.round(momentum.min + at * (momentum.max - momentum.min)) : at;
			return {params: {lr, momentum: value}, metrics: {loss: Math.abs(Math.log10(lr) + 3) + value}};
		}),
	});
}

describe('a heatmap of a search over ranges', () => {
	it('has bins for the values that each trial has alone, more of them for more trials', () => {
		let last = 0;
		for (const count of [8, 20, 60]) {
			const {x, y, cells} = selectHeatmap(search(count)).input;
			for (const {name, ticks} of [x, y]) {
				assert.ok(ticks.length >= 3 && ticks.length <= 14, `${ticks.length} steps of ${name} for ${count} trials`);
				for (const tick of ticks) assert.match(tick, /^≥/, name);
			}
			assert.ok(cells.length >= last, 'never fewer cells');
			last = cells.length;
			const placed = cells.reduce((sum, cell) => sum + (cell?.trials.length ?? 0), 0);
			assert.equal(placed, count, 'every trial has its cell');
		}
	});

	it('leaves a few values, and those that trials share, as they are', () => {
		assert.equal(selectHeatmap(search(4)).input.x.ticks.length, 4);
		const shared = foldPlotSweep({
			parameters: [
				{name: 'lr', domain: LR},
				{name: 'seed', domain: {kind: 'choice', values: [1, 2, 3]}},
			],
			metrics: [{name: 'loss'}],
			objectives: [{metric: 'loss', direction: 'minimize'}],
			trials: [1e-4, 2e-4, 3e-4, 4e-4, 5e-4, 6e-4].flatMap(lr =>
				[1, 2, 3].map(seed => ({params: {lr, seed}, metrics: {loss: lr * seed}})),
			),
		});
		assert.deepEqual(selectHeatmap(shared, {x: 'lr'}).input.x.ticks.length, 6);
	});

	it('puts a long range of whole numbers into bins where the budget cannot fill it', () => {
		const width: Domain = {kind: 'integer', min: 16, max: 144, step: 1, scale: 'linear'};
		const state = search(30, width);
		const sweep = state.sweep === undefined ? undefined : {...state.sweep, budget: {trials: 30}};
		assert.ok(selectHeatmap({...state, sweep}, {x: 'momentum'}).input.x.ticks.length <= 14);
		assert.equal(selectHeatmap(state, {x: 'momentum'}).input.x.ticks.length, 129, 'a grid without a budget is whole');
	});
});

describe('a heatmap of a sweep with a pruner', () => {
	const curve = (last: number) => [['loss', 1, 9] as const, ['loss', 2, last] as const];
	const at = (lr: number, layers: number) => ({lr, layers});
	const state = foldPlotSweep({
		parameters: [
			{name: 'lr', domain: {kind: 'choice', values: [1, 2, 3]}},
			{name: 'layers', domain: {kind: 'choice', values: [1, 2]}},
		],
		metrics: [{name: 'loss', goal: 'minimize', stream: true}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [
			{params: at(1, 1), metrics: {loss: 0.254}, curve: curve(0.254)},
			{params: at(2, 1), state: 'pruned', curve: curve(0.5)},
			{params: at(2, 1), state: 'pruned', curve: curve(0.75)},
			{params: at(3, 1), state: 'pruned', curve: curve(123_456_789.5)},
			{params: at(1, 2), metrics: {loss: 0.1}, flags: ['INFEASIBLE'], curve: curve(0.1)},
			{params: at(2, 2), state: 'failed'},
			{params: at(2, 2), state: 'pruned'},
			{params: at(3, 2), state: 'failed'},
		],
	});

	it('has a cell of its own for what was pruned, with what was last reported, on no scale', () => {
		const {cells} = selectHeatmap(state).input;
		assert.deepEqual(cells, [
			{kind: 'value', value: 0.254, trials: [1], mark: 'best'},
			{kind: 'pruned', value: 0.625, trials: [2, 3]},
			{kind: 'pruned', value: 123_456_789.5, trials: [4]},
			{kind: 'infeasible', value: 0.1, trials: [5]},
			{kind: 'pruned', trials: [6, 7]},
			{kind: 'failed', trials: [8]},
		]);
	});

	it('marks and counts pruned cells apart from failed ones', () => {
		const plot = heatmapPlot.prepare({
			state,
			ranking: rankTrials(state),
			choice: UNCHOSEN,
			samples: () => undefined,
			channels: [],
		});
		for (const glyphs of ['unicode', 'ascii'] as const) {
			const rows = plot.paint({columns: 80, rows: 16, glyphs, scale: undefined}, undefined).map(textOf);
			assertFrame(`plot/heatmap-pruned-80x16-${glyphs}`, rows.map(row => `|${row}|\n`).join(''));
		}
	});

	it('calls the ratio of what was pruned pruned', () => {
		const ratio = {parameter: 'lr', numerator: 2, denominator: 1} as const;
		assert.deepEqual(
			selectHeatmap(state, {ratio}).input.cells.map(cell => cell?.kind),
			['pruned', 'pruned'],
		);
	});
});

describe('a heatmap of a filtered sweep', () => {
	const state = gemmSweep();
	const ui = {...createUiState('heatmap'), filter: 'dtype:half'};
	const table = createTableSelector(() => 0)(state, ui);
	const filtered = createSweepFilter()({state, ranking: rankTrials(state)}, table);
	const input = {...filtered, choice: UNCHOSEN, samples: () => undefined, channels: []};
	const textWith = (unfiltered: SweepState | undefined): string =>
		heatmapPlot
			.prepare({...input, unfiltered})
			.paint({columns: 80, rows: 20, glyphs: 'unicode', scale: undefined}, undefined)
			.map(textOf)
			.join('\n');

	it('tells cells whose trials are hidden from those that were not run', () => {
		const text = textWith(state);
		assert.match(text, /· not run/);
		assert.match(text, /\/ filtered out/);
		assert.match(text.split('\n').find(line => line.includes('float')) ?? '', /(?: +\/){6}/);
	});

	it('says nothing of a filter where there is none', () => {
		assert.doesNotMatch(textWith(undefined), /filtered/);
	});
});

describe('the cursor of a heatmap', () => {
	const {input} = selectHeatmap(search(60));
	const rowsWith = (x: number | undefined, room: Partial<HeatmapOptions>): readonly string[] =>
		renderHeatmap(
			{...input, cursor: x === undefined ? undefined : {x, y: 0}},
			{columns: 80, rows: 20, glyphs: 'unicode', ...room},
		).map(textOf);

	it('hides nothing of a value and moves no label', () => {
		const scale = createColorScale();
		for (const room of [{}, {columns: 60}, {scale}, {scale, columns: 64}, {glyphs: 'ascii'}] as const) {
			const plain = rowsWith(undefined, room);
			for (let x = 0; x < input.x.ticks.length; x += 1) {
				const rows = rowsWith(x, room);
				const figures = rows.slice(2).map(row => row.replaceAll(/[[\]]/g, ' '));
				assert.deepEqual(figures.slice(1), plain.slice(3), `${x} ${JSON.stringify(room)}`);
				const labels = (row: string | undefined): readonly string[] => row?.match(/\S+/g) ?? [];
				const [before, now] = [labels(plain[2]), labels(rows[2])];
				assert.deepEqual(
					before.filter(label => !now.includes(label)),
					[],
					now.join(' '),
				);
			}
		}
	});

	it('stands in brackets where there is a gap, and is inverse where cells touch', () => {
		assert.match(rowsWith(6, {columns: 110}).join('\n'), /\[ *[\d.]+.? *\]/);
		const many = {...input, x: {...input.x, ticks: Array.from({length: 36}, (_, index) => `${index}`)}};
		const cells = Array.from({length: 36 * input.y.ticks.length}, (_, index) => input.cells[index % 12]);
		const picture = renderHeatmap(
			{...many, cells, cursor: {x: 1, y: 0}},
			{columns: 80, rows: 20, glyphs: 'unicode', scale: createColorScale()},
		);
		assert.doesNotMatch(picture.map(textOf).join('\n'), /\[/);
		const inverse = picture.flat().filter(run => run.style?.inverse === true);
		assert.equal(inverse.map(run => run.text).join('').length, 2, 'one cell');
	});

	it('leaves the labels of a window where they are while it moves', () => {
		const ticks = Array.from({length: 90}, (_, index) => String(index * 8));
		const long = {
			...input,
			x: {...input.x, ticks},
			cells: ticks.flatMap(() => input.cells.slice(0, input.y.ticks.length)),
		};
		const labels = (x: number): readonly string[] =>
			textOf(renderHeatmap({...long, cursor: {x, y: 0}}, {columns: 60, rows: 20, glyphs: 'unicode'})[2] ?? []).match(
				/\d+/g,
			) ?? [];
		const [at, next] = [labels(40), labels(41)];
		const shared = at.filter(label => next.includes(label));
		assert.ok(shared.length >= at.length - 3, `${at.join(' ')} | ${next.join(' ')}`);
	});
});
