import {drawXAxis, type PlotArea} from './axes.ts';
import {type CellGrid, createCellGrid} from './cell-grid.ts';
import type {Glyphs, Picture, Style} from './cells.ts';
import {clampWindow, type TimeWindow} from './channel/channel-trace.ts';
import {drawSegmentLines, legendLines, messagePicture} from './chart-frame.ts';
import {
	type GanttInput,
	type GanttPart,
	type GanttSpan,
	colorNames,
	ganttSlices,
	partsOf,
	selectGantt,
} from './gantt-data.ts';
import type {Segment} from './legend.ts';
import {trialRows} from './part-text.ts';
import {type PaintOptions, definePlot} from './plot-definition.ts';
import {quiet} from './plot-words.ts';
import {drawRowStart} from './row-start.ts';
import {CURSOR, POINT, QUIET} from './style.ts';
import {formatQuantity} from './quantity.ts';
import {createScale} from './scale.ts';
import {durationAxis} from './time-axis.ts';
import {markGlyph, PHASE_MARKS} from './timeline/timeline-bars.ts';
import {cellText, cutToWidth, displayWidth} from './width.ts';

/** Series colours of a theme; more categories begin again. */
const COLORS = 6;
const LEAST_BARS = 12;
const MOST_LABEL = 40;
/** The least window that can be looked at: a microsecond. */
const LEAST_WINDOW_MS = 0.001;

/** Every trial as a span of time in a row of its own, coloured by a parameter. */
export const ganttPlot = definePlot('gantt', ({state, choice}) => {
	const all = selectGantt(state, choice);
	const [startMs, endMs] = extentOf(all.spans);
	const window = clampWindow(choice.window ?? {fromMs: startMs, toMs: endMs}, {startMs, endMs}, LEAST_WINDOW_MS);
	const inView = all.spans.filter(span => span.toMs >= window.fromMs && span.fromMs <= window.toMs);
	const input: GanttWindow = {
		...all,
		spans: inView,
		trials: all.spans.length,
		used: new Set(inView.map(span => span.category)),
		hasRerun: inView.some(span => span.isRerun),
		labels: new Set(inView.map(span => span.label)),
		window,
		startMs,
	};
	// The rows in view follow the cursor, so a click is looked up in what was painted last.
	let painted: Place | undefined;
	return {
		get axes() {
			return {color: colorNames(state)};
		},
		shown: {color: input.color},
		get slices() {
			return ganttSlices(state, all);
		},
		...(all.spans.length === 0 ? {} : {time: {...window, startMs, endMs}}),
		paint: (options, cursor) => {
			painted = placeOf(input, options, cursor);
			return paintGantt(input, options, {cursor, place: painted});
		},
		trialAt: (_options, _column, row) => {
			const index = painted === undefined ? -1 : row - painted.area.top;
			return painted === undefined || index < 0 || index >= painted.count
				? undefined
				: input.spans[painted.first + index]?.trial;
		},
		rows: cursor => ({trials: input.spans.map(span => span.trial), at: rowOfCursor(input.spans, cursor)}),
	};
});

/** The row of a trial, from 0; of one that has no span a half before the next one that has. */
function rowOfCursor(spans: readonly GanttSpan[], cursor: number | undefined): number {
	if (cursor === undefined) return -0.5;
	const next = spans.findIndex(span => span.trial >= cursor);
	if (next < 0) return spans.length - 0.5;
	return spans[next]?.trial === cursor ? next : next - 0.5;
}

/** What is drawn of it: the spans that touch the window, in ms of the run. */
type GanttWindow = GanttInput & {
	/** How many trials have a span. */
	readonly trials: number;
	/** Categories and labels of the spans in the window. */
	readonly used: ReadonlySet<number>;
	readonly labels: ReadonlySet<string>;
	/** Whether something in the window is superseded. */
	readonly hasRerun: boolean;
	readonly window: TimeWindow;
	/** Time 0 of the axis. */
	readonly startMs: number;
};

/** Columns of the numbers before the labels, and which spans stand in the rows of the area. */
type Place = {
	readonly area: PlotArea;
	readonly numberColumns: number;
	readonly first: number;
	readonly count: number;
};

/**
 * A row a span: its label, a bar of its executions, each at least one cell, and the time that they took; those that are
 * superseded are quiet and count for nothing.
 */
function paintGantt(
	input: GanttWindow,
	options: PaintOptions,
	{cursor, place}: {readonly cursor: number | undefined; readonly place: Place | undefined},
): Picture {
	if (input.spans.length === 0) return messagePicture(options, input.empty);
	if (place === undefined) return messagePicture(options, 'no room');
	const grid = createCellGrid(options.columns, options.rows);
	drawSegmentLines(grid, legendLines(legendOf(input, place, options), options));
	const {fromMs, toMs} = input.window;
	const glyphOf = barGlyphs(input, options);
	const scale = createScale('linear', (fromMs - input.startMs) / 1000, (toMs - input.startMs) / 1000);
	input.spans.slice(place.first, place.first + place.count).forEach((span, index) => {
		const row = place.area.top + index;
		const isCursor = span.trial === cursor;
		const style = isCursor ? CURSOR : QUIET;
		grid.put(0, row, numberText(span).padStart(place.numberColumns), style);
		const width = place.area.left - place.numberColumns - 3;
		const label = cutToWidth(cellText(span.label, options.glyphs), width, options.glyphs);
		grid.put(place.numberColumns + 1, row, label, style);
		drawRowStart(grid, {column: place.area.left - 1, row, isCursor}, options.glyphs);
		drawSpan(grid, span, {area: place.area, row, fromMs, toMs, glyphs: options.glyphs, glyphOf});
	});
	const ticks = Math.max(2, Math.round(place.area.columns / 12));
	drawXAxis(grid, place.area, durationAxis(scale, ticks), options.glyphs);
	return grid.picture();
}

