import {partText} from '../part-text.ts';
import type {Resumption} from '../../domain/sweep/run-clock.ts';
import type {Trace} from '../../domain/signal/trace.ts';
import {drawXAxis, type PlotArea} from '../axes.ts';
import {type CellGrid, createCellGrid} from '../cell-grid.ts';
import type {Glyphs, Picture} from '../cells.ts';
import {drawChart} from './channel-chart.ts';
import {type ChannelRow, type ChannelSpan, figuresOf, quantityText} from './channel-figures.ts';
import {CROSS, drawCrossHair} from '../cross-hair.ts';
import {gapOf, type TimeWindow, traceScale} from './channel-trace.ts';
import {drawResumptions, resumptionGlyph, resumptionsIn, resumptionWords} from '../resumption-marks.ts';
import {createScale} from '../scale.ts';
import {renderSparkline} from '../sparkline.ts';
import {POINT, QUIET} from '../style.ts';
import {durationAxis, formatElapsed} from '../time-axis.ts';
import {cellText, displayWidth, fitToWidth} from '../width.ts';

/** All that the rows of channels show, without a size. */
export type ChannelRowsInput = ChannelSpan & {
	readonly rows: readonly ChannelRow[];
	/** First row in view. */
	readonly top: number;
	readonly startMs: number;
	/** A chart with axes for each channel, in place of a line. */
	readonly charts: boolean;
	/** Where the run was gone on with; the time that nothing ran is not on the axis. */
	readonly resumptions: readonly Resumption[];
	readonly empty: string;
};

type Options = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

const NAME_COLUMNS = 18;
const VALUE_COLUMNS = 9;
const CHART_ROWS = 5;
/** From here on the mean has its place too. */
const WIDE_COLUMNS = 72;
const CHART_LABELS = 8;
/** The line of time and the two of the axis. */
const FIXED_ROWS = 3;

/** Lines of the picture that one channel takes. */
function rowsPerChannel({charts}: Pick<ChannelRowsInput, 'charts'>): number {
	return charts ? CHART_ROWS : 1;
}

/** Channels that are in view at once. */
export function channelsInView(input: Pick<ChannelRowsInput, 'charts'>, rows: number): number {
	return Math.max(1, Math.floor((rows - FIXED_ROWS - (input.charts ? 0 : 1)) / rowsPerChannel(input)));
}

/** Paints every channel over one time axis: value, range and course, a line or a chart each. Always `rows` × `columns`. */
export function paintChannelRows(input: ChannelRowsInput, {columns, rows, glyphs}: Options): Picture {
	const grid = createCellGrid(columns, rows);
	const count = channelsInView(input, rows);
	const first = Math.max(0, Math.min(input.rows.length - count, input.top));
	const shown = input.rows.slice(first, first + count);
	drawTimeLine(grid, input, {first, count: shown.length}, glyphs);
	if (input.rows.length === 0) {
		grid.put(1, 2, cellText(input.empty, glyphs), QUIET);
		return grid.picture();
	}
	const layout = layoutOf(input, {columns, rows, glyphs});
	if (!input.charts) drawHeadings(grid, layout, glyphs);
	shown.forEach((row, index) => {
		const top = (input.charts ? 1 : 2) + index * rowsPerChannel(input);
		if (input.charts) drawChart(grid, input, row, {...layout.course, top: top + 1, rows: CHART_ROWS - 2}, glyphs);
		else drawLine(grid, input, row, {layout, top}, glyphs);
	});
	if (input.rows.every(row => row.trace === undefined)) return grid.picture();
	const bottom = rows - 2;
	const area = {...layout.course, top: 0, rows: bottom};
	drawXAxis(grid, area, timeAxis(input, area.columns), glyphs);
	shown.forEach((row, index) => {
		// Words of a channel without samples are no course: nothing stands through them.
		if (row.trace === undefined) return;
		const top = 2 + index * rowsPerChannel(input);
		const area = {...layout.course, top, rows: input.charts ? CHART_ROWS - 1 : 1};
		drawResumptions(grid, input.resumptions, {area, window: input.window}, glyphs);
		drawCrossHair(grid, input, area, glyphs);
	});
	return grid.picture();
}

/** The instant at a column of the picture, ms on the clock of the run; undefined beside the courses. */
export function instantAtColumn(input: ChannelRowsInput, options: Options, column: number): number | undefined {
	const {left, columns} = layoutOf(input, options).course;
	const {fromMs, toMs} = input.window;
	if (column < left || column >= left + columns) return undefined;
	return fromMs + ((column - left + 0.5) / columns) * (toMs - fromMs);
}

type Layout = {
	readonly course: PlotArea;
	/** Columns of the figures behind the course: lowest, mean, highest; the mean has no room on a narrow screen. */
	readonly figures: readonly (number | undefined)[];
	/** Where scope and source stand; undefined without room. */
	readonly about: number | undefined;
};

function layoutOf(input: ChannelRowsInput, {columns, rows}: Options): Layout {
	if (input.charts) {
		const left = CHART_LABELS + 1;
		return {course: {left, top: 1, columns: Math.max(4, columns - left), rows}, figures: [], about: undefined};
	}
	const left = NAME_COLUMNS + VALUE_COLUMNS + 2;
	const aboutColumns = columns >= 130 ? 34 : 0;
	const figureColumns = (columns < WIDE_COLUMNS ? 2 : 3) * VALUE_COLUMNS + 2;
	const course = Math.max(4, columns - left - figureColumns - aboutColumns);
	const start = left + course + 1;
	return {
		course: {left, top: 1, columns: course, rows},
		figures:
			columns < WIDE_COLUMNS
				? [start, undefined, start + VALUE_COLUMNS]
				: [0, 1, 2].map(at => start + at * VALUE_COLUMNS),
		about: aboutColumns === 0 ? undefined : start + figureColumns + 1,
	};
}

