import {columnOfFraction, rowOfFraction} from '../axes.ts';
import {type DotCanvas, createDotCanvas} from '../braille-canvas.ts';
import type {Picture, Style} from '../cells.ts';
import {type ChartFrame, type ChartSize, chartAreaOf, drawChartFrame, messagePicture} from '../chart-frame.ts';
import {type HistoryInput, type HistoryPoint, type HistorySeries, isInfeasible} from './history-data.ts';
import {
	type HistoryScales,
	historyDot,
	historyLegend,
	historyMarks,
	historyScales,
	historySides,
} from './history-layout.ts';
import {nearestTrial} from '../nearest-trial.ts';
import {hasRoomEach} from '../point-room.ts';
import {ACCENT, BEST, CURSOR, ERROR, QUIET, WARNING} from '../style.ts';
import {cellText, cutToWidth} from '../width.ts';

/** Columns of a name at the end of its line. */
const NAME_COLUMNS = 14;

/**
 * The objective over the trials: every value as a dot, the best so far as a step line that ends in `★`, the target as
 * a dashed line, trials without a value `×` on the axis, `!` what breaks a constraint and so is no best. Several studies lie over each other in colours, each named at
 * the end of its line. Always `rows` × `columns`.
 */
export function renderHistory(input: HistoryInput, size: ChartSize, cursor?: number): Picture {
	const scales = historyScales(input);
	if (scales === undefined) return messagePicture(size, input.empty);
	const frame = drawChartFrame(size, {
		...historySides(input, scales),
		legend: historyLegend(input, scales, size.glyphs),
	});
	if (frame === undefined) return messagePicture(size, 'no room');
	drawLevel(frame, input, scales, size);
	const canvas = createDotCanvas(frame.area.columns, frame.area.rows, size.glyphs);
	for (const series of input.series) drawPoints(canvas, series, scales);
	for (const [index, series] of input.series.entries()) drawSteps(canvas, series, scales, lineStyle(input, index));
	canvas.drawOn(frame.grid, frame.area.left, frame.area.top);
	if (size.glyphs === 'unicode') drawSparsePoints(frame, input, scales);
	drawMarks(frame, input, scales, {size, cursor});
	return frame.grid.picture();
}

/** The trial whose point is nearest to a cell, at most two cells away. */
export function historyTrialAt(input: HistoryInput, size: ChartSize, column: number, row: number): number | undefined {
	const scales = historyScales(input);
	if (scales === undefined) return undefined;
	const area = chartAreaOf(size, historySides(input, scales).y, historyLegend(input, scales, size.glyphs));
	if (area === undefined) return undefined;
	const points = input.series.flatMap(series => series.points);
	return nearestTrial(points, point => cellOf(point, scales, area), {area, column, row});
}

function lineStyle({series}: HistoryInput, index: number): Style {
	return series.length > 1 ? {foreground: {kind: 'role', role: 'series', index}, bold: true} : BEST;
}

type Area = ChartFrame['area'];

/** The cell of a point within the area; points without a value stand on the line of the x axis, below it. */
function cellOf(
	{x, y}: HistoryPoint,
	scales: HistoryScales,
	area: Area,
): {readonly column: number; readonly row: number} | undefined {
	const [across, up] = [scales.x.fraction(x), scales.y.fraction(y)];
	if (Number.isNaN(across)) return undefined;
	const column = columnOfFraction(across, area.columns);
	if (Number.isNaN(up)) return {column, row: area.rows};
	return {column, row: rowOfFraction(Math.min(1, Math.max(0, up)), area.rows)};
}

function drawLevel({grid, area}: ChartFrame, {level}: HistoryInput, {y}: HistoryScales, {glyphs}: ChartSize): void {
	const fraction = level === undefined ? Number.NaN : y.fraction(level.value);
	if (!(fraction >= 0 && fraction <= 1)) return;
	const row = area.top + rowOfFraction(fraction, area.rows);
	for (let column = 0; column < area.columns; column += 1) {
		grid.set(area.left + column, row, historyMarks(glyphs).target, ACCENT);
	}
}

