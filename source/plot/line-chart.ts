import {
	type Axis,
	type PlotArea,
	axisPrefix,
	drawXAxis,
	drawYAxis,
	labelColumns,
	numericAxis,
	rowOfFraction,
} from './axes.ts';
import {type DotCanvas, createDotCanvas} from './braille-canvas.ts';
import {type CellGrid, createCellGrid} from './cell-grid.ts';
import type {Glyphs, Picture, Style} from './cells.ts';
import {type Segment, packSegments} from './legend.ts';
import {drawMessage} from './message.ts';
import {prefixedUnit, quantityTitle} from './quantity.ts';
import {type Scale, type ScaleKind, createPaddedScale, createScale, extentOf} from './scale.ts';
import {QUIET} from './style.ts';
import {durationAxis} from './time-axis.ts';
import {cellText, cutToWidth, displayWidth} from './width.ts';

/** A point of a line; a y of NaN is a gap. */
export type LinePoint = {readonly x: number; readonly y: number};

/** One line. Points in ascending order of x. */
export type LineSeries = {
	readonly name: string;
	readonly points: readonly LinePoint[];
	/** Drawn last and named at its end; the others are quiet then. */
	readonly isEmphasized?: boolean;
	/** In place of the style of its place among the lines. */
	readonly style?: Style;
};

/** A range behind the lines; points in ascending order of x. */
export type LineBand = readonly {readonly x: number; readonly low: number; readonly high: number}[];

/** All that a line chart shows, without a size. */
export type LineChartInput = {
	readonly x: {readonly name: string; readonly unit: string; readonly kind: 'number' | 'log' | 'duration'};
	readonly y: {
		readonly name: string;
		readonly unit: string;
		readonly scale: ScaleKind;
		readonly low?: number;
		readonly high?: number;
	};
	readonly series: readonly LineSeries[];
	/** What the axes reach over; the lines and the band where absent. */
	readonly limits?: {readonly series: readonly LineSeries[]; readonly band?: LineBand} | undefined;
	/** A value that the lines are to reach, drawn as a dashed line. */
	readonly level?: number | undefined;
	/** Dotted behind the lines. */
	readonly band?: LineBand;
	/** Stand in the header behind the names of the axes. */
	readonly notes?: readonly Segment[];
	/** Columns for names at the ends of lines, at most; 13 where absent. */
	readonly nameColumns?: number;
	/** Points further apart than this are not joined. */
	readonly maxStep?: number;
	readonly empty: string;
};

/** The room of a line chart, in cells. */
export type LineChartOptions = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

/** More lines than this are not named at their ends. */
const MAX_NAMED = 8;
const NAME_COLUMNS = 14;

/**
 * Lines in braille with axes. Where several points fall into a column of dots all of their range is drawn, so that no
 * peak is lost. Up to eight lines are named at their ends, so that colour is not needed. Always `rows` × `columns`.
 */
export function renderLineChart(input: LineChartInput, options: LineChartOptions): Picture {
	const {columns, rows, glyphs} = options;
	const grid = createCellGrid(columns, rows);
	const scales = scalesOf(input);
	if (scales === undefined) return drawMessage(grid, input.empty, glyphs);
	const headerRows = rows < 6 ? 0 : 1;
	const plotRows = rows - headerRows - 2;
	if (plotRows < 2 || columns < 12) return drawMessage(grid, 'no room', glyphs);
	const yAxis = numericAxis(scales.y, input.y.unit, Math.max(2, Math.round(plotRows / 3)), glyphs);
	const left = labelColumns(yAxis, columns) + 2;
	const names = nameColumns(input, columns - left);
	const area: PlotArea = {left, top: headerRows, columns: columns - left - names, rows: plotRows};
	if (headerRows > 0) drawHeader(grid, input, scales.y, glyphs);
	drawYAxis(grid, area, yAxis, glyphs);
	drawXAxis(grid, area, xAxisOf(input, scales.x, area, glyphs), glyphs);
	const canvas = createDotCanvas(area.columns, area.rows, glyphs);
	drawLevel(grid, area, scales.y, input.level, glyphs);
	drawBand(canvas, scales, input.band ?? []);
	const ordered = input.series.map((series, index) => ({series, style: styleOf(input, index)}));
	for (const {series, style} of ordered.toSorted(
		(a, b) => Number(a.series.isEmphasized ?? false) - Number(b.series.isEmphasized ?? false),
	)) {
		drawSeries(canvas, scales, series, {style, maxStep: input.maxStep ?? Number.POSITIVE_INFINITY});
	}
	canvas.drawOn(grid, area.left, area.top);
	if (names > 0) drawNames(grid, input, {area, scale: scales.y, columns: names, glyphs});
	return grid.picture();
}

