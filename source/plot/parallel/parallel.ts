import {type DotCanvas, createDotCanvas} from '../braille-canvas.ts';
import {type CellGrid, createCellGrid} from '../cell-grid.ts';
import {counted, formatCount} from '../../domain/text/counted.ts';
import type {Glyphs, Picture, Style} from '../cells.ts';
import {type ChartSize, drawSegmentLines, legendLines, messagePicture} from '../chart-frame.ts';
import type {Segment} from '../legend.ts';
import {LEVELS, type ParallelAxis, type ParallelInput} from './parallel-data.ts';
import {type DrawnLines, chooseLines} from './parallel-drawn.ts';
import {quiet} from '../plot-words.ts';
import {ACCENT, BEST, CURSOR, POINT, QUIET} from '../style.ts';
import {chooseFormat} from '../quantity.ts';
import {formatDecade, rowOfFraction} from '../axes.ts';
import {cellText, cutToWidth, displayWidth} from '../width.ts';

/** Styles by level; a level of its own above all for the cursor. */
const STYLES: readonly Style[] = [QUIET, QUIET, POINT, BEST, ACCENT, CURSOR];
const CURSOR_LEVEL = 5;
/** Up to so many lines inside of a brush are drawn solid. */
const MOST_SOLID = 40;
/** Names of values are cut to no fewer columns. */
const LEAST_NAME = 6;
/** Names above, largest value, smallest value below. */
const AXIS_ROWS = 3;

/**
 * Parallel coordinates: an upright axis for each parameter and objective, a line for each trial, or for some of very
 * many. The best are drawn solid, the others dotted; so are those outside of the brushes. Always `rows` × `columns`.
 */
export function renderParallel(input: ParallelInput, size: ChartSize, cursor?: number): Picture {
	if (input.axes.length === 0) return messagePicture(size, input.empty);
	const {columns, glyphs} = size;
	const drawn = chooseLines(input, size.rows);
	const lines = legendLines(legendOf(input, drawn, glyphs), size);
	const rows = size.rows - lines.length - AXIS_ROWS;
	const across = placesOf(input.axes, columns);
	if (rows < 3 || across === undefined) return messagePicture(size, 'no room: too many axes for this width');
	const grid = createCellGrid(columns, size.rows);
	drawSegmentLines(grid, lines);
	const top = lines.length + 2;
	drawAxisLines(grid, input.axes, {across, top, rows, glyphs});
	const canvas = createDotCanvas(columns, rows, glyphs);
	drawLines(canvas, input, {across, drawn, cursor});
	canvas.drawOn(grid, 0, top);
	drawLabels(grid, input.axes, {across, top, rows, glyphs});
	return grid.picture();
}

/** The column of each axis; undefined where they would stand closer than three columns. */
function placesOf(axes: readonly ParallelAxis[], columns: number): readonly number[] | undefined {
	const margin = Math.min(6, Math.floor(columns / (2 * axes.length)));
	const step = (columns - 1 - 2 * margin) / (axes.length - 1);
	return step < 3 ? undefined : axes.map((_, index) => margin + Math.round(index * step));
}

type Places = {
	readonly across: readonly number[];
	readonly top: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
};

function drawAxisLines(grid: CellGrid, axes: readonly ParallelAxis[], {across, top, rows, glyphs}: Places): void {
	const [thin, thick] = glyphs === 'ascii' ? ['|', '#'] : ['│', '┃'];
	axes.forEach(({brush}, index) => {
		const column = across[index] ?? 0;
		const first = rowOfFraction(Math.min(1, brush?.to ?? 0), rows);
		const last = rowOfFraction(Math.max(0, brush?.from ?? 1), rows);
		for (let row = 0; row < rows; row += 1) {
			const isBrushed = brush !== undefined && row >= first && row <= last;
			grid.set(column, top + row, isBrushed ? thick : thin, isBrushed ? ACCENT : QUIET);
		}
	});
}

