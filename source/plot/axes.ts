import type {Glyphs} from './cells.ts';
import type {CellGrid} from './cell-grid.ts';
import {type Prefix, choosePrefix, exponentOf, formatScaled, prefixedUnit} from './quantity.ts';
import type {Scale} from './scale.ts';
import {QUIET} from './style.ts';
import {cellText, cutToWidth, displayWidth, fitToWidth} from './width.ts';

/** A labelled place on an axis; `fraction` 0 is left or below, 1 right or above. */
export type Tick = {readonly fraction: number; readonly label: string};

/** One side of a chart, ready to draw. */
export type Axis = {
	/** The unit of the labels with its prefix, e.g. `GFLOP/J`; empty for none. */
	readonly unit: string;
	readonly ticks: readonly Tick[];
};

/** The rectangle inside of the axes, in cells of the grid. */
export type PlotArea = {readonly left: number; readonly top: number; readonly columns: number; readonly rows: number};

/** Whether a numeric axis is labelled by powers of ten, each with a prefix of its own. */
export function hasDecades(scale: Scale): boolean {
	return scale.kind === 'log' && scale.high / scale.low >= 100;
}

/** What the labels of a numeric axis are divided by, and the unit that this gives. Alike for any number of ticks. */
export function axisPrefix(scale: Scale, unit: string): Prefix {
	return hasDecades(scale)
		? choosePrefix(0, unit)
		: choosePrefix(Math.max(Math.abs(scale.low), Math.abs(scale.high)), unit);
}

/**
 * Ticks of numbers, with as many decimals as their step needs and one prefix for all.
 * @param values where the ticks are; about `count` round ones where absent.
 */
export function numericAxis(
	scale: Scale,
	unit: string,
	count: number,
	glyphs: Glyphs,
	values = scale.ticks(count),
): Axis {
	const prefix = axisPrefix(scale, unit);
	const isDecades = hasDecades(scale);
	const scaled = values.map(value => value / prefix.factor);
	const labels = isDecades ? values.map(formatDecade) : tickLabels(scaled);
	return {
		unit: cellText(prefixedUnit(prefix, unit), glyphs),
		ticks: values.map((value, index) => ({
			fraction: scale.fraction(value),
			label: cellText(labels[index] ?? '', glyphs),
		})),
	};
}

/** Ticks of names in the middle of equal steps. */
export function categoryAxis(labels: readonly string[], glyphs: Glyphs): Axis {
	return {
		unit: '',
		ticks: labels.map((label, index) => ({
			fraction: categoryFraction(index, labels.length),
			label: cellText(label, glyphs),
		})),
	};
}

/** Where category `index` of `count` stands: the middle of its step. */
export function categoryFraction(index: number, count: number): number {
	return (index + 0.5) / Math.max(1, count);
}

/** The width that y labels need, at most a third of the picture. */
export function labelColumns(axis: Axis, columns: number): number {
	const widest = axis.ticks.reduce((width, tick) => Math.max(width, displayWidth(tick.label)), 0);
	return Math.min(widest, Math.floor(columns / 3));
}

/** Draws the y axis left of the area: labels that do not touch each other, the line, a mark at each label. */
export function drawYAxis(grid: CellGrid, area: PlotArea, axis: Axis, glyphs: Glyphs): void {
	const line = glyphs === 'ascii' ? '|' : '│';
	for (let row = 0; row < area.rows; row += 1) grid.set(area.left - 1, area.top + row, line, QUIET);
	const width = area.left - 2;
	let taken = Number.POSITIVE_INFINITY;
	for (const tick of axis.ticks.toSorted((a, b) => a.fraction - b.fraction)) {
		const row = area.top + rowOfFraction(tick.fraction, area.rows);
		if (row >= taken || row < area.top || row >= area.top + area.rows) continue;
		taken = row;
		grid.put(0, row, fitToWidth(tick.label, width, 'end', glyphs), QUIET);
		grid.set(area.left - 1, row, glyphs === 'ascii' ? '+' : '┤', QUIET);
	}
}

