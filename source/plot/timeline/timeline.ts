import type {Resumption} from '../../domain/sweep/run-clock.ts';
import {firstAfter} from '../../domain/series.ts';
import {extremesBetween, type Trace} from '../../domain/signal/trace.ts';
import {type Axis, drawXAxis, drawYAxis, labelColumns, numericAxis, type PlotArea} from '../axes.ts';
import {type CellGrid, createCellGrid} from '../cell-grid.ts';
import type {Glyphs, Picture, Run, Style} from '../cells.ts';
import {CROSS, drawCrossHair} from '../cross-hair.ts';
import {drawTrace, type TimeWindow, traceScale} from '../channel/channel-trace.ts';
import {packSegments} from '../legend.ts';
import {drawMessage} from '../message.ts';
import {trialRows} from '../part-text.ts';
import {formatQuantity} from '../quantity.ts';
import {drawResumptions, resumptionGlyph, resumptionsIn, resumptionWords} from '../resumption-marks.ts';
import {createScale, type Scale} from '../scale.ts';
import {QUIET} from '../style.ts';
import {durationAxis, formatElapsed} from '../time-axis.ts';
import {drawRowStart} from '../row-start.ts';
import {columnAt, drawRow, END_MARKS, markGlyph, PHASE_MARKS, type PhaseMark} from './timeline-bars.ts';
import {phasesOf, tookMs, type TimelineRow} from './timeline-data.ts';
import {cellText, displayWidth} from '../width.ts';

/** The course that stands under the rows. */
export type TimelineChannel = {
	readonly name: string;
	readonly unit: string;
	readonly trace: Trace;
	/** Its values are no measurement, and are labelled so. */
	readonly isEstimate: boolean;
};

/** All that a timeline shows, without a size. */
export type TimelineInput = {
	/** Trials that touch the window. */
	readonly rows: readonly TimelineRow[];
	/** How many trials there are in all. */
	readonly trials: number;
	readonly window: TimeWindow;
	/** Time 0 of the labels. */
	readonly startMs: number;
	readonly instantMs: number | undefined;
	readonly channel: TimelineChannel | undefined;
	readonly best: number | undefined;
	/** Where the run was gone on with; the time that nothing ran is not on the axis. */
	readonly resumptions: readonly Resumption[];
};

/** A timeline and the trial of each of its rows. */
export type PaintedTimeline = {
	readonly picture: Picture;
	/** The trial that is drawn in a row of the picture. */
	readonly trialOfRow: (row: number) => number | undefined;
};

type Options = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

const TRACE: Style = {foreground: {kind: 'role', role: 'series', index: 0}};

/** Paints trials over time, a row each, with the course of a channel under them. Always `rows` × `columns`. */
export function paintTimeline(input: TimelineInput, options: Options, cursor: number | undefined): PaintedTimeline {
	const {columns, rows, glyphs} = options;
	const grid = createCellGrid(columns, rows);
	const areas = areasOf(input, options);
	if (areas === undefined) return {picture: drawMessage(grid, 'no room', glyphs), trialOfRow: () => undefined};
	const {first, shown} = rowsInView(input, areas.bars.rows, cursor);
	drawHeader(grid, input, {first, shown}, glyphs);
	shown.forEach((row, index) => {
		const top = areas.bars.top + index;
		drawLabel(
			grid,
			row,
			{top, left: areas.bars.left, isCursor: row.trial === cursor, isBest: row.trial === input.best},
			glyphs,
		);
		drawRow(grid, row, {area: areas.bars, top, window: input.window, glyphs});
		drawDuration(grid, row, {area: areas.bars, top, window: input.window});
	});
	if (input.channel !== undefined && areas.trace !== undefined) drawChannel(grid, input, input.channel, areas, glyphs);
	for (const area of [areas.bars, areas.trace])
		if (area !== undefined) drawResumptions(grid, input.resumptions, {area, window: input.window}, glyphs);
	const bottom = areas.trace === undefined ? areas.bars.top + areas.bars.rows : areas.trace.top + areas.trace.rows;
	drawCrossHair(grid, input, {...areas.bars, rows: bottom - areas.bars.top}, glyphs);
	drawXAxis(grid, areas.trace ?? areas.bars, timeAxis(input, areas.bars), glyphs);
	return {picture: grid.picture(), trialOfRow: row => shown[row - areas.bars.top]?.trial};
}

type Areas = {
	readonly bars: PlotArea;
	readonly trace: PlotArea | undefined;
	readonly y: Axis | undefined;
	readonly scale: Scale | undefined;
};