/** Each different stretch between two axes once, in the highest level that a line has there. */
function drawLines(
	canvas: DotCanvas,
	input: ParallelInput,
	{
		across,
		drawn,
		cursor,
	}: {readonly across: readonly number[]; readonly drawn: DrawnLines; readonly cursor: number | undefined},
): void {
	const {height} = canvas;
	const own = cursor === undefined ? -1 : input.trials.indexOf(cursor);
	const dots = input.axes.map(({fractions}) => dotsOf(fractions, height));
	const gaps = across.slice(1).map((_, index) => {
		const stretches = new Uint8Array(height * height);
		const [left, right] = [dots[index], dots[index + 1]];
		for (let line = 0; line < input.trials.length; line += 1) {
			const [from, to] = [left?.[line] ?? -1, right?.[line] ?? -1];
			if (from < 0 || to < 0) continue;
			const level = line === own ? CURSOR_LEVEL : (drawn.levels[line] ?? 0);
			const place = from * height + to;
			if (level > (stretches[place] ?? 0)) stretches[place] = level;
		}
		return stretches;
	});
	const steps = dotSteps(input, drawn);
	const byLevel = gaps.map(placesByLevel);
	for (let level: number = LEVELS.outside; level <= CURSOR_LEVEL; level += 1) {
		const [style, step] = [steps.styleOf(level), steps.stepOf(level)];
		byLevel.forEach((places, index) => {
			const [x0, x1] = [2 * (across[index] ?? 0) + 1, 2 * (across[index + 1] ?? 0)];
			for (const place of places[level] ?? []) {
				const [y0, y1] = [Math.floor(place / height), place % height];
				if (step === 1) canvas.line(x0, y0, x1, y1, style);
				else drawDotted(canvas, {x0, y0, x1, y1}, step, style);
			}
		});
	}
}

/** The stretches of each level: what stands out is drawn after what stands back. */
function placesByLevel(stretches: Uint8Array): readonly (readonly number[])[] {
	const places: number[][] = Array.from({length: CURSOR_LEVEL + 1}, () => []);
	for (let place = 0; place < stretches.length; place += 1) {
		const level = stretches[place] ?? 0;
		if (level > 0) places[level]?.push(place);
	}
	return places;
}

/** The dot of each line on an axis, from above; -1 without one. */
function dotsOf(fractions: Float64Array, height: number): Int32Array {
	const dots = new Int32Array(fractions.length);
	for (let line = 0; line < fractions.length; line += 1) {
		const at = fractions[line] ?? Number.NaN;
		dots[line] = Number.isNaN(at) ? -1 : Math.round((1 - at) * (height - 1));
	}
	return dots;
}

/**
 * Lines that stand back are dotted, so that colour is not needed to tell them: one dot in so many, the more lines
 * there are the thinner. Without a brush all but the best stand back; with one, those outside.
 */
function dotSteps(
	{axes}: ParallelInput,
	{counts}: DrawnLines,
): {
	readonly styleOf: (level: number) => Style;
	readonly stepOf: (level: number) => number;
} {
	const hasBrush = axes.some(({brush}) => brush !== undefined);
	const plain = counts[LEVELS.plain]?.drawn ?? 0;
	const behind = (counts[LEVELS.outside]?.drawn ?? 0) + (hasBrush ? 0 : plain);
	const haze = Math.min(12, Math.max(3, Math.round(behind / 25)));
	const inside = plain <= MOST_SOLID ? 1 : 2;
	return {
		styleOf: level => (level === LEVELS.plain && !hasBrush ? QUIET : (STYLES[level] ?? QUIET)),
		stepOf: level => {
			if (level === LEVELS.outside) return haze;
			return level === LEVELS.plain ? (hasBrush ? inside : haze) : 1;
		},
	};
}

function drawDotted(
	canvas: DotCanvas,
	{x0, y0, x1, y1}: {readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number},
	step: number,
	style: Style,
): void {
	// Lines begin apart, or their dots would stand in columns.
	const first = x0 + ((y0 * 7 + y1 * 3) % step);
	for (let x = first; x <= x1; x += step) canvas.dot(x, Math.round(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)), style);
}

