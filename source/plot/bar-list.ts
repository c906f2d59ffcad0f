import {renderBar} from './bar.ts';
import {type CellGrid, createCellGrid} from './cell-grid.ts';
import type {Glyphs, Picture, Run, Style} from './cells.ts';
import {type ChartSize, drawSegmentLines, legendLines} from './chart-frame.ts';
import type {Segment} from './legend.ts';
import {quiet} from './plot-words.ts';
import {QUIET} from './style.ts';
import {displayWidth, fitToWidth} from './width.ts';

/** One bar: its name, what it is worth in words, and how long it is. */
export type Bar = {
	/** Safe for a cell. */
	readonly name: string;
	/** Length of the bar; NaN draws none. */
	readonly value: number;
	/** Stand right-aligned before the bar, as many in each row: value, share. */
	readonly figures: readonly string[];
	/** Stands behind the bar where there is room. */
	readonly note: string;
	readonly style?: Style;
};

/** Where the bars of a list stand, for a mouse. */
export type BarListLayout = {readonly top: number; readonly first: number; readonly count: number};

const GAP = 2;
const LEAST_BAR = 8;
const MOST_NAME = 28;
const MOST_NOTE = 34;

/**
 * Named bars under a legend, longest text first to be cut: notes go where there is no room. A window around the row of
 * the cursor where there are more than rows; its last line says how many are not shown. Always `rows` × `columns`.
 */
export function renderBarList(
	bars: readonly Bar[],
	size: ChartSize,
	{
		legend,
		cursor,
		style,
		limits,
	}: {
		readonly legend: readonly Segment[];
		readonly cursor?: number;
		readonly style: Style;
		/** Values that the longest bars stand for; those of the bars where absent. */
		readonly limits?: readonly number[] | undefined;
	},
): Picture {
	const grid = createCellGrid(size.columns, size.rows);
	drawSegmentLines(grid, legendLines(legend, size));
	const layout = barListLayout(bars.length, size, {legend, ...(cursor === undefined ? {} : {cursor})});
	const widths = widthsOf(bars, size.columns);
	const finite = (limits ?? bars.map(({value}) => value)).filter(Number.isFinite);
	const range = {low: Math.min(0, ...finite), high: Math.max(0, ...finite)};
	bars.slice(layout.first, layout.first + layout.count).forEach((bar, row) => {
		const isCursor = layout.first + row === cursor;
		drawBar(grid, layout.top + row, bar, {widths, range, glyphs: size.glyphs, isCursor, style: bar.style ?? style});
	});
	const hidden = bars.length - layout.count;
	if (hidden > 0 && layout.top + layout.count < size.rows) {
		const before = layout.first;
		const dots = size.glyphs === 'ascii' ? '~' : '…';
		const text = `${dots} ${before} above, ${hidden - before} below`;
		grid.put(
			1,
			layout.top + layout.count,
			fitToWidth(text, Math.max(0, size.columns - 1), 'start', size.glyphs),
			QUIET,
		);
	}
	return grid.picture();
}

/** The rows that {@link renderBarList} shows of so many bars. */
export function barListLayout(
	total: number,
	size: ChartSize,
	{legend, cursor}: {readonly legend: readonly Segment[]; readonly cursor?: number},
): BarListLayout {
	const top = legendLines(legend, size).length;
	const room = Math.max(0, size.rows - top);
	const count = total <= room ? total : Math.max(0, room - 1);
	const centred = (cursor ?? 0) - Math.floor(count / 2);
	return {top, first: Math.max(0, Math.min(total - count, centred)), count};
}

type Widths = {
	readonly name: number;
	readonly figures: readonly number[];
	readonly bar: number;
	readonly note: number;
};

function widthsOf(bars: readonly Bar[], columns: number): Widths {
	const widest = (read: (bar: Bar) => string): number =>
		bars.reduce((width, bar) => Math.max(width, displayWidth(read(bar))), 0);
	const name = Math.min(
		widest(bar => bar.name),
		MOST_NAME,
		Math.max(4, Math.floor(columns / 3)),
	);
	const figures = (bars[0]?.figures ?? []).map((_, index) => widest(bar => bar.figures[index] ?? ''));
	const used = 1 + name + figures.reduce((sum, width) => sum + GAP + width, 0) + GAP;
	const wanted = Math.min(
		widest(bar => bar.note),
		MOST_NOTE,
	);
	const note = wanted > 0 && columns - used - GAP - wanted >= 2 * LEAST_BAR ? wanted : 0;
	return {name, figures, bar: Math.max(0, columns - used - (note === 0 ? 1 : note + GAP + 1)), note};
}

function drawBar(
	grid: CellGrid,
	row: number,
	bar: Bar,
	{
		widths,
		range,
		glyphs,
		isCursor,
		style,
	}: {
		readonly widths: Widths;
		readonly range: {readonly low: number; readonly high: number};
		readonly glyphs: Glyphs;
		readonly isCursor: boolean;
		readonly style: Style;
	},
): void {
	const base = range.low < 0 ? {base: 0} : {};
	const runs: readonly Run[] = [
		{text: isCursor ? (glyphs === 'ascii' ? '>' : '▌') : ' ', style: {foreground: {kind: 'role', role: 'accent'}}},
		{text: fitToWidth(bar.name, widths.name, 'start', glyphs), ...(isCursor ? {style: {bold: true}} : {})},
		...widths.figures.map((width, index): Run => {
			return {text: ' '.repeat(GAP) + fitToWidth(bar.figures[index] ?? '', width, 'end', glyphs)};
		}),
		{text: ' '.repeat(GAP)},
		...renderBar(bar.value, {columns: widths.bar, glyphs, low: range.low, high: range.high || 1, ...base, style}),
		...(widths.note === 0 ? [] : [quiet(' '.repeat(GAP) + fitToWidth(bar.note, widths.note, 'start', glyphs))]),
	];
	let column = 0;
	for (const {text, style: look} of runs) column = grid.put(column, row, text, look);
}
