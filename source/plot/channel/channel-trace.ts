import {firstAfter} from '../../domain/series.ts';
import {type Extremes, extremesBetween, type Trace} from '../../domain/signal/trace.ts';
import type {PlotArea} from '../axes.ts';
import {createDotCanvas, type DotCanvas} from '../braille-canvas.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs, Style} from '../cells.ts';
import {createPaddedScale, niceStep, type Scale} from '../scale.ts';

/** A part of the time axis, in ms on the clock of the run. */
export type TimeWindow = {readonly fromMs: number; readonly toMs: number};

/** A window within a run, at least `leastMs` long also where the run is shorter. */
export function clampWindow(
	{fromMs, toMs}: TimeWindow,
	{startMs, endMs}: {readonly startMs: number; readonly endMs: number},
	leastMs: number,
): TimeWindow {
	const length = Math.min(Math.max(leastMs, endMs - startMs), Math.max(leastMs, toMs - fromMs));
	const from = Math.max(startMs, Math.min(fromMs, endMs - length));
	return {fromMs: from, toMs: from + length};
}

/** A course of one channel, and where it is drawn. */
export type TraceDrawing = {
	readonly area: PlotArea;
	readonly window: TimeWindow;
	readonly scale: Scale;
	readonly glyphs: Glyphs;
	readonly style: Style;
};

/** Samples further apart than this many of their usual periods are not joined: nobody knows what was between. */
const GAP_PERIODS = 5;

/** The range of a channel within a window on round steps, so that a small pan keeps it; undefined without samples. */
export function traceScale(trace: Trace, {fromMs, toMs}: TimeWindow): Scale | undefined {
	const found = extremesBetween(trace, fromMs, toMs);
	if (found === undefined) return undefined;
	const span = Math.max(found.high - found.low, Math.abs(found.high) * 0.02);
	if (!(span > 0)) return createPaddedScale('linear', found.low, found.high, 0);
	const step = niceStep(span / 4);
	return createPaddedScale('linear', Math.floor(found.low / step) * step, Math.ceil(found.high / step) * step, 0);
}

/** The longest pause between two samples that still counts as one course, ms. */
export function gapOf(trace: Trace): number {
	const {length} = trace;
	if (length < 3) return Number.POSITIVE_INFINITY;
	// The shortest of a few steps: a trace that was paused for hours has a mean step of no use.
	const steps = [0, 1, 2, 3, 4, 5, 6].map(part => {
		const index = 1 + Math.floor(((length - 2) * part) / 6);
		return trace.timeAt(index) - trace.timeAt(index - 1);
	});
	const usual = steps.filter(step => step > 0).toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
	return usual > 0 ? usual * GAP_PERIODS : Number.POSITIVE_INFINITY;
}

/**
 * Draws the samples of a window. A column of dots spans from the lowest to the highest sample of its time, so that no
 * peak is lost however far it is zoomed out; samples that lie further apart than a column are joined.
 */
export function drawTrace(grid: CellGrid, trace: Trace, {area, window, scale, glyphs, style}: TraceDrawing): void {
	const canvas = createDotCanvas(area.columns, area.rows, glyphs);
	const level = (value: number): number =>
		Math.round((1 - Math.min(1, Math.max(0, scale.fraction(value)))) * (canvas.height - 1));
	const binMs = (window.toMs - window.fromMs) / Math.max(1, canvas.width);
	const first = firstAfter(trace, window.fromMs, true);
	const last = firstAfter(trace, window.toMs);
	if (last - first < canvas.width) drawPoints(canvas, trace, {first, last, window, level, style});
	else drawBins(canvas, trace.extremes(window.fromMs, window.toMs, canvas.width), gapOf(trace) / binMs, level, style);
	canvas.drawOn(grid, area.left, area.top);
}

/** Each sample on its own, joined with its neighbours, also with those just outside. */
function drawPoints(
	canvas: DotCanvas,
	trace: Trace,
	{
		first,
		last,
		window,
		level,
		style,
	}: {
		readonly first: number;
		readonly last: number;
		readonly window: TimeWindow;
		readonly level: (value: number) => number;
		readonly style: Style;
	},
): void {
	const gapMs = gapOf(trace);
	const scaleX = (canvas.width - 1) / Math.max(1e-9, window.toMs - window.fromMs);
	let previous: {readonly t: number; readonly x: number; readonly y: number} | undefined;
	for (let index = Math.max(0, first - 1); index <= Math.min(last, trace.length - 1); index++) {
		const t = trace.timeAt(index);
		const at = {t, x: Math.round((t - window.fromMs) * scaleX), y: level(trace.valueAt(index))};
		if (previous !== undefined && t - previous.t <= gapMs) canvas.line(previous.x, previous.y, at.x, at.y, style);
		else canvas.dot(at.x, at.y, style);
		previous = at;
	}
}

function drawBins(
	canvas: DotCanvas,
	bins: readonly (Extremes | undefined)[],
	gapBins: number,
	level: (value: number) => number,
	style: Style,
): void {
	let previous: {readonly x: number; readonly top: number; readonly bottom: number} | undefined;
	bins.forEach((bin, x) => {
		if (bin === undefined) return;
		const [top, bottom] = [level(bin.high), level(bin.low)];
		canvas.line(x, top, x, bottom, style);
		if (previous !== undefined && x - previous.x <= Math.max(1, gapBins)) {
			// From the near end of the one column to the near end of the other: a line where they do not overlap.
			if (previous.bottom < top) canvas.line(previous.x, previous.bottom, x, top, style);
			else if (previous.top > bottom) canvas.line(previous.x, previous.top, x, bottom, style);
			else if (x - previous.x > 1)
				canvas.line(previous.x, Math.max(previous.top, top), x, Math.max(previous.top, top), style);
		}
		previous = {x, top, bottom};
	});
}
