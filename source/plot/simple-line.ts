import asciichart from 'asciichart';
import {drawXAxis} from './axes.ts';
import {createCellGrid} from './cell-grid.ts';
import type {Glyphs, Picture} from './cells.ts';
import {drawMessage} from './message.ts';
import {chooseFormat, quantityTitle} from './quantity.ts';
import {createScale, extentOf} from './scale.ts';
import {durationAxis} from './time-axis.ts';
import {cellText} from './width.ts';

/** One quantity over time, evenly spread over the columns. */
export type SimpleLineInput = {
	readonly name: string;
	readonly unit: string;
	/** In time order, seconds from the start of the chart. */
	readonly points: readonly {readonly x: number; readonly y: number}[];
	readonly empty: string;
};

const LABEL_COLUMNS = 9;
const ASCII_SYMBOLS = ['+', '+', '-', '-', '-', '\\', '.', '.', "'", '|'] as const;
const UNICODE_SYMBOLS = ['┼', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'] as const;

/**
 * One line of thin strokes for plain text, drawn by asciichart: reads better than dots where there is one series.
 * Each column shows that value of its time which is furthest from the mean, so that no peak is lost; a column without
 * values is blank. Always `rows` × `columns`.
 */
export function renderSimpleLine(
	input: SimpleLineInput,
	{columns, rows, glyphs}: {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs},
): Picture {
	const grid = createCellGrid(columns, rows);
	const width = columns - LABEL_COLUMNS;
	const extent = extentOf(input.points.map(point => point.y));
	if (extent === undefined) return drawMessage(grid, input.empty, glyphs);
	if (width < 8 || rows < 6) return drawMessage(grid, 'no room', glyphs);
	const points = input.points.filter(point => Number.isFinite(point.y));
	const [start, end] = [input.points[0]?.x ?? 0, input.points.at(-1)?.x ?? 0];
	const values = columnValues(points, {start, end, width});
	const scale = createScale('linear', extent[0], extent[1]);
	const {text, unit} = chooseFormat(
		Array.from({length: rows - 3}, (_, row) => scale.value(row / (rows - 4))),
		{unit: input.unit},
	);
	const lines = asciichart
		.plot(filled(values), {
			min: scale.low,
			max: scale.high,
			height: rows - 4,
			// Its labels are one element of the row whatever their width: label, axis, line.
			offset: 2,
			format: value => `${text(value)} `.padStart(LABEL_COLUMNS - 1),
			symbols: glyphs === 'ascii' ? ASCII_SYMBOLS : UNICODE_SYMBOLS,
		})
		.split('\n');
	grid.put(0, 0, cellText(quantityTitle(input.name, unit), glyphs), {bold: true});
	lines.slice(0, rows - 3).forEach((line, row) => {
		// asciichart cannot leave a gap: what it drew there is a bridge of ours.
		const shown = Array.from(line, (glyph, column) =>
			column >= LABEL_COLUMNS && values[column - LABEL_COLUMNS] === undefined ? ' ' : glyph,
		);
		grid.put(0, row + 1, shown.join(''));
	});
	const area = {left: LABEL_COLUMNS, top: 1, columns: width, rows: rows - 3};
	drawXAxis(grid, area, durationAxis(createScale('linear', start, end), Math.max(2, Math.round(width / 12))), glyphs);
	return grid.picture();
}

type Slot = {sum: number; count: number; low: number; high: number};

function columnValues(
	points: readonly {readonly x: number; readonly y: number}[],
	{start, end, width}: {readonly start: number; readonly end: number; readonly width: number},
): readonly (number | undefined)[] {
	const slots = Array.from<Slot | undefined>({length: width});
	const mean = points.reduce((sum, point) => sum + point.y / points.length, 0);
	for (const {x, y} of points) {
		const column = end > start ? Math.min(width - 1, Math.floor(((x - start) / (end - start)) * width)) : 0;
		const slot = (slots[column] ??= {sum: 0, count: 0, low: y, high: y});
		slot.sum += y;
		slot.count += 1;
		slot.low = Math.min(slot.low, y);
		slot.high = Math.max(slot.high, y);
	}
	const values = slots.map(slot =>
		slot === undefined ? undefined : slot.high - mean >= mean - slot.low ? slot.high : slot.low,
	);
	// Where samples are sparser than columns, those between two of them are no gap.
	return points.length >= width ? values : bridged(values, Math.ceil((2 * width) / Math.max(1, points.length)));
}

/** Fills holes of at most `reach` columns with the value before them. */
function bridged(values: readonly (number | undefined)[], reach: number): readonly (number | undefined)[] {
	let [last, age]: [number | undefined, number] = [undefined, 0];
	return values.map(value => {
		age = value === undefined ? age + 1 : 0;
		last = value ?? (age <= reach ? last : undefined);
		return last;
	});
}

/**
 * A number in every column: holes take that of the nearest value before, or the first one. The last one twice, since
 * each column is drawn as the step to the next.
 */
function filled(values: readonly (number | undefined)[]): readonly number[] {
	let last = values.find(value => value !== undefined) ?? 0;
	const numbers = values.map(value => {
		last = value ?? last;
		return last;
	});
	return [...numbers, last];
}