const HEADER_ROWS = 2;
const AXIS_ROWS = 2;

function areasOf(input: TimelineInput, {columns, rows, glyphs}: Options): Areas | undefined {
	const room = rows - HEADER_ROWS - AXIS_ROWS;
	if (room < 2 || columns < 24) return undefined;
	const scale = input.channel === undefined ? undefined : traceScale(input.channel.trace, input.window);
	const traceRows = input.channel === undefined || room < 8 ? 0 : Math.min(12, Math.max(3, Math.round(room * 0.3)));
	const y =
		scale === undefined || traceRows === 0
			? undefined
			: numericAxis(scale, input.channel?.unit ?? '', Math.max(2, Math.round(traceRows / 2)), glyphs);
	const widest = String(input.rows.at(-1)?.trial ?? 0).length + 2;
	const left = Math.max(widest, y === undefined ? 0 : labelColumns(y, columns)) + 2;
	const barRows = room - (traceRows === 0 ? 0 : traceRows + 1);
	const bars = {left, top: HEADER_ROWS, columns: columns - left, rows: barRows};
	const trace = traceRows === 0 ? undefined : {...bars, top: HEADER_ROWS + barRows + 1, rows: traceRows};
	return {bars, trace, y, scale};
}

/**
 * The row of the cursor, from 0. Without one it is a half before that of the cross-hair, else behind the last one: a
 * running sweep is looked at where it is.
 */
export function rowOfCursor({rows, instantMs = Number.NaN}: TimelineInput, cursor: number | undefined): number {
	const under = cursor === undefined ? -1 : rows.findIndex(row => row.trial === cursor);
	if (under >= 0) return under;
	const active = rows.findIndex(row => row.fromMs <= instantMs && instantMs <= row.toMs);
	return (active < 0 ? rows.length : active) - 0.5;
}

/** The rows around {@link rowOfCursor}. */
function rowsInView(input: TimelineInput, count: number, cursor: number | undefined): RowsInView {
	const {rows} = input;
	const wanted = Math.ceil(rowOfCursor(input, cursor)) - Math.floor(count / 2);
	const first = Math.max(0, Math.min(rows.length - count, wanted));
	return {first, shown: rows.slice(first, first + count)};
}

type RowsInView = {readonly first: number; readonly shown: readonly TimelineRow[]};

function drawHeader(grid: CellGrid, input: TimelineInput, {first, shown}: RowsInView, glyphs: Glyphs): void {
	const dash = glyphs === 'ascii' ? '-' : '–';
	const clock = (ms: number): string => formatElapsed((ms - input.startMs) / 1000);
	const range = `${clock(input.window.fromMs)}${dash}${clock(input.window.toMs)}`;
	const part = trialRows({first, count: shown.length, total: input.rows.length}, input.trials, glyphs);
	const head: readonly Run[] = [{text: range}, {text: `   ${part}`, style: QUIET}, ...instantRuns(input, clock)];
	let column = 0;
	for (const run of head) column = grid.put(column, 0, cellText(run.text, glyphs), run.style);
	const kinds = new Set(shown.flatMap(row => phasesOf(row).map(phase => phase.kind)));
	const ends = new Set(shown.flatMap(row => phasesOf(row).map(phase => phase.end)));
	const entry = (mark: PhaseMark): readonly Run[] => [
		{text: markGlyph(mark, glyphs), style: mark.style},
		{text: ` ${mark.word}`, style: QUIET},
	];
	const segments = [
		...Object.entries(PHASE_MARKS).flatMap(([kind, mark]) =>
			[...kinds].some(known => known === kind) ? [entry(mark)] : [],
		),
		...Object.entries(END_MARKS).flatMap(([end, mark]) =>
			[...ends].some(known => known === end) ? [entry(mark)] : [],
		),
	];
	const resumed = resumptionWords(resumptionsIn(input.resumptions, input.window));
	if (resumed !== undefined) segments.push([{text: `${resumptionGlyph(glyphs)} ${resumed}`, style: QUIET}]);
	const [legend = []] = packSegments(segments, {columns: grid.columns, maxLines: 1, glyphs});
	column = 0;
	for (const run of legend) column = grid.put(column, 1, run.text, run.style);
}