type Lane = {
	readonly area: PlotArea;
	readonly row: number;
	readonly fromMs: number;
	readonly toMs: number;
	readonly glyphs: Glyphs;
	readonly glyphOf: GlyphOf;
};

function drawSpan(grid: CellGrid, span: GanttSpan, {area, row, fromMs, toMs, glyphs, glyphOf}: Lane): void {
	const cells = area.columns / Math.max(1e-12, toMs - fromMs);
	const draw = (part: GanttPart, glyph: string, style: Style): Ends => {
		const first = Math.max(0, Math.min(area.columns - 1, Math.floor((part.fromMs - fromMs) * cells)));
		const last = Math.min(area.columns - 1, Math.max(first, Math.ceil((part.toMs - fromMs) * cells) - 1));
		for (let column = first; column <= last; column++) grid.set(area.left + column, row, glyph, style);
		return {first, last};
	};
	const parts = partsOf(span);
	const inView = parts.filter(part => part.toMs >= fromMs && part.fromMs <= toMs);
	const before = inView
		.filter(part => part.isSuperseded)
		.map(part => draw(part, markGlyph(PHASE_MARKS.superseded, glyphs), PHASE_MARKS.superseded.style));
	const drawn = inView
		.filter(part => !part.isSuperseded)
		.map(part => draw(part, glyphOf(span.category), styleOf(span.category)));
	if (drawn.length === 0) return;
	const took = parts.reduce((sum, part) => sum + (part.isSuperseded ? 0 : part.toMs - part.fromMs), 0);
	const text = cellText(` ${formatQuantity(took / 1000, 's')}`, glyphs);
	const width = displayWidth(text);
	const [first, last] = [Math.min(...drawn.map(ends => ends.first)), Math.max(...drawn.map(ends => ends.last))];
	const column = last + 1 + width <= area.columns ? last + 1 : first - width - 1;
	// A number over what was superseded would hide it.
	if (column > Math.max(-1, ...before.map(ends => ends.last))) grid.put(area.left + column, row, text, QUIET);
}

/** The columns of a bar. */
type Ends = {readonly first: number; readonly last: number};

/** Bars of categories where no colour tells them apart; more categories than these look alike there. */
const BARS = {unicode: ['█', '▒', '▓', '░'], ascii: ['#', '=', '+', '-']} as const;

type GlyphOf = (category: number) => string;

function barGlyphs({categories}: GanttInput, {glyphs, scale}: PaintOptions): GlyphOf {
	const bars = BARS[glyphs];
	const isTold = scale === undefined && categories.length <= bars.length;
	return category => (isTold ? bars[category] : undefined) ?? bars[0];
}

function styleOf(category: number): Style {
	return category < 0 ? POINT : {foreground: {kind: 'role', role: 'series', index: category % COLORS}};
}

function legendOf(
	input: GanttWindow,
	{first, count}: Pick<Place, 'first' | 'count'>,
	options: PaintOptions,
): readonly Segment[] {
	const {spans, trials, color, categories, used, hasRerun, fix} = input;
	const {glyphs} = options;
	const fixed = Object.entries(fix).map(([name, value]) => `${name} ${value}`);
	const {superseded} = PHASE_MARKS;
	const glyphOf = barGlyphs(input, options);
	return [
		[{text: cellText([trialRows({first, count, total: spans.length}, trials, glyphs), ...fixed].join(', '), glyphs)}],
		...(color === undefined ? [] : [[quiet(`colour: ${cellText(color, glyphs)}`)]]),
		...categories.flatMap((category, index): readonly Segment[] =>
			used.has(index) ? [[{text: glyphOf(index), style: styleOf(index)}, quiet(` ${cellText(category, glyphs)}`)]] : [],
		),
		...(hasRerun
			? [[{text: markGlyph(superseded, glyphs), style: superseded.style}, quiet(` ${superseded.word}`)]]
			: []),
	];
}

function numberText({trial}: GanttSpan): string {
	return `#${trial}`;
}

function placeOf(input: GanttWindow, options: PaintOptions, cursor: number | undefined): Place | undefined {
	const {columns, rows, glyphs} = options;
	const {spans} = input;
	// As if the last row were seen: no words about the rows are longer.
	const top = legendLines(legendOf(input, {first: spans.length - 1, count: 1}, options), options).length;
	const room = rows - top - 2;
	const widestOf = (texts: Iterable<string>): number =>
		[...texts].reduce((most, text) => Math.max(most, displayWidth(cellText(text, glyphs))), 0);
	// They are in order of their numbers: the last one is the longest.
	const last = spans.at(-1);
	const numberColumns = last === undefined ? 0 : numberText(last).length;
	const left = numberColumns + 1 + Math.min(widestOf(input.labels), MOST_LABEL, Math.floor(columns / 2.5)) + 2;
	if (room < 1 || columns - left < LEAST_BARS) return undefined;
	const count = Math.min(room, spans.length);
	const wanted = Math.ceil(rowOfCursor(spans, cursor)) - Math.floor(count / 2);
	const first = Math.max(0, Math.min(spans.length - count, wanted));
	return {area: {left, top, columns: columns - left, rows: count}, numberColumns, first, count};
}

function extentOf(spans: readonly GanttSpan[]): readonly [number, number] {
	let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const {fromMs, toMs} of spans) {
		from = Math.min(from, fromMs);
		to = Math.max(to, toMs);
	}
	return [from, to];
}
