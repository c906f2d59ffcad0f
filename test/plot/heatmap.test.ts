import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {type Picture, textOf} from '../../source/plot/cells.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {selectHeatmap} from '../../source/plot/heatmap/heatmap-data.ts';
import {
	type HeatmapCell,
	type HeatmapInput,
	heatmapCellAt,
	heatmapCellOf,
} from '../../source/plot/heatmap/heatmap-layout.ts';
import {heatmapLayoutOf, renderHeatmap} from '../../source/plot/heatmap/heatmap.ts';
import {displayWidth, isPlainAscii} from '../../source/plot/width.ts';
import {assertFrame} from '../helpers/frames.ts';
import {gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

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
