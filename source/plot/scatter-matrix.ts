import {correlation} from '../domain/correlation.ts';
import type {PlotArea} from './axes.ts';
import {type CellGrid, createCellGrid} from './cell-grid.ts';
import type {Glyphs, Line, Picture, Style} from './cells.ts';
import type {ColorScale} from './color-scale.ts';
import {type Segment, packSegments} from './legend.ts';
import {drawMessage} from './message.ts';
import {drawHistogram} from './scatter-matrix-histogram.ts';
import {type MatrixInput, panelInput} from './scatter-matrix-data.ts';
import {type ScatterField, fieldOf, scatterPointAt, scatterSides} from './scatter-layout.ts';
import {colorSegments, markSegments} from './scatter-legend.ts';
import {drawCursor, drawMarks} from './scatter-marks.ts';
import {drawPoints} from './scatter-points.ts';
import {cellText, cutToWidth, displayWidth} from './width.ts';

/** The room of a scatter matrix and its colours. */
export type MatrixOptions = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	readonly scale: ColorScale | undefined;
};

/** Panels of a size, `count` of them in each direction, from `top` down. */
type MatrixLayout = {readonly count: number; readonly top: number; readonly columns: number; readonly rows: number};

/** Below this a panel shows nothing. */
const LEAST = {columns: 11, rows: 3} as const;
const MOST_SIDES = 8;

const QUIET: Style = {foreground: {kind: 'role', role: 'dim'}};
const BOLD: Style = {bold: true};

/** A scatter matrix whose points are drawn once a size: only the cursor is drawn anew. */
export type MatrixPainter = (options: MatrixOptions, cursor: number | undefined) => Picture;

/** A panel of points, for the cursor. */
type DrawnPanel = {readonly across: number; readonly up: number; readonly field: ScatterField};

type Base = {readonly options: MatrixOptions; readonly grid: CellGrid; readonly panels: readonly DrawnPanel[]};

/**
 * A painter of every quantity over every other one: points below the diagonal, histograms on it, correlations above
 * it. Always `rows` × `columns`; quantities without room are counted in the legend.
 */
export function createMatrixPainter(input: MatrixInput): MatrixPainter {
	let base: Base | undefined;
	return (options, cursor) => {
		if (base === undefined || !isSameRoom(base.options, options)) base = drawBase(input, options);
		const index = input.points.findIndex(({trial}) => trial === cursor);
		const point = input.points[index];
		if (point === undefined) return base.grid.picture();
		const grid = base.grid.copy();
		for (const {across, up, field} of base.panels) {
			const [x, y] = [across, up].map(side => input.sides[side]?.values[index] ?? Number.NaN);
			drawCursor(grid, {...point, x: x ?? Number.NaN, y: y ?? Number.NaN}, field, options.glyphs);
		}
		return grid.picture();
	};
}

function drawBase(input: MatrixInput, options: MatrixOptions): Base {
	const grid = createCellGrid(options.columns, options.rows);
	const isEmpty = input.points.length === 0 || input.sides.length === 0;
	const legend = isEmpty ? [] : legendLines(input, options);
	const layout = isEmpty ? undefined : layoutMatrix(input, options, legend.length);
	if (layout === undefined) {
		drawMessage(grid, isEmpty ? input.empty : 'no room', options.glyphs);
		return {options, grid, panels: []};
	}
	legend.forEach((line, row) => {
		let column = 0;
		for (const run of line) column = grid.put(column, row, run.text, run.style);
	});
	const panels: DrawnPanel[] = [];
	for (let up = 0; up < layout.count; up += 1) {
		for (let across = 0; across < layout.count; across += 1) {
			const area = areaOf(layout, across, up);
			if (across > up) drawCorrelation(grid, input, {across, up, area}, options.glyphs);
			else if (across === up) drawDiagonal(grid, input, {side: up, area}, options.glyphs);
			else {
				const field = drawPanel(grid, input, {across, up, area}, options);
				if (field !== undefined) panels.push({across, up, field});
			}
		}
	}
	return {options, grid, panels};
}

function isSameRoom(one: MatrixOptions, other: MatrixOptions): boolean {
	return (
		one.columns === other.columns && one.rows === other.rows && one.glyphs === other.glyphs && one.scale === other.scale
	);
}