function drawLabels(grid: CellGrid, axes: readonly ParallelAxis[], {across, top, rows, glyphs}: Places): void {
	// The narrowest of the gaps, which rounding makes unequal, less a blank.
	const room = Math.max(2, Math.min(...across.slice(1).map((column, index) => column - (across[index] ?? 0))) - 1);
	axes.forEach((axis, index) => {
		const column = across[index] ?? 0;
		const style: Style = axis.brush === undefined ? {} : ACCENT;
		putCentred(grid, {column, row: top - 2, room}, cutToWidth(cellText(axis.name, glyphs), room, glyphs), style);
		if (axis.categories !== undefined) {
			drawNames(grid, axis.categories, {
				column,
				top,
				rows,
				room,
				glyphs,
				style: axis.brush === undefined ? QUIET : ACCENT,
			});
			return;
		}
		const [low, high] = endTexts(axis);
		putCentred(grid, {column, row: top - 1, room}, cutToWidth(cellText(high, glyphs), room, glyphs), QUIET);
		putCentred(grid, {column, row: top + rows, room}, cutToWidth(cellText(low, glyphs), room, glyphs), QUIET);
	});
}

function endTexts({low, high, unit}: ParallelAxis): readonly [string, string] {
	if (unit === '' && high / low >= 100 && low > 0) return [formatDecade(low), formatDecade(high)];
	const format = chooseFormat([low, high], {unit});
	const end = unit === '' ? '' : ` ${format.unit}`;
	return [`${format.text(low)}${end}`, `${format.text(high)}${end}`];
}

/** Names beside their axis, over the lines; where rows are fewer than names, only those that have one. */
function drawNames(
	grid: CellGrid,
	names: readonly string[],
	{
		column,
		top,
		rows,
		room,
		glyphs,
		style,
	}: {
		readonly column: number;
		readonly top: number;
		readonly rows: number;
		readonly room: number;
		readonly glyphs: Glyphs;
		readonly style: Style;
	},
): void {
	const taken = new Set<number>();
	names.forEach((name, index) => {
		const row = top + rowOfFraction((index + 0.5) / names.length, rows);
		if (taken.has(row)) return;
		taken.add(row);
		const space = Math.min(room - 2, grid.columns - column - 2);
		const text = cutToWidth(cellText(name, glyphs), space, glyphs);
		// A letter and a dot would hide the lines and say nothing.
		if (displayWidth(name) > space && space < LEAST_NAME) return;
		// A tick and a blank keep the name apart from the lines around it.
		grid.set(column, row, glyphs === 'ascii' ? '+' : '├', style);
		grid.put(column + 1, row, `${text} `);
	});
}

function putCentred(
	grid: CellGrid,
	{column, row, room}: {readonly column: number; readonly row: number; readonly room: number},
	text: string,
	style: Style,
): void {
	const width = Math.min(room, displayWidth(text));
	const start = Math.min(Math.max(0, column - Math.floor(width / 2)), grid.columns - width);
	grid.put(start, row, text, style);
}

function legendOf(input: ParallelInput, {counts}: DrawnLines, glyphs: Glyphs): readonly Segment[] {
	const count = (level: number): {readonly all: number; readonly drawn: number} => counts[level] ?? {all: 0, drawn: 0};
	const [best, plain, marked] = [count(LEVELS.best), count(LEVELS.plain), count(LEVELS.marked)];
	const brushes = input.axes.flatMap(({name, brush}) => (brush === undefined ? [] : [`${name} ${brush.text}`]));
	const [solid, dotted] = glyphs === 'ascii' ? ['--', '..'] : ['──', '┄┄'];
	const segments: Segment[] = [];
	if (brushes.length > 0) {
		const inside = formatCount(best.all + plain.all);
		const text = `${brushes.map(brush => cellText(brush, glyphs)).join(' and ')}: ${inside} of ${counted(input.trials.length, 'trial')}`;
		const some = plain.drawn < plain.all ? `, ${formatCount(plain.drawn + best.drawn)} drawn` : '';
		segments.push([{text: `${solid} `, style: POINT}, {text: `${text}${some}`}]);
	}
	segments.push([{text: `${solid} `, style: BEST}, {text: `${input.bestName} ${drawnOf(best)}`}]);
	if (marked.all > 0) segments.push([{text: `${solid} `, style: ACCENT}, {text: `marked ${marked.all}`}]);
	segments.push([quiet(`${dotted} others ${drawnOf(brushes.length > 0 ? count(LEVELS.outside) : plain)}`)]);
	return segments;
}

/** `26 of 55,987` where not all are drawn. */
function drawnOf({all, drawn}: {readonly all: number; readonly drawn: number}): string {
	return drawn < all ? `${formatCount(drawn)} of ${formatCount(all)}` : formatCount(all);
}