type Scales = {readonly x: Scale; readonly y: Scale};

function scalesOf(input: LineChartInput): Scales | undefined {
	const {series: ranged, band = []} = input.series.length === 0 ? input : (input.limits ?? input);
	const placed = function* (read: (point: LinePoint) => number): Generator<number> {
		for (const series of ranged) {
			for (const point of series.points) if (Number.isFinite(point.x) && Number.isFinite(point.y)) yield read(point);
		}
	};
	const xKind = input.x.kind === 'log' ? 'log' : 'linear';
	const levels = input.level === undefined ? [] : [input.level];
	const x = extentOf(
		chained(
			placed(point => point.x),
			band.map(point => point.x),
		),
		xKind,
	);
	const bandYs = band.flatMap(point => [point.low, point.high]);
	const y = extentOf(
		chained(
			placed(point => point.y),
			bandYs,
			levels,
		),
		input.y.scale,
	);
	if (x === undefined || y === undefined) return undefined;
	const [low, high] = [input.y.low ?? y[0], input.y.high ?? y[1]];
	return {x: createScale(xKind, x[0], x[1]), y: createPaddedScale(input.y.scale, low, high)};
}

function* chained(...parts: readonly Iterable<number>[]): Generator<number> {
	for (const part of parts) yield* part;
}

function xAxisOf(input: LineChartInput, scale: Scale, area: PlotArea, glyphs: Glyphs): Axis {
	const count = Math.max(2, Math.round(area.columns / 9));
	return input.x.kind === 'duration' ? durationAxis(scale, count) : numericAxis(scale, input.x.unit, count, glyphs);
}

function drawHeader(grid: CellGrid, input: LineChartInput, yScale: Scale, glyphs: Glyphs): void {
	const titled = (side: string, name: string, unit: string, isLog: boolean): Segment => [
		{text: side, style: QUIET},
		{text: `${cellText(quantityTitle(name, unit), glyphs)}${isLog ? ' log' : ''}`},
	];
	const yUnit = prefixedUnit(axisPrefix(yScale, input.y.unit), input.y.unit);
	const segments = [
		titled('y ', input.y.name, yUnit, input.y.scale === 'log'),
		titled('x ', input.x.name, input.x.kind === 'duration' ? '' : input.x.unit, input.x.kind === 'log'),
		...(input.notes ?? []).map(note => note.map(run => ({...run, text: cellText(run.text, glyphs)}))),
	];
	const [line = []] = packSegments(segments, {columns: grid.columns, maxLines: 1, glyphs});
	let column = 0;
	for (const run of line) column = grid.put(column, 0, run.text, run.style);
}

function styleOf(input: LineChartInput, index: number): Style {
	const own = input.series[index]?.style;
	if (own !== undefined) return own;
	const emphasized = input.series.some(series => series.isEmphasized === true);
	if (!emphasized) return {foreground: {kind: 'role', role: 'series', index}};
	return input.series[index]?.isEmphasized === true ? {foreground: {kind: 'role', role: 'best'}, bold: true} : QUIET;
}

function drawLevel(grid: CellGrid, area: PlotArea, scale: Scale, level: number | undefined, glyphs: Glyphs): void {
	const fraction = level === undefined ? Number.NaN : scale.fraction(level);
	if (!(fraction >= 0 && fraction <= 1)) return;
	const row = area.top + rowOfFraction(fraction, area.rows);
	const style: Style = {foreground: {kind: 'role', role: 'accent'}};
	for (let column = 0; column < area.columns; column += 1) {
		grid.set(area.left + column, row, glyphs === 'ascii' ? '-' : '┄', style);
	}
}

