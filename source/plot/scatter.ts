import {drawXAxis, drawYAxis} from './axes.ts';
import {createDotCanvas} from './braille-canvas.ts';
import {type CellGrid, createCellGrid} from './cell-grid.ts';
import type {Line, Picture, Style} from './cells.ts';
import type {ColorScale} from './color-scale.ts';
import {packSegments} from './legend.ts';
import {drawMessage} from './message.ts';
import {
	type ScatterInput,
	type ScatterLayout,
	type ScatterSides,
	type ScatterSize,
	colorFractions,
	dotOf,
	layoutScatter,
	scatterSides,
} from './scatter-layout.ts';
import {type ScatterGlyphs, digitOf, scatterGlyphs, scatterLegend} from './scatter-legend.ts';

/** The room of a scatter and its colours. */
export type ScatterOptions = ScatterSize & {
	/** Colours for a numeric colour axis; absent on a terminal without colours: then a digit a cell says it. */
	readonly scale?: ColorScale | undefined;
};

/** Cells a point, from which on points are drawn as `•` in place of braille dots. */
const SPARSE_CELLS = 20;

const POINT: Style = {foreground: {kind: 'role', role: 'series', index: 0}};
const PARETO: Style = {foreground: {kind: 'role', role: 'accent'}};
const BEST: Style = {foreground: {kind: 'role', role: 'best'}, bold: true};
const CURSOR: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true, inverse: true};

/**
 * A scatter of trials: dots in braille (or a glyph a category, or a digit a decile), the Pareto front `●`, the best
 * `★`, the cursor, axes and a legend. Points without a place are counted in the legend. Always `rows` × `columns`.
 */
export function renderScatter(input: ScatterInput, options: ScatterOptions): Picture {
	const grid = createCellGrid(options.columns, options.rows);
	if (input.points.length === 0) return drawMessage(grid, input.empty, options.glyphs);
	const sides = scatterSides(input);
	if (sides === undefined) return drawMessage(grid, noPlotReason(input), options.glyphs);
	const legend = legendLines(input, sides, options);
	const layout = layoutScatter(sides, options, legend.length);
	if (layout === undefined) return drawMessage(grid, 'no room', options.glyphs);
	legend.forEach((line, row) => {
		let column = 0;
		for (const run of line) column = grid.put(column, row, run.text, run.style);
	});
	drawYAxis(grid, layout.area, layout.yAxis, options.glyphs);
	drawXAxis(grid, layout.area, layout.xAxis, options.glyphs);
	drawPoints(grid, input, layout, options);
	drawMarks(grid, input, layout, scatterGlyphs(options.glyphs));
	return grid.picture();
}

/** Where the parts of {@link renderScatter} stand, for a mouse; undefined where it draws no plot. */
export function scatterLayoutOf(input: ScatterInput, options: ScatterOptions): ScatterLayout | undefined {
	const sides = scatterSides(input);
	return sides === undefined ? undefined : layoutScatter(sides, options, legendLines(input, sides, options).length);
}

/** The legend at a size, with the blank line under it: none below 8 rows, one line below 14, then up to 3. */
function legendLines(input: ScatterInput, sides: ScatterSides, options: ScatterOptions): readonly Line[] {
	if (options.rows < 8) return [];
	const maxLines = options.rows < 14 ? 1 : options.rows < 20 ? 2 : 3;
	const segments = scatterLegend(input, sides, {glyphs: options.glyphs, scale: options.scale});
	const lines = packSegments(segments, {columns: options.columns, maxLines, glyphs: options.glyphs});
	return options.rows >= 16 ? [...lines, []] : lines;
}

function noPlotReason(input: ScatterInput): string {
	return `No complete trial has a place on both axes: ${input.y.name} over ${input.x.name}.`;
}

