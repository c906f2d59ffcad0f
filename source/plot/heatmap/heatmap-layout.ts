import type {Aggregate} from '../../domain/view/aggregate.ts';
import type {Glyphs} from '../cells.ts';
import {type ValueFormat, chooseFormat} from '../quantity.ts';
import {type ScaleKind, createScale, extentOf} from '../scale.ts';
import {cellText, displayWidth} from '../width.ts';

/** One side: a parameter and its values. */
export type HeatmapAxis = {readonly name: string; readonly unit: string; readonly ticks: readonly string[]};

/** What is known of one pair of values. An absent cell was not run. */
export type HeatmapCell =
	| {
			readonly kind: 'value';
			readonly value: number;
			readonly trials: readonly number[];
			readonly mark?: 'best' | 'tied';
			/** Other trials of it break a constraint: the value is without them. */
			readonly hasInfeasible?: true;
	  }
	/** Trials gave values, all of which break a constraint: said, but on no scale and never best. */
	| {readonly kind: 'infeasible'; readonly value: number; readonly trials: readonly number[]}
	/** Trials were stopped early, none gave a final value; `value` is of what they had last reported, where they had. */
	| {readonly kind: 'pruned'; readonly value?: number; readonly trials: readonly number[]}
	/** Trials ran, none gave a finite value. */
	| {readonly kind: 'failed'; readonly trials: readonly number[]}
	/** Queued, waiting or running. */
	| {readonly kind: 'pending'; readonly trials: readonly number[]}
	/** Has trials, none of which the filter lets pass. */
	| {readonly kind: 'filtered'; readonly trials: readonly number[]};

/** All that a heatmap shows, without a size. */
export type HeatmapInput = {
	/** Lowest and highest value of the colours; those of the cells where absent. */
	readonly limits?: readonly [low: number, high: number] | undefined;
	readonly x: HeatmapAxis;
	readonly y: HeatmapAxis;
	readonly metric: {readonly name: string; readonly unit: string; readonly format?: string};
	readonly aggregate: Aggregate;
	/** How values become colours. */
	readonly scale: ScaleKind;
	/** Parameters that are held at one value, e.g. `block` → `64`. */
	readonly fixed: readonly {readonly name: string; readonly label: string}[];
	/** Parameters that the aggregate runs over. */
	readonly free: readonly string[];
	/** Row by row: `cells[y * x.ticks.length + x]`. */
	readonly cells: readonly (HeatmapCell | undefined)[];
	/** Trials that have no value on an axis: a parameter that is inactive in them. */
	readonly outside?: number | undefined;
	/** Indexes of ticks. */
	readonly cursor?: {readonly x: number; readonly y: number} | undefined;
	/** Said in place of the plot when nothing has a value. */
	readonly empty: string;
	/** Cells are ratios: the colours part at 1. */
	readonly ratio?: {readonly parameter: string; readonly numerator: string; readonly denominator: string} | undefined;
	/** Lines of equal value are drawn over the cells. */
	readonly hasIsolines?: boolean;
};

/** The room of a heatmap, in cells. */
export type HeatmapSize = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	/** Whether cells have a coloured background; else their value is shown by shades. */
	readonly colored: boolean;
	/** Lines above the ticks that name metric, axes and fixed values. */
	readonly headerLines: number;
};

/** Cells of one side that are shown: `count` from `first`, each `step` apart and `size` large. */
export type Span = {
	readonly first: number;
	readonly count: number;
	readonly size: number;
	readonly step: number;
	readonly total: number;
};

/** Where things stand in a picture of a certain size. Rows and columns count from its corner. */
export type HeatmapLayout = {
	/** Columns of the labels at the left. */
	readonly labelColumns: number;
	/** Row of the ticks of x. */
	readonly tickRow: number;
	/** First column and row of cells. */
	readonly left: number;
	readonly top: number;
	readonly across: Span;
	readonly down: Span;
	/** How values are written in the cells, and the columns of the longest; undefined where cells are too small. */
	readonly value: {readonly format: ValueFormat; readonly columns: number} | undefined;
	readonly legendRow: number | undefined;
};

/** Values of a heatmap as colours and texts. */
export type HeatmapValues = {
	readonly low: number;
	readonly high: number;
	readonly fraction: (value: number) => number;
	readonly format: ValueFormat;
	/** Round values within the range, for lines of equal value; of ratios 1 alone. */
	readonly levels: readonly number[];
};

/** About so many lines of equal value. */
const LEVELS = 4;

/** The range of the feasible values and how to write all; where none is feasible that of the others; else undefined. */
export function heatmapValues(input: HeatmapInput): HeatmapValues | undefined {
	const extent =
		extentOf(valuesOf(input), input.scale) ?? extentOf(valuesOf(input)) ?? extentOf(writtenValuesOf(input));
	if (extent === undefined) return undefined;
	const limits = input.limits ?? extent;
	const [low, high] = input.ratio === undefined ? limits : aroundOne(limits);
	// A half and a double are equally far from 1.
	const scale = createScale(input.ratio === undefined || low <= 0 ? input.scale : 'log', low, high);
	return {
		low,
		high,
		fraction: value => (low === high ? 1 : heldInside(scale.fraction(value))),
		format: formatOf(input, 3),
		levels: (input.ratio === undefined ? scale.ticks(LEVELS) : [1]).filter(level => level > low && level < high),
	};
}

/** The range that has 1 in its middle and holds both ends; the ends themselves where one of them is not above 0. */
function aroundOne([low, high]: readonly [number, number]): readonly [number, number] {
	if (low <= 0) return [low, high];
	const most = Math.max(high, 1 / low, 1.01);
	return [1 / most, most];
}

