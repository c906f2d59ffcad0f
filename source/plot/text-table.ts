import type {Glyphs, Line, Picture, Run, Style} from './cells.ts';
import {type ValueFormatOptions, chooseFormat} from './quantity.ts';
import {QUIET} from './style.ts';
import {cellText, cutToWidth, displayWidth, fitToWidth} from './width.ts';

/** One column of a printed table, as texts. */
export type TableColumn = {
	readonly title: string;
	/** Stands under the title; empty for none. */
	readonly unit: string;
	readonly align: 'start' | 'end';
	/** One text a row. */
	readonly cells: readonly string[];
	/** Style of a row's cell. */
	readonly styleOf?: (row: number) => Style | undefined;
};

/** What {@link renderTable} gives. */
export type PrintedTable = {
	/** A line of titles, one of units where there are any, then one a row. */
	readonly picture: Picture;
	/** Titles of columns that found no room. */
	readonly hidden: readonly string[];
};

const GAP = 2;
/** Texts are cut at this width, so that one long name does not push the numbers away. */
const MAX_TEXT_COLUMNS = 40;

/**
 * Sets columns side by side, two blanks apart, without lines.
 * @param options.columns at most so wide: what does not fit is left out from the right; absent is no limit.
 */
export function renderTable(
	table: readonly TableColumn[],
	options: {readonly glyphs: Glyphs; readonly columns?: number},
): PrintedTable {
	const {glyphs, columns: room = Number.POSITIVE_INFINITY} = options;
	const prepared = table.map(column => prepare(column, glyphs));
	let used = -GAP;
	const shown = prepared.filter((column, index) => {
		used += column.width + GAP;
		return used <= room || index === 0;
	});
	const rows = table[0]?.cells.length ?? 0;
	const titles = lineOf(shown, column => ({text: column.title, style: {bold: true}}));
	const hasUnits = shown.some(column => column.unit !== '');
	const units = hasUnits ? [lineOf(shown, column => ({text: column.unit, style: QUIET}))] : [];
	const body = Array.from({length: rows}, (_, row) =>
		lineOf(shown, column => {
			const style = column.styleOf?.(row);
			return {text: column.cells[row] ?? '', ...(style === undefined ? {} : {style})};
		}),
	);
	return {picture: [titles, ...units, ...body], hidden: prepared.slice(shown.length).map(column => column.title)};
}

/**
 * A column of numbers of one quantity, aligned at their decimal points. Strings stand as they are; what is missing is
 * a dash.
 */
export function numberColumn(
	title: string,
	values: readonly (number | string | undefined)[],
	options: ValueFormatOptions & {readonly glyphs: Glyphs},
): TableColumn {
	const format = chooseFormat(
		values.filter(value => typeof value === 'number'),
		options,
	);
	const texts = values.map(value =>
		typeof value === 'number' ? format.text(value) : (value ?? missingMark(options.glyphs)),
	);
	return {title, unit: format.unit, align: 'end', cells: alignPoints(texts)};
}

/** A column of texts. What is missing is a dash. */
export function textColumn(title: string, texts: readonly (string | undefined)[], glyphs: Glyphs): TableColumn {
	return {title, unit: '', align: 'start', cells: texts.map(text => text ?? missingMark(glyphs))};
}

/** What stands for a value that there is none of. */
function missingMark(glyphs: Glyphs): string {
	return glyphs === 'ascii' ? '-' : '—';
}

/** Pads numbers at their end so that right-aligned ones have their points in a column; exponents are left alone. */
function alignPoints(texts: readonly string[]): readonly string[] {
	const isPlain = (text: string): boolean => /^-?\d+(?:\.\d+)?$/.test(text);
	const decimals = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') : 0);
	const most = texts.reduce((width, text) => (isPlain(text) ? Math.max(width, decimals(text)) : width), 0);
	return texts.map(text => (isPlain(text) ? text + ' '.repeat(most - decimals(text)) : text));
}

type Prepared = TableColumn & {readonly width: number};

function prepare(column: TableColumn, glyphs: Glyphs): Prepared {
	const clean = (text: string): string => cutToWidth(cellText(text, glyphs), MAX_TEXT_COLUMNS, glyphs);
	const [title, unit] = [clean(column.title), clean(column.unit)];
	const cells = column.cells.map(clean);
	const width = [title, unit, ...cells].reduce((most, text) => Math.max(most, displayWidth(text)), 0);
	return {...column, title, unit, cells, width};
}

function lineOf(columns: readonly Prepared[], cellOf: (column: Prepared) => Run): Line {
	return columns.flatMap((column, index): Run[] => {
		const cell = cellOf(column);
		const fitted = {...cell, text: fitToWidth(cell.text, column.width, column.align)};
		return index === 0 ? [fitted] : [{text: ' '.repeat(GAP)}, fitted];
	});
}
