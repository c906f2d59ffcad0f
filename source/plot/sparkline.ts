import type {Glyphs, Line, Style} from './cells.ts';
import {extentOf} from './scale.ts';

/** The lowest and the highest value that a sparkline shows. */
export type SparkRange = {readonly low: number; readonly high: number};

/** Size and range of a sparkline. */
export type SparklineOptions = {
	readonly columns: number;
	readonly glyphs: Glyphs;
	/** Given, so that a row does not rescale at each new value; else computed from the buckets by {@link sparkRange}. */
	readonly range?: SparkRange | undefined;
	readonly style?: Style;
	/** `start` grows to the right until the row is full (the past stands still), `end` keeps the newest at the right edge. */
	readonly align?: 'start' | 'end';
};

const UNICODE_LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const ASCII_LEVELS = ['_', '.', ':', '-', '=', '+', '*', '#'] as const;

/**
 * One row, one cell a bucket, the last `columns` of them. A bucket without a value (undefined, NaN) is a blank: a
 * gap is never a zero. Values outside of the range are held at its ends.
 */
export function renderSparkline(buckets: readonly (number | undefined)[], options: SparklineOptions): Line {
	const columns = Math.max(0, Math.floor(options.columns));
	const shown = columns === 0 ? [] : buckets.slice(-columns);
	const range = options.range ?? sparkRange(shown);
	const text = shown.map(value => sparkGlyph(value, range, options.glyphs)).join('');
	const blank = ' '.repeat(columns - shown.length);
	const row = options.align === 'end' ? blank + text : text + blank;
	return row === '' ? [] : [options.style === undefined ? {text: row} : {text: row, style: options.style}];
}

/** The glyph of one value: eight levels, a blank for none. An empty range gives the lowest level. */
export function sparkGlyph(value: number | undefined, range: SparkRange, glyphs: Glyphs): string {
	if (value === undefined || Number.isNaN(value)) return ' ';
	const levels = glyphs === 'ascii' ? ASCII_LEVELS : UNICODE_LEVELS;
	// In halves: the span of a range may be more than a double holds.
	const span = range.high / 2 - range.low / 2;
	const fraction = span > 0 ? (value / 2 - range.low / 2) / span : 0;
	const level = Math.floor(Math.min(1, Math.max(0, fraction)) * levels.length);
	return levels[Math.min(levels.length - 1, level)] ?? ' ';
}

/**
 * The range of the values; 0 to 1 where there are none. `minimumSpan` (in the unit of the values) keeps the noise of
 * a steady signal from filling the row: the range is widened to both sides.
 */
export function sparkRange(values: readonly (number | undefined)[], minimumSpan = 0): SparkRange {
	const present = values.filter(value => value !== undefined);
	const [low, high] = extentOf(present) ?? [0, 1];
	if (high - low >= minimumSpan) return {low, high};
	// Not around the very middle: that is where one level ends and the next begins.
	const start = (low + high) / 2 - (minimumSpan * 7) / 16;
	return {low: start, high: start + minimumSpan};
}