function formatOf(input: HeatmapInput, digits: number): ValueFormat {
	const {unit, format} = input.metric;
	return chooseFormat(writtenValuesOf(input), input.aggregate === 'count' ? {digits} : {unit, format, digits});
}

function* valuesOf(input: HeatmapInput): Generator<number> {
	for (const cell of input.cells) if (cell?.kind === 'value') yield cell.value;
}

function* writtenValuesOf(input: HeatmapInput): Generator<number> {
	for (const cell of input.cells) if (cell?.kind === 'value' || cell?.kind === 'infeasible') yield cell.value;
}

function heldInside(fraction: number): number {
	return Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction));
}

/** Lays a heatmap out: values in the cells where that lets all columns be seen, else bare cells, else a window. */
export function layoutHeatmap(
	input: HeatmapInput,
	size: HeatmapSize,
	values: HeatmapValues,
): HeatmapLayout | undefined {
	const airy = size.rows >= 12;
	const headerRows = size.headerLines === 0 ? 0 : size.headerLines + (airy ? 1 : 0);
	const legendRows = size.rows < 6 ? 0 : airy ? 2 : 1;
	const roomDown = size.rows - headerRows - legendRows - 1;
	const widest = input.y.ticks.reduce((width, tick) => Math.max(width, displayWidth(cellText(tick, size.glyphs))), 1);
	const labelColumns = Math.min(widest, Math.max(3, Math.floor(size.columns / 4)));
	const left = labelColumns + 2;
	const roomAcross = size.columns - left - 1;
	if (roomDown < 1 || roomAcross < 2) return undefined;
	const {across, value} = layoutAcross(input, size, values, {across: roomAcross, down: roomDown});
	const down = layoutDown(input, across, roomDown);
	return {
		labelColumns,
		tickRow: headerRows,
		left,
		top: headerRows + 1,
		across,
		down,
		value,
		legendRow: legendRows === 0 ? undefined : headerRows + 1 + down.count * down.size + legendRows - 1,
	};
}

type Across = Pick<HeatmapLayout, 'across' | 'value'>;

/** Cells with values where those of all columns fit, with fewer digits if need be; else bare cells, else a window. */
function layoutAcross(
	input: HeatmapInput,
	size: HeatmapSize,
	values: HeatmapValues,
	room: {readonly across: number; readonly down: number},
): Across {
	const total = input.x.ticks.length;
	const share = Math.floor(room.across / Math.max(1, total));
	for (const digits of share < 3 ? [] : [3, 2]) {
		const format = digits === 3 ? values.format : formatOf(input, digits);
		const columns = widestValue(input, format);
		const widestTick = input.x.ticks.reduce((width, tick) => Math.max(width, displayWidth(tick)), 0);
		const gap = share > columns + 1 || !size.colored ? 1 : 0;
		const cell = Math.min(share - gap, Math.max(columns + 7, Math.min(widestTick, 16)));
		// Shades are either at both sides of the value or in rows above it; a colour is behind it.
		const edges = size.colored || heightOf(cell, input, room.down) >= 2 ? 0 : 2;
		if (cell < columns + 1 + edges) continue;
		return {across: {first: 0, count: total, size: cell, step: cell + gap, total}, value: {format, columns}};
	}
	const step = Math.min(6, Math.max(share, 2));
	const count = Math.min(total, Math.floor(room.across / step));
	const cell = step >= 3 ? step - 1 : step;
	return {across: {first: firstShown(input.cursor?.x, count, total), count, size: cell, step, total}, value: undefined};
}

function layoutDown(input: HeatmapInput, across: Span, room: number): Span {
	const total = input.y.ticks.length;
	const height = heightOf(across.size, input, room);
	const count = Math.min(total, Math.floor(room / height));
	return {first: firstShown(input.cursor?.y, count, total), count, size: height, step: height, total};
}

/** Rows of a cell that make it about square on a screen, where there is room; not 4, so that the value is in the middle. */
function heightOf(cellColumns: number, input: HeatmapInput, room: number): number {
	const share = Math.floor(room / Math.max(1, input.y.ticks.length));
	const height = Math.max(1, Math.min(share, Math.round(cellColumns / 2), 5));
	return height === 4 ? 3 : height;
}

/** The first of `count` shown out of `total`, so that the cursor is in the middle where that can be. */
function firstShown(cursor: number | undefined, count: number, total: number): number {
	return Math.max(0, Math.min(total - count, (cursor ?? 0) - Math.floor(count / 2)));
}

function widestValue(input: HeatmapInput, format: ValueFormat): number {
	let widest = 1;
	for (const value of writtenValuesOf(input)) widest = Math.max(widest, format.text(value).length);
	return widest;
}

/** The cell under a place in the picture, as indexes of ticks; undefined between and outside of the cells. */
export function heatmapCellAt(
	layout: HeatmapLayout,
	column: number,
	row: number,
): {readonly x: number; readonly y: number} | undefined {
	const {across, down} = layout;
	const x = Math.floor((column - layout.left) / across.step);
	const y = Math.floor((row - layout.top) / down.step);
	if (x < 0 || x >= across.count || y < 0 || y >= down.count) return undefined;
	if ((column - layout.left) % across.step >= across.size) return undefined;
	return {x: across.first + x, y: down.first + y};
}

/** The place of the cell that holds a trial, for a cursor that is a trial; undefined where it is on no cell. */
export function heatmapCellOf(
	input: HeatmapInput,
	trial: number,
): {readonly x: number; readonly y: number} | undefined {
	const index = input.cells.findIndex(cell => cell?.trials.includes(trial) === true);
	if (index < 0) return undefined;
	return {x: index % input.x.ticks.length, y: Math.floor(index / input.x.ticks.length)};
}