/** Draws the x axis below the area: the line, a mark and a label at each tick that has room, the unit at the end. */
export function drawXAxis(grid: CellGrid, area: PlotArea, axis: Axis, glyphs: Glyphs): void {
	const row = area.top + area.rows;
	const [corner, dash, mark] = glyphs === 'ascii' ? ['+', '-', '+'] : ['└', '─', '┬'];
	grid.set(area.left - 1, row, corner, QUIET);
	for (let column = 0; column < area.columns; column += 1) grid.set(area.left + column, row, dash, QUIET);
	const unit = cutToWidth(axis.unit, Math.floor(area.columns / 2), glyphs);
	const end = area.left + area.columns - (unit === '' ? 0 : displayWidth(unit) + 1);
	if (unit !== '') grid.put(end + 1, row + 1, unit, QUIET);
	const room = Math.max(1, Math.floor(area.columns / Math.max(1, axis.ticks.length)) - 1);
	const longest = axis.ticks.length > 1 ? Math.max(room, 4) : area.columns;
	let free = 0;
	for (const tick of axis.ticks.toSorted((a, b) => a.fraction - b.fraction)) {
		const column = area.left + columnOfFraction(tick.fraction, area.columns);
		if (column < area.left || column >= area.left + area.columns) continue;
		const label = cutToWidth(tick.label, longest, glyphs);
		const width = displayWidth(label);
		const start = Math.min(Math.max(0, column - Math.floor((width - 1) / 2)), end - width);
		if (start < free) continue;
		grid.set(column, row, mark, QUIET);
		grid.put(start, row + 1, label, QUIET);
		free = start + width + 1;
	}
}

/** The row of a fraction in an area of that many rows; 0 is the top. */
export function rowOfFraction(fraction: number, rows: number): number {
	return Math.floor(dotOfFraction(1 - fraction, rows * 4) / 4);
}

/** The column of a fraction in an area of that many columns. */
export function columnOfFraction(fraction: number, columns: number): number {
	return Math.floor(dotOfFraction(fraction, columns * 2) / 2);
}

/** The dot of a fraction on a side of that many dots. */
export function dotOfFraction(fraction: number, dots: number): number {
	return Math.round(fraction * (dots - 1));
}

/** Labels of evenly spaced numbers: the decimals of the step, exponents beyond 10^6 and below 10^-4. */
function tickLabels(values: readonly number[]): readonly string[] {
	const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0)));
	const step = Math.min(...steps, ...(steps.length === 0 ? values.map(Math.abs) : []));
	const largest = Math.max(...values.map(Math.abs));
	if (largest >= 1e6 || (largest > 0 && largest < 1e-3))
		return values.map(value => (value === 0 ? '0' : formatDecade(value)));
	const decimals = Math.min(10, neededDecimals(values, step));
	return values.map(value => value.toFixed(decimals));
}

function neededDecimals(values: readonly number[], step: number): number {
	// Differences of decimal fractions may fall short of the step by a rounding error.
	const start = step > 0 && Number.isFinite(step) ? Math.max(0, -exponentOf(step * (1 + 1e-9))) : 2;
	const exact = (decimals: number): boolean =>
		values.every(value => Math.abs(Number(value.toFixed(decimals)) - value) <= step * 1e-3);
	return [start, start + 1, start + 2].find(exact) ?? start + 2;
}

/** `1e-5`, `0.01`, `10`, `64`, `20k`, `5M`: short, for a log axis. */
export function formatDecade(value: number): string {
	const magnitude = Math.abs(value);
	if (magnitude < 1e-3 || magnitude >= 1e15) return shortExponential(value);
	const prefix = magnitude >= 1e4 ? choosePrefix(magnitude, 'FLOP') : choosePrefix(0, '');
	return `${trimZeros(formatScaled(value, prefix, 3))}${prefix.symbol}`;
}

function shortExponential(value: number): string {
	return value
		.toExponential(2)
		.replace(/\.?0+e/, 'e')
		.replace('e+', 'e');
}

function trimZeros(text: string): string {
	return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
