import {type Axis, type PlotArea, axisPrefix, drawXAxis, drawYAxis, labelColumns, numericAxis} from './axes.ts';
import {type CellGrid, createCellGrid} from './cell-grid.ts';
import type {Glyphs, Line, Picture} from './cells.ts';
import {type Segment, packSegments} from './legend.ts';
import {drawMessage} from './message.ts';
import {prefixedUnit, quantityTitle} from './quantity.ts';
import type {Scale} from './scale.ts';
import {QUIET} from './style.ts';
import {cellText} from './width.ts';

/** The room of a chart. */
export type ChartSize = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

/** One side of a chart: its ticks, about as many as there is room for. */
export type ChartSide = (ticks: number, glyphs: Glyphs) => Axis;

/** A chart with its legend and axes drawn; what is inside is up to the plot. */
export type ChartFrame = {
	readonly grid: CellGrid;
	/** Without the axes. */
	readonly area: PlotArea;
};

/**
 * Draws legend and axes of a chart; undefined where it has no room. The legend has no line below 8 rows, one below 14,
 * two below 20, then three, and a blank line under it from 16 rows on.
 */
export function drawChartFrame(
	size: ChartSize,
	{x, y, legend}: {readonly x: ChartSide; readonly y: ChartSide; readonly legend: readonly Segment[]},
): ChartFrame | undefined {
	const lines = legendLines(legend, size);
	const place = chartArea(size, y, lines.length);
	if (place === undefined) return undefined;
	const {area, yAxis} = place;
	const grid = createCellGrid(size.columns, size.rows);
	drawSegmentLines(grid, lines);
	drawYAxis(grid, area, yAxis, size.glyphs);
	drawXAxis(grid, area, x(Math.max(2, Math.round(area.columns / 10)), size.glyphs), size.glyphs);
	return {grid, area};
}

/** Where {@link drawChartFrame} puts the inside of a chart, for a mouse; undefined where there is no room. */
export function chartAreaOf(size: ChartSize, y: ChartSide, legend: readonly Segment[]): PlotArea | undefined {
	return chartArea(size, y, legendLines(legend, size).length)?.area;
}

function chartArea(
	{columns, rows, glyphs}: ChartSize,
	y: ChartSide,
	legendRows: number,
): {readonly area: PlotArea; readonly yAxis: Axis} | undefined {
	const inside = rows - legendRows - 2;
	if (inside < 2 || columns < 12) return undefined;
	const yAxis = y(Math.max(2, Math.round(inside / 3)), glyphs);
	const left = labelColumns(yAxis, columns) + 2;
	return {area: {left, top: legendRows, columns: columns - left, rows: inside}, yAxis};
}

/** Lines of a legend at a size, as {@link drawChartFrame} sets them. */
export function legendLines(legend: readonly Segment[], {columns, rows, glyphs}: ChartSize): readonly Line[] {
	if (rows < 8) return [];
	const maxLines = rows < 14 ? 1 : rows < 20 ? 2 : 3;
	const lines = packSegments(legend, {columns, maxLines, glyphs});
	return rows >= 16 ? [...lines, []] : lines;
}

/** Draws lines of runs from the left edge, from a row down. */
export function drawSegmentLines(grid: CellGrid, lines: readonly Line[], top = 0): void {
	lines.forEach((line, row) => {
		let column = 0;
		for (const run of line) column = grid.put(column, top + row, run.text, run.style);
	});
}

/** A side of numbers. */
export function numericSide(scale: Scale, unit: string): ChartSide {
	return (ticks, glyphs) => numericAxis(scale, unit, ticks, glyphs);
}

/** `y loss (ms) log`: what an axis shows, with the prefix that its labels have. */
export function sideTitle(
	side: string,
	{name, unit, scale}: {readonly name: string; readonly unit: string; readonly scale: Scale},
	glyphs: Glyphs,
): Segment {
	const prefixed = prefixedUnit(axisPrefix(scale, unit), unit);
	const log = scale.kind === 'log' ? ' log' : '';
	return [{text: `${side} `, style: QUIET}, {text: `${cellText(quantityTitle(name, prefixed), glyphs)}${log}`}];
}

/** A picture that only says something: what the plot waits for, or why it has no room. */
export function messagePicture({columns, rows, glyphs}: ChartSize, text: string): Picture {
	return drawMessage(createCellGrid(columns, rows), text, glyphs);
}

/** Two pictures of equal height next to each other. */
export function beside(left: Picture, right: Picture): Picture {
	return left.map((line, row) => [...line, ...(right[row] ?? [])]);
}