/** A raster of every fourth dot between both ends, so that lines over it stay lines. */
function drawBand(canvas: DotCanvas, scales: Scales, band: LineBand): void {
	band.forEach((point, index) => {
		const next = band[index + 1] ?? point;
		const [from, to] = [point, next].map(({x}) => Math.round(scales.x.fraction(x) * (canvas.width - 1)));
		for (let x = from ?? 0; x <= (to ?? 0); x += 1) {
			const share = to === from ? 0 : (x - (from ?? 0)) / ((to ?? 0) - (from ?? 0));
			const rowOf = (a: number, b: number): number =>
				Math.round((1 - scales.y.fraction(a + (b - a) * share)) * (canvas.height - 1));
			const [top, bottom] = [rowOf(point.high, next.high), rowOf(point.low, next.low)];
			for (let y = top; y <= bottom; y += 1) if ((x + 2 * y) % 4 === 0) canvas.dot(x, y, QUIET);
		}
	});
}

/** Walks a line dot column by dot column: joins columns, and fills the range within each. */
function drawSeries(
	canvas: DotCanvas,
	scales: Scales,
	series: LineSeries,
	{style, maxStep}: {readonly style: Style; readonly maxStep: number},
): void {
	let previous: {readonly x: number; readonly y: number; readonly at: number} | undefined;
	for (const point of series.points) {
		const [fractionX, fractionY] = [scales.x.fraction(point.x), scales.y.fraction(point.y)];
		if (Number.isNaN(fractionX) || Number.isNaN(fractionY)) {
			previous = undefined;
			continue;
		}
		const x = Math.round(fractionX * (canvas.width - 1));
		// What lies above or below a given range is drawn at its edge.
		const y = Math.round((1 - Math.min(1, Math.max(0, fractionY))) * (canvas.height - 1));
		if (previous === undefined || point.x - previous.at > maxStep) canvas.dot(x, y, style);
		else if (previous.x !== x || previous.y !== y) canvas.line(previous.x, previous.y, x, y, style);
		previous = {x, y, at: point.x};
	}
}

/** Columns kept for names right of the plot; 0 where there is one line or none of them is named. */
function nameColumns(input: LineChartInput, room: number): number {
	const named = namedSeries(input);
	if (input.series.length < 2 || named.length === 0 || room < 3 * NAME_COLUMNS) return 0;
	const widest = named.reduce((width, {series}) => Math.max(width, displayWidth(series.name)), 0);
	return Math.min((input.nameColumns ?? NAME_COLUMNS - 1) + 1, widest + 1);
}

function namedSeries(input: LineChartInput): readonly {readonly series: LineSeries; readonly index: number}[] {
	const all = input.series.map((series, index) => ({series, index}));
	return all.length <= MAX_NAMED ? all : all.filter(({series}) => series.isEmphasized === true).slice(0, MAX_NAMED);
}

/** Each name in the row of the end of its line, or the nearest free one. */
function drawNames(
	grid: CellGrid,
	input: LineChartInput,
	{
		area,
		scale,
		columns,
		glyphs,
	}: {readonly area: PlotArea; readonly scale: Scale; readonly columns: number; readonly glyphs: Glyphs},
): void {
	const taken = new Set<number>();
	for (const {series, index} of namedSeries(input)) {
		const last = series.points.findLast(point => Number.isFinite(point.y));
		const fraction = last === undefined ? Number.NaN : scale.fraction(last.y);
		if (Number.isNaN(fraction)) continue;
		const wanted = rowOfFraction(Math.min(1, Math.max(0, fraction)), area.rows);
		const row = nearestFree(wanted, area.rows, taken);
		if (row === undefined) continue;
		taken.add(row);
		const name = cutToWidth(cellText(series.name, glyphs), columns - 1, glyphs);
		grid.put(area.left + area.columns + 1, area.top + row, name, styleOf(input, index));
	}
}

function nearestFree(wanted: number, rows: number, taken: ReadonlySet<number>): number | undefined {
	for (let distance = 0; distance < rows; distance += 1) {
		for (const row of [wanted - distance, wanted + distance]) if (row >= 0 && row < rows && !taken.has(row)) return row;
	}
	return undefined;
}
