import {createCorrelator} from '../../domain/statistics/correlation.ts';
import type {PlotArea} from '../axes.ts';
import {type CellGrid, createCellGrid} from '../cell-grid.ts';
import type {Glyphs, Line, Picture, Style} from '../cells.ts';
import type {ColorScale} from '../color-scale.ts';
import {type Segment, packSegments} from '../legend.ts';
import {drawMessage} from '../message.ts';
import {drawHistogram} from './scatter-matrix-histogram.ts';
import {type MatrixInput, pointsInput, rowFractions} from './scatter-matrix-data.ts';
import {type ScatterField, fieldOf, scatterPointAt} from '../scatter/scatter-layout.ts';
import {colorSegments, hiddenSegments, markSegments} from '../scatter/scatter-legend.ts';
import {drawCursor, drawMarks} from '../scatter/scatter-marks.ts';
import {drawDots, drawPoints, isSparse} from '../scatter/scatter-points.ts';
import {QUIET} from '../style.ts';
import {cellText, cutToWidth, displayWidth} from '../width.ts';

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

const BOLD: Style = {bold: true};

/** A scatter matrix whose points are drawn once a size: only the cursor is drawn anew. */
export type MatrixPainter = (options: MatrixOptions, cursor: number | undefined) => Picture;

type Base = {
	readonly options: MatrixOptions;
	readonly grid: CellGrid;
	/** The panels of points, for the cursor. */
	readonly panels: readonly ScatterField[];
};

/**
 * A painter of every quantity over every other one: points below the diagonal, histograms on it, correlations above
 * it. Always `rows` × `columns`; quantities without room are counted in the legend.
 */
export function createMatrixPainter(input: MatrixInput): MatrixPainter {
	let base: Base | undefined;
	let columns: MatrixColumns | undefined;
	return (options, cursor) => {
		columns ??= columnsOf(input);
		if (base === undefined || !isSameRoom(base.options, options)) base = drawBase(input, columns, options);
		const point = cursor === undefined ? undefined : input.points.find(({trial}) => trial === cursor);
		if (point === undefined) return base.grid.picture();
		const grid = base.grid.copy();
		for (const field of base.panels) drawCursor(grid, point, field, options.glyphs);
		return grid.picture();
	};
}

/** What all panels of a quantity have in common. */
type MatrixColumns = {
	/** Where each row stands on each side, as {@link rowFractions}. */
	readonly fractions: readonly (Float64Array | undefined)[];
	/** Pearson's correlation of two sides; NaN where one of them is of names. */
	readonly correlation: (one: number, other: number) => number;
};

function columnsOf({sides}: MatrixInput): MatrixColumns {
	const shown = sides.slice(0, MOST_SIDES);
	const correlation = createCorrelator(
		shown.map(({axis, values}) => ({
			name: axis.name,
			values: axis.categories !== undefined ? [] : axis.scale === 'log' ? values.map(Math.log) : values,
		})),
	);
	return {fractions: shown.map(rowFractions), correlation};
}

function drawBase(input: MatrixInput, columns: MatrixColumns, options: MatrixOptions): Base {
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
	const panels: ScatterField[] = [];
	const points = pointsInput(input);
	const marked = {...points, points: points.points.filter(({mark}) => mark !== undefined)};
	for (let up = 0; up < layout.count; up += 1) {
		for (let across = 0; across < layout.count; across += 1) {
			const area = areaOf(layout, across, up);
			if (across > up) drawCorrelation(grid, columns.correlation(across, up), area, options.glyphs);
			else if (across === up) drawDiagonal(grid, input, {side: up, area}, options.glyphs);
			else {
				const [x, y] = [columns.fractions[across], columns.fractions[up]];
				if (x === undefined || y === undefined) continue;
				const field = panelField(x, y, area);
				// A panel of 100,000 points without colours is dots, and those need no points.
				if (input.color === undefined && !isSparse(points, field, 1)) drawDots(grid, {x, y}, area, options.glyphs);
				else drawPoints(grid, points, field, {...options, sparseCells: 1});
				drawMarks(grid, marked, field, options.glyphs);
				panels.push(field);
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
	const [x, y] = [across, up].map(side => input.sides[side] && rowFractions(input.sides[side]));
	if (x === undefined || y === undefined) return undefined;
	return scatterPointAt(pointsInput(input), panelField(x, y, areaOf(layout, across, up)), column, row, 1);
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
	const whole = pointsInput(input);
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
	const segments = [
		...cut,
		...colorSegments(whole, options),
		...markSegments(whole, options.glyphs),
		...hiddenSegments(whole, options.glyphs),
	];
	const lines = packSegments(segments, {columns: options.columns, maxLines: 1, glyphs: options.glyphs});
	return lines.length === 0 ? [] : [...lines, []];
}

/** The field of a panel, whose points bring their rows as x and y. */
function panelField(x: Float64Array, y: Float64Array, area: PlotArea): ScatterField {
	return fieldOf({x: {fraction: row => x[row] ?? Number.NaN}, y: {fraction: row => y[row] ?? Number.NaN}}, area);
}

/** Pearson's correlation of what is drawn on the other side of the diagonal: of logarithms where the axis is one. */
function drawCorrelation(grid: CellGrid, value: number, area: PlotArea, glyphs: Glyphs): void {
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