/** The trial whose point is nearest to a cell of the picture; undefined where none is near. */
export function matrixTrialAt(
	input: MatrixInput,
	options: MatrixOptions,
	column: number,
	row: number,
): number | undefined {
	if (input.points.length === 0) return undefined;
	const layout = layoutMatrix(input, options, legendLines(input, options).length);
	if (layout === undefined) return undefined;
	const across = Math.floor(column / (layout.columns + 1));
	const up = Math.floor((row - layout.top) / layout.rows);
	if (up < 0 || up >= layout.count || across >= up) return undefined;
	const panel = panelInput(input, across, up);
	const sides = scatterSides(panel);
	return sides === undefined
		? undefined
		: scatterPointAt(panel, fieldOf(sides, areaOf(layout, across, up)), column, row, 1);
}

/** As many quantities as have room, each panel a blank apart from the next. */
function layoutMatrix(
	{sides}: MatrixInput,
	{columns, rows}: MatrixOptions,
	legendRows: number,
): MatrixLayout | undefined {
	const most = Math.min(sides.length, MOST_SIDES);
	for (let count = most; count >= 1; count -= 1) {
		const panel = {
			columns: Math.floor((columns - (count - 1)) / count),
			rows: Math.floor((rows - legendRows) / count),
		};
		if (panel.columns >= LEAST.columns && panel.rows >= LEAST.rows) return {count, top: legendRows, ...panel};
	}
	return undefined;
}

function areaOf({top, columns, rows}: MatrixLayout, across: number, up: number): PlotArea {
	// The last row of a panel is the gap to the next one, where that is not all of it.
	const gap = rows > LEAST.rows ? 1 : 0;
	return {left: across * (columns + 1), top: top + up * rows, columns, rows: rows - gap};
}

function legendLines(input: MatrixInput, options: MatrixOptions): readonly Line[] {
	if (options.rows < 10) return [];
	const shown = layoutMatrix(input, options, 2)?.count ?? 0;
	const whole = panelInput(input, 0, 0);
	const cut: readonly Segment[] =
		shown < input.sides.length
			? [
					[
						{
							text: `${shown} of ${input.sides.length} quantities have room`,
							style: {foreground: {kind: 'role', role: 'warning'}},
						},
					],
				]
			: [];
	const segments = [...cut, ...colorSegments(whole, options), ...markSegments(whole, options.glyphs)];
	const lines = packSegments(segments, {columns: options.columns, maxLines: 1, glyphs: options.glyphs});
	return lines.length === 0 ? [] : [...lines, []];
}

/** The points of a panel; undefined where none has a place. */
function drawPanel(
	grid: CellGrid,
	input: MatrixInput,
	{across, up, area}: {readonly across: number; readonly up: number; readonly area: PlotArea},
	options: MatrixOptions,
): ScatterField | undefined {
	const panel = panelInput(input, across, up);
	const sides = scatterSides(panel);
	if (sides === undefined) return undefined;
	const field = fieldOf(sides, area);
	drawPoints(grid, panel, field, {...options, sparseCells: 1});
	drawMarks(grid, panel, field, options.glyphs);
	return field;
}

/** Pearson's correlation of what is drawn on the other side of the diagonal: of logarithms where the axis is one. */
function drawCorrelation(
	grid: CellGrid,
	{sides}: MatrixInput,
	{across, up, area}: {readonly across: number; readonly up: number; readonly area: PlotArea},
	glyphs: Glyphs,
): void {
	const [one, other] = [sides[across], sides[up]].map(side =>
		side === undefined || side.axis.categories !== undefined
			? undefined
			: side.axis.scale === 'log'
				? side.values.map(Math.log)
				: side.values,
	);
	const value = one === undefined || other === undefined ? Number.NaN : correlation(one, other);
	const sign = value < 0 ? (glyphs === 'ascii' ? '-' : '−') : '';
	const text = Number.isNaN(value) ? (glyphs === 'ascii' ? '-' : '—') : `r ${sign}${Math.abs(value).toFixed(2)}`;
	const style: Style = Math.abs(value) >= 0.5 ? BOLD : QUIET;
	const left = area.left + Math.floor((area.columns - displayWidth(text)) / 2);
	grid.put(left, area.top + Math.floor(area.rows / 2), text, style);
}

function drawDiagonal(
	grid: CellGrid,
	{sides}: MatrixInput,
	{side, area}: {readonly side: number; readonly area: PlotArea},
	glyphs: Glyphs,
): void {
	const quantity = sides[side];
	if (quantity === undefined) return;
	const name = cutToWidth(cellText(quantity.axis.name, glyphs), area.columns, glyphs);
	drawHistogram(grid, quantity, {...area, top: area.top + 1, rows: area.rows - 1}, glyphs);
	grid.put(area.left, area.top, name, BOLD);
}