function drawPoints(grid: CellGrid, input: ScatterInput, layout: ScatterLayout, options: ScatterOptions): void {
	const isRamp = input.color?.isOrdered === true && options.scale !== undefined;
	if (input.color?.categories !== undefined && !isRamp) return drawCategories(grid, input, layout, options);
	const {area} = layout;
	const fractions = colorFractions(input);
	const canvas = createDotCanvas(area.columns, area.rows, options.glyphs);
	const sums = new Float64Array(area.columns * area.rows);
	const counts = new Uint32Array(area.columns * area.rows);
	const hollow = new Uint8Array(area.columns * area.rows);
	for (const point of input.points) {
		const at = layout.place(point);
		if (Number.isNaN(at.x) || Number.isNaN(at.y)) continue;
		const dot = dotOf(at, canvas);
		canvas.dot(dot.x, dot.y, POINT);
		if (input.color === undefined) continue;
		const cell = cellIndex(layout, point);
		const fraction = point.color === undefined ? Number.NaN : (fractions?.of(point.color) ?? Number.NaN);
		if (Number.isNaN(fraction)) hollow[cell] = 1;
		else {
			sums[cell] = (sums[cell] ?? 0) + fraction;
			counts[cell] = (counts[cell] ?? 0) + 1;
		}
	}
	canvas.drawOn(grid, area.left, area.top);
	if (options.glyphs === 'unicode' && input.points.length * SPARSE_CELLS <= area.columns * area.rows) {
		drawSparsePoints(grid, input, layout);
	}
	if (input.color === undefined) return undefined;
	const marks = scatterGlyphs(options.glyphs);
	counts.forEach((count, cell) => {
		const [column, row] = [area.left + (cell % area.columns), area.top + Math.floor(cell / area.columns)];
		if (count > 0) {
			const mean = (sums[cell] ?? 0) / count;
			const glyph = options.scale === undefined ? digitOf(mean) : grid.glyphAt(column, row);
			grid.set(column, row, glyph, options.scale === undefined ? POINT : {foreground: options.scale.markAt(mean)});
		} else if (hollow[cell] === 1) grid.set(column, row, marks.hollow, POINT);
	});
	return undefined;
}

/** Where points are few, one dot of a braille cell would be lost on the eye: each gets a glyph of its own. */
function drawSparsePoints(grid: CellGrid, input: ScatterInput, {area, cellOf}: ScatterLayout): void {
	for (const point of input.points) {
		const cell = cellOf(point);
		if (cell !== undefined) grid.set(area.left + cell.column, area.top + cell.row, '•', POINT);
	}
}

/** The most frequent category of each cell, as its glyph in its colour. */
function drawCategories(grid: CellGrid, input: ScatterInput, layout: ScatterLayout, options: ScatterOptions): void {
	const marks = scatterGlyphs(options.glyphs);
	const kinds = marks.categories.length + 2;
	const {area} = layout;
	const counts = new Uint32Array(area.columns * area.rows * kinds);
	for (const point of input.points) {
		const cell = cellIndex(layout, point);
		if (cell < 0) continue;
		const kind = kindOf(point.color, marks);
		counts[cell * kinds + kind] = (counts[cell * kinds + kind] ?? 0) + 1;
	}
	for (let cell = 0; cell < area.columns * area.rows; cell += 1) {
		const inCell = counts.subarray(cell * kinds, (cell + 1) * kinds);
		const most = Math.max(...inCell);
		if (most === 0) continue;
		const kind = inCell.indexOf(most);
		const [column, row] = [area.left + (cell % area.columns), area.top + Math.floor(cell / area.columns)];
		const glyph = marks.categories[kind] ?? (kind === kinds - 1 ? marks.hollow : marks.other);
		grid.set(column, row, glyph, {foreground: {kind: 'role', role: 'series', index: kind}});
	}
}

function kindOf(color: number | undefined, marks: ScatterGlyphs): number {
	if (color === undefined || Number.isNaN(color)) return marks.categories.length + 1;
	return Math.min(color, marks.categories.length);
}

function cellIndex(layout: ScatterLayout, point: ScatterInput['points'][number]): number {
	const cell = layout.cellOf(point);
	return cell === undefined ? -1 : cell.row * layout.area.columns + cell.column;
}

/** Front, best and cursor over the points, in this order, so that the rarer is on top. */
function drawMarks(grid: CellGrid, input: ScatterInput, layout: ScatterLayout, marks: ScatterGlyphs): void {
	const draw = (chosen: (point: ScatterInput['points'][number]) => boolean, glyph: string, style: Style): void => {
		for (const point of input.points) {
			if (!chosen(point)) continue;
			const cell = layout.cellOf(point);
			if (cell !== undefined) grid.set(layout.area.left + cell.column, layout.area.top + cell.row, glyph, style);
		}
	};
	draw(point => point.mark === 'pareto', marks.pareto, PARETO);
	draw(point => point.mark === 'best', marks.best, BEST);
	if (input.cursor !== undefined) draw(point => point.trial === input.cursor, marks.cursor, CURSOR);
}