function drawPoints(canvas: DotCanvas, {points}: HistorySeries, scales: HistoryScales): void {
	for (const point of points) {
		const dot = historyDot(point, scales, canvas);
		if (dot !== undefined) canvas.dot(dot.x, dot.y, QUIET);
	}
}

/** Where points are few, one dot of a braille cell would be lost on the eye: each gets a glyph of its own. */
function drawSparsePoints({grid, area}: ChartFrame, {series}: HistoryInput, scales: HistoryScales): void {
	const count = series.reduce((sum, {points}) => sum + points.length, 0);
	if (!hasRoomEach(count, area)) return;
	for (const {points, improvements} of series) {
		const onLine = new Set(improvements);
		points.forEach((point, index) => {
			const cell = onLine.has(index) || Number.isNaN(point.y) ? undefined : cellOf(point, scales, area);
			if (cell !== undefined) grid.set(area.left + cell.column, area.top + cell.row, '•', QUIET);
		});
	}
}

/** Level until the next improvement, then straight to it; the last level goes on to the last trial. */
function drawSteps(canvas: DotCanvas, series: HistorySeries, scales: HistoryScales, style: Style): void {
	let previous: {readonly x: number; readonly y: number} | undefined;
	for (const index of series.improvements) {
		const point = series.points[index];
		const dot = point === undefined ? undefined : historyDot(point, scales, canvas);
		if (dot === undefined) continue;
		if (previous !== undefined) {
			canvas.line(previous.x, previous.y, dot.x, previous.y, style);
			canvas.line(dot.x, previous.y, dot.x, dot.y, style);
		}
		previous = dot;
	}
	const last = series.points.findLast(({x}) => Number.isFinite(x));
	const end = last === undefined ? Number.NaN : scales.x.fraction(last.x);
	if (previous !== undefined && Number.isFinite(end)) {
		canvas.line(previous.x, previous.y, Math.round(end * (canvas.width - 1)), previous.y, style);
	}
}

function drawMarks(
	{grid, area}: ChartFrame,
	input: HistoryInput,
	scales: HistoryScales,
	{size, cursor}: {readonly size: ChartSize; readonly cursor: number | undefined},
): void {
	const marks = historyMarks(size.glyphs);
	const put = (point: HistoryPoint | undefined, glyph: string, style: Style): void => {
		const cell = point === undefined ? undefined : cellOf(point, scales, area);
		if (cell !== undefined) grid.set(area.left + cell.column, area.top + cell.row, glyph, style);
	};
	for (const {points} of input.series) {
		for (const point of points) {
			if (Number.isNaN(point.y)) put(point, marks.failed, ERROR);
			else if (isInfeasible(point)) put(point, marks.infeasible, WARNING);
		}
	}
	const names = tellingNames(input.series.map(({name}) => name));
	for (const [index, {points, improvements}] of input.series.entries()) {
		const best = points[improvements.at(-1) ?? -1];
		put(best, marks.best, lineStyle(input, index));
		const cell = best === undefined ? undefined : cellOf(best, scales, area);
		if (input.series.length > 1 && cell !== undefined) {
			const text = cutToWidth(cellText(names[index] ?? '', size.glyphs), NAME_COLUMNS, size.glyphs);
			grid.put(
				Math.min(area.left + cell.column + 2, area.left + area.columns - NAME_COLUMNS),
				area.top + cell.row,
				text,
				lineStyle(input, index),
			);
		}
	}
	if (cursor === undefined) return;
	for (const {points} of input.series)
		put(
			points.find(({trial}) => trial === cursor),
			marks.cursor,
			CURSOR,
		);
}

/** Names without the words at their beginning that all of them share: those of runs begin with the sweep and the day. */
function tellingNames(names: readonly string[]): readonly string[] {
	const [first = ''] = names;
	if (names.length < 2) return names;
	let shared = 0;
	for (const {index} of first.matchAll(/[-_. /]/g))
		if (names.every(name => name.startsWith(first.slice(0, index + 1)))) shared = index + 1;
	return names.map(name => name.slice(shared));
}
