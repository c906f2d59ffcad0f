import {drawXAxis, drawYAxis} from '../axes.ts';
import {type CellGrid, createCellGrid} from '../cell-grid.ts';
import type {Line, Picture} from '../cells.ts';
import type {ColorScale} from '../color-scale.ts';
import {packSegments} from '../legend.ts';
import {drawMessage} from '../message.ts';
import {
	type ScatterInput,
	type ScatterLayout,
	type ScatterSides,
	type ScatterSize,
	layoutScatter,
	scatterSides,
} from './scatter-layout.ts';
import {scatterLegend} from './scatter-legend.ts';
import {drawBars, drawCursor, drawLines, drawMarks} from './scatter-marks.ts';
import {drawPoints} from './scatter-points.ts';

/** The room of a scatter and its colours. */
export type ScatterOptions = ScatterSize & {
	/** Colours for a numeric colour axis; absent on a terminal without colours: then a digit a cell says it. */
	readonly scale?: ColorScale | undefined;
};

/** A scatter whose points are drawn once a size: only the cursor is drawn anew. */
export type ScatterPainter = {
	readonly paint: (options: ScatterOptions, cursor: number | undefined) => Picture;
	/** Where its parts stand, for a mouse; undefined where it draws no plot. */
	readonly layoutOf: (options: ScatterOptions) => ScatterLayout | undefined;
};

/** All but the cursor, at a size. */
type Base = {readonly options: ScatterOptions; readonly grid: CellGrid; readonly layout: ScatterLayout | undefined};

/**
 * A painter of a scatter of trials: dots in braille (or a glyph a category, or a digit a decile), the Pareto front `●`
 * joined, its knee, the best `★`, circles by size, bars where repeats scatter, the cursor, axes and a legend. Points
 * without a place are counted in the legend. Always `rows` × `columns`.
 */
export function createScatterPainter(input: ScatterInput): ScatterPainter {
	let base: Base | undefined;
	const baseOf = (options: ScatterOptions): Base => {
		if (base === undefined || !isSameRoom(base.options, options)) base = drawBase(input, options);
		return base;
	};
	return {
		layoutOf: options => baseOf(options).layout,
		paint: (options, cursor) => {
			const {grid, layout} = baseOf(options);
			const point = cursor === undefined ? undefined : input.points.find(({trial}) => trial === cursor);
			if (layout === undefined || point === undefined) return grid.picture();
			const copy = grid.copy();
			drawCursor(copy, point, layout, options.glyphs);
			return copy.picture();
		},
	};
}

/** A scatter painted once, with the cursor of its input. */
export function renderScatter(input: ScatterInput, options: ScatterOptions): Picture {
	return createScatterPainter(input).paint(options, input.cursor);
}

/** Where the parts of {@link renderScatter} stand; undefined where it draws no plot. */
export function scatterLayoutOf(input: ScatterInput, options: ScatterOptions): ScatterLayout | undefined {
	const sides = scatterSides(input);
	return sides === undefined ? undefined : layoutScatter(sides, options, legendLines(input, sides, options).length);
}

function isSameRoom(one: ScatterOptions, other: ScatterOptions): boolean {
	return (
		one.columns === other.columns && one.rows === other.rows && one.glyphs === other.glyphs && one.scale === other.scale
	);
}

function drawBase(input: ScatterInput, options: ScatterOptions): Base {
	const grid = createCellGrid(options.columns, options.rows);
	const sides = scatterSides(input);
	const legend = sides === undefined ? [] : legendLines(input, sides, options);
	const layout = sides === undefined ? undefined : layoutScatter(sides, options, legend.length);
	if (layout === undefined) {
		const reason = sides === undefined ? noPlotReason(input) : 'no room';
		drawMessage(grid, input.points.length === 0 ? input.empty : reason, options.glyphs);
		return {options, grid, layout: undefined};
	}
	legend.forEach((line, row) => {
		let column = 0;
		for (const run of line) column = grid.put(column, row, run.text, run.style);
	});
	drawYAxis(grid, layout.area, layout.yAxis, options.glyphs);
	drawXAxis(grid, layout.area, layout.xAxis, options.glyphs);
	drawLines(grid, input, layout, options.glyphs);
	drawBars(grid, input, layout, options.glyphs);
	drawPoints(grid, input, layout, options);
	drawMarks(grid, input, layout, options.glyphs);
	return {options, grid, layout};
}

/** The legend at a size, with the blank line under it: none below 8 rows, one line below 14, then up to 3. */
function legendLines(input: ScatterInput, sides: ScatterSides, options: ScatterOptions): readonly Line[] {
	if (options.rows < 8) return [];
	const maxLines = options.rows < 14 ? 1 : options.rows < 20 ? 2 : 3;
	const segments = scatterLegend(input, sides, {glyphs: options.glyphs, scale: options.scale});
	const lines = packSegments(segments, {columns: options.columns, maxLines, glyphs: options.glyphs, fillsGaps: true});
	return options.rows >= 16 ? [...lines, []] : lines;
}

function noPlotReason(input: ScatterInput): string {
	return `No complete trial has a place on both axes: ${input.y.name} over ${input.x.name}.`;
}
