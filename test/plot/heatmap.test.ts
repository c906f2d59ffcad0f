import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {type Picture, textOf} from '../../source/plot/cells.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {selectHeatmap} from '../../source/plot/heatmap-data.ts';
import {type HeatmapCell, type HeatmapInput, heatmapCellAt, heatmapCellOf} from '../../source/plot/heatmap-layout.ts';
import {heatmapLayoutOf, renderHeatmap} from '../../source/plot/heatmap.ts';
import {renderText} from '../../source/plot/render-text.ts';
import {displayWidth, isPlainAscii} from '../../source/plot/width.ts';
import {assertFrame} from '../helpers/frames.ts';
import {foldPlotSweep, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

const SIZES = [
	[60, 20],
	[80, 24],
	[120, 40],
] as const;

/** Each line in quotes, so that blanks at its end count. */
export function quoted(picture: Picture): string {
	return picture.map(line => `|${textOf(line)}|\n`).join('');
}

describe('heatmap frames', () => {
	for (const [columns, rows] of SIZES) {
		for (const glyphs of ['unicode', 'ascii'] as const) {
			it(`gemm at ${columns}×${rows} in ${glyphs}`, () => {
				const {input} = selectHeatmap(gemmSweep(), {fix: {block: 64}});
				const picture = renderHeatmap({...input, cursor: {x: 2, y: 1}}, {columns, rows, glyphs});
				assertFrame(`plot/heatmap-gemm-${columns}x${rows}-${glyphs}`, quoted(picture));
			});
		}
		it(`bins of a random search at ${columns}×${rows}`, () => {
			const {input} = selectHeatmap(quantizationSweep());
			assertFrame(
				`plot/heatmap-bins-${columns}x${rows}`,
				quoted(renderHeatmap(input, {columns, rows, glyphs: 'unicode'})),
			);
		});
	}

	it('a window where the axes are longer than the room', () => {
		const picture = renderHeatmap(
			{...wide(90, 30), cursor: {x: 60, y: 20}},
			{columns: 60, rows: 16, glyphs: 'unicode'},
		);
		assertFrame('plot/heatmap-window-60x16', quoted(picture));
	});

	it('colours are behind the same texts', () => {
		const {input} = selectHeatmap(gemmSweep(), {fix: {block: 64}});
		const scale = createColorScale();
		const picture = renderHeatmap(input, {columns: 80, rows: 14, glyphs: 'unicode', scale});
		assertFrame('plot/heatmap-color-80x14', quoted(picture));
		const best = picture.flat().find(run => run.text.includes('1.32★'));
		assert.deepEqual(best?.style?.background, scale.at(1));
	});
});

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

describe('heatmap places', () => {
	it('find the cell under a place and the cell of a trial', () => {
		const {input} = selectHeatmap(gemmSweep(), {fix: {block: 64}});
		const options = {columns: 80, rows: 24, glyphs: 'unicode'} as const;
		const layout = heatmapLayoutOf(input, options);
		assert.ok(layout !== undefined);
		const rows = renderHeatmap(input, options).map(textOf);
		const row = rows.findIndex(text => text.includes('1.32★'));
		const place = heatmapCellAt(layout, rows[row]?.indexOf('1.32★') ?? -1, row);
		assert.deepEqual(place, {x: 3, y: 1});
		const cell = input.cells[9];
		assert.deepEqual(heatmapCellOf(input, cell?.trials[0] ?? 0), {x: 3, y: 1});
		assert.equal(heatmapCellAt(layout, 0, row), undefined);
	});
});

describe('heatmap of anything', () => {
	const name = fc.oneof(
		fc.string({unit: 'binary'}),
		fc.constantFrom('漢字', 'مرحبا', 'e\u0301e\u0301', '👩‍👩‍👧', 'plain'),
	);
	const cell: fc.Arbitrary<HeatmapCell | undefined> = fc.oneof(
		fc.constant(undefined),
		fc.record({
			kind: fc.constant('value' as const),
			value: fc.double({noNaN: true, noDefaultInfinity: true}),
			trials: fc.constant([1]),
		}),
		fc.constant({kind: 'failed' as const, trials: [2]}),
		fc.constant({kind: 'pending' as const, trials: [3]}),
	);
	const arbitrary = fc
		.record({xs: fc.array(name, {minLength: 1, maxLength: 40}), ys: fc.array(name, {minLength: 1, maxLength: 12})})
		.chain(({xs, ys}) =>
			fc.record({
				cells: fc.array(cell, {minLength: xs.length * ys.length, maxLength: xs.length * ys.length}),
				name,
				xs: fc.constant(xs),
				ys: fc.constant(ys),
				columns: fc.nat(130),
				rows: fc.nat(45),
				glyphs: fc.constantFrom('ascii' as const, 'unicode' as const),
				colored: fc.boolean(),
				scale: fc.constantFrom('linear' as const, 'log' as const),
				cursor: fc.option(fc.record({x: fc.nat(40), y: fc.nat(12)}), {nil: undefined}),
			}),
		);

	it('fills exactly its rectangle, in ASCII where asked for', () => {
		const scale = createColorScale();
		fc.assert(
			fc.property(arbitrary, drawn => {
				const {columns, rows, glyphs} = drawn;
				const axis = (ticks: readonly string[]): HeatmapInput['x'] => ({name: drawn.name, unit: '', ticks});
				const input: HeatmapInput = {
					x: axis(drawn.xs),
					y: axis(drawn.ys),
					metric: {name: drawn.name, unit: drawn.name},
					aggregate: 'mean',
					scale: drawn.scale,
					fixed: [{name: drawn.name, label: drawn.name}],
					free: [drawn.name],
					cells: drawn.cells,
					cursor: drawn.cursor,
					empty: drawn.name,
				};
				const picture = renderHeatmap(input, {columns, rows, glyphs, ...(drawn.colored ? {scale} : {})});
				assert.equal(picture.length, rows);
				for (const line of picture) {
					assert.equal(displayWidth(textOf(line)), columns);
					if (glyphs === 'ascii') assert.ok(isPlainAscii(textOf(line)), textOf(line));
				}
			}),
			{numRuns: 150},
		);
	});
});

function trialsIn(input: HeatmapInput): number {
	return input.cells.reduce((sum, cell) => sum + (cell?.trials.length ?? 0), 0);
}

function wide(x: number, y: number): HeatmapInput {
	const ticks = (count: number): string[] => Array.from({length: count}, (_, index) => String(index * 8));
	return {
		x: {name: 'tile', unit: '', ticks: ticks(x)},
		y: {name: 'block', unit: '', ticks: ticks(y)},
		metric: {name: 'time', unit: 's'},
		aggregate: 'mean',
		scale: 'linear',
		fixed: [],
		free: [],
		cells: Array.from({length: x * y}, (_, index) => ({
			kind: 'value',
			value: Math.hypot((index % x) - 50, (index / x) * 2 - 30),
			trials: [index],
		})),
		empty: '',
	};
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