/** What was at the instant of the cross-hair. */
function instantRuns({instantMs, rows, channel}: TimelineInput, clock: (ms: number) => string): readonly Run[] {
	if (instantMs === undefined) return [];
	const near = rows.filter(row => row.fromMs <= instantMs && instantMs <= row.toMs);
	const active = near.filter(row => phasesOf(row).some(phase => phase.fromMs <= instantMs && instantMs <= phase.toMs));
	const names = active
		.map(row => `#${row.trial}`)
		.slice(0, 4)
		.join(' ');
	const value = channel === undefined ? '' : `   ${valueText(channel, instantMs)}`;
	return [{text: `   at ${clock(instantMs)}`, style: CROSS}, {text: `   ${names === '' ? 'idle' : names}${value}`}];
}

/** The newest sample that is not after an instant. */
function valueText({name, unit, trace, isEstimate}: TimelineChannel, instantMs: number): string {
	const value = trace.valueAt(firstAfter(trace, instantMs) - 1);
	return Number.isNaN(value)
		? `${name} no sample yet`
		: `${name} ${formatQuantity(value, unit)}${isEstimate ? ' est' : ''}`;
}

function drawLabel(
	grid: CellGrid,
	row: TimelineRow,
	{
		top,
		left,
		isCursor,
		isBest,
	}: {readonly top: number; readonly left: number; readonly isCursor: boolean; readonly isBest: boolean},
	glyphs: Glyphs,
): void {
	const style: Style = isBest ? {foreground: {kind: 'role', role: 'best'}} : QUIET;
	const text = `${isBest ? (glyphs === 'ascii' ? '^' : '★') : ''}#${row.trial}`;
	grid.put(Math.max(0, left - 2 - displayWidth(text)), top, text, isCursor ? {...style, inverse: true} : style);
	drawRowStart(grid, {column: left - 1, row: top, isCursor}, glyphs);
}

/** How long a trial took, behind its bar where there is room, else before it. */
function drawDuration(
	grid: CellGrid,
	row: TimelineRow,
	{area, top, window}: {readonly area: PlotArea; readonly top: number; readonly window: TimeWindow},
): void {
	if (row.toMs > window.toMs) return;
	const isOver = row.state === 'complete' || row.state === 'running';
	const text = `${formatQuantity(tookMs(row) / 1000, 's', 2)}${isOver ? '' : ` ${row.state}`}`;
	const behind = columnAt(row.toMs, window, area.columns) + 2;
	// Beside what counts, where what is superseded leaves it room.
	const own = phasesOf(row).find(({kind}) => kind !== 'superseded')?.fromMs ?? row.fromMs;
	const old = phasesOf(row).findLast(({kind}) => kind === 'superseded')?.toMs ?? Number.NEGATIVE_INFINITY;
	const leftOf = (ms: number): number =>
		Math.min(area.columns - 1, columnAt(ms, window, area.columns)) - 1 - displayWidth(text);
	const before = leftOf(own) > columnAt(old, window, area.columns) + 1 ? leftOf(own) : leftOf(row.fromMs);
	const column = behind + displayWidth(text) > area.columns ? before : behind;
	if (column < 1 || behind < 1) return;
	grid.put(area.left + column, top, text, row.state === 'failed' ? {foreground: {kind: 'role', role: 'error'}} : QUIET);
}

function drawChannel(
	grid: CellGrid,
	input: TimelineInput,
	channel: TimelineChannel,
	areas: Areas,
	glyphs: Glyphs,
): void {
	const {trace: area, scale, y} = areas;
	if (area === undefined) return;
	const found = extremesBetween(channel.trace, input.window.fromMs, input.window.toMs);
	const range =
		found === undefined
			? 'no sample in this window'
			: `mean ${formatQuantity(found.mean, channel.unit)}   ${formatQuantity(found.low, channel.unit)} to ${formatQuantity(found.high, channel.unit)}`;
	let after = grid.put(area.left, area.top - 1, cellText(channel.name, glyphs), TRACE);
	if (channel.isEstimate) after = grid.put(after + 1, area.top - 1, 'est', CROSS);
	grid.put(after, area.top - 1, cellText(`   ${range}`, glyphs), QUIET);
	if (scale === undefined || y === undefined) return;
	drawYAxis(grid, area, y, glyphs);
	drawTrace(grid, channel.trace, {area, window: input.window, scale, glyphs, style: TRACE});
}

function timeAxis({window, startMs}: TimelineInput, area: PlotArea): Axis {
	const scale = createScale('linear', (window.fromMs - startMs) / 1000, (window.toMs - startMs) / 1000);
	return durationAxis(scale, Math.max(2, Math.round(area.columns / 9)));
}