function drawTimeLine(
	grid: CellGrid,
	input: ChannelRowsInput,
	{first, count}: {readonly first: number; readonly count: number},
	glyphs: Glyphs,
): void {
	const clock = (ms: number): string => formatElapsed((ms - input.startMs) / 1000);
	const dash = glyphs === 'ascii' ? '-' : '–';
	const hasSamples = input.rows.some(row => row.trace !== undefined);
	const range = `${clock(input.window.fromMs)}${dash}${clock(input.window.toMs)}`;
	let column = grid.put(1, 0, hasSamples ? range : 'no sample yet', hasSamples ? undefined : QUIET);
	if (input.instantMs !== undefined) column = grid.put(column + 3, 0, `values at ${clock(input.instantMs)}`, CROSS);
	const resumed = resumptionWords(resumptionsIn(input.resumptions, input.window));
	if (resumed !== undefined) column = grid.put(column + 3, 0, `${resumptionGlyph(glyphs)} ${resumed}`, QUIET);
	const part = partText({first, count, total: input.rows.length}, 'row', glyphs);
	grid.put(Math.max(column + 3, grid.columns - displayWidth(part) - 1), 0, part, QUIET);
}

function drawHeadings(grid: CellGrid, {figures, about}: Layout, glyphs: Glyphs): void {
	grid.put(1, 1, 'channel', QUIET);
	grid.put(NAME_COLUMNS, 1, fitToWidth('value', VALUE_COLUMNS, 'end', glyphs), QUIET);
	for (const [index, title] of ['lowest', 'mean', 'highest'].entries())
		putFigure(grid, figures[index], 1, fitToWidth(title, VALUE_COLUMNS, 'end', glyphs));
	if (about !== undefined) grid.put(about, 1, 'covers, from, every', QUIET);
}

function putFigure(grid: CellGrid, column: number | undefined, row: number, text: string): void {
	if (column !== undefined) grid.put(column, row, text, QUIET);
}

function drawLine(
	grid: CellGrid,
	input: ChannelRowsInput,
	row: ChannelRow,
	{layout, top}: {readonly layout: Layout; readonly top: number},
	glyphs: Glyphs,
): void {
	const {value, found} = figuresOf(input, row);
	const {course, figures, about} = layout;
	grid.put(1, top, fitToWidth(cellText(row.name, glyphs), NAME_COLUMNS - 1, 'start', glyphs));
	if (about !== undefined) grid.put(about, top, cellText(row.about, glyphs), QUIET);
	if (row.trace === undefined || found === undefined) {
		const text = row.trace === undefined ? row.about : 'no sample in this window';
		grid.put(
			NAME_COLUMNS + 2,
			top,
			fitToWidth(cellText(text, glyphs), (about ?? grid.columns) - NAME_COLUMNS - 3, 'start', glyphs),
			QUIET,
		);
		return;
	}
	grid.put(NAME_COLUMNS, top, valueText(value, row.unit, glyphs));
	if (row.isEstimate) grid.put(NAME_COLUMNS + VALUE_COLUMNS, top, '~', CROSS);
	// The highest sample of each cell: a mean would hide the peaks.
	const cells = heldCells(row.trace, input.window, course.columns);
	const scale = traceScale(row.trace, input.window);
	const range = scale === undefined ? undefined : {low: scale.low, high: scale.high};
	let column = course.left;
	for (const run of renderSparkline(cells, {
		columns: course.columns,
		glyphs,
		style: POINT,
		...(range === undefined ? {} : {range}),
	}))
		column = grid.put(column, top, run.text, run.style);
	for (const [index, figure] of [found.low, found.mean, found.high].entries())
		putFigure(grid, figures[index], top, valueText(figure, row.unit, glyphs));
}

/** The highest sample of each cell; a cell between two samples of a usual pause holds the one before it. */
function heldCells(trace: Trace, {fromMs, toMs}: TimeWindow, columns: number): readonly (number | undefined)[] {
	const gapCells = gapOf(trace) / ((toMs - fromMs) / Math.max(1, columns));
	let held: {readonly value: number; readonly at: number} | undefined;
	const bins = trace.extremes(fromMs, toMs, columns);
	const last = bins.findLastIndex(bin => bin !== undefined);
	return bins.map((bin, at) => {
		if (bin !== undefined) held = {value: bin.high, at};
		return held !== undefined && at <= last && at - held.at <= gapCells ? held.value : undefined;
	});
}

function valueText(value: number, unit: string, glyphs: Glyphs): string {
	const text = Number.isNaN(value) ? (glyphs === 'ascii' ? '-' : '—') : quantityText(value, unit);
	return fitToWidth(cellText(text, glyphs), VALUE_COLUMNS, 'end', glyphs);
}

function timeAxis({window, startMs}: ChannelRowsInput, columns: number): ReturnType<typeof durationAxis> {
	const scale = createScale('linear', (window.fromMs - startMs) / 1000, (window.toMs - startMs) / 1000);
	return durationAxis(scale, Math.max(2, Math.round(columns / 9)));
}
