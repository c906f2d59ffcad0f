import type {Line, Picture, Run, Style} from './cells.ts';
import {type Cluster, clustersOf} from './width.ts';

/** A rectangle of cells to draw on. What falls outside is clipped, so every picture has the promised size. */
export type CellGrid = {
	readonly columns: number;
	readonly rows: number;
	/**
	 * Draws text from a cell to the right, at most to the edge; a wide character that does not fit whole is a space.
	 * Gives the column after the text.
	 */
	readonly put: (column: number, row: number, text: string, style?: Style) => number;
	/** Draws one glyph that is known to be one column wide. */
	readonly set: (column: number, row: number, glyph: string, style?: Style) => void;
	/** Lays a style over the style of `length` cells. */
	readonly restyle: (column: number, row: number, length: number, style: Style) => void;
	/** The glyph of a cell; empty for the second half of a wide one and outside. */
	readonly glyphAt: (column: number, row: number) => string;
	/** The style of a cell. */
	readonly styleAt: (column: number, row: number) => Style | undefined;
	/** A grid of its own with the same cells. */
	readonly copy: () => CellGrid;
	readonly picture: () => Picture;
};

/** A grid of spaces. Sizes below 0 are 0; fractions are cut. */
export function createCellGrid(wantedColumns: number, wantedRows: number): CellGrid {
	const columns = Math.max(0, Math.floor(wantedColumns));
	const rows = Math.max(0, Math.floor(wantedRows));
	const glyphs = Array.from<string>({length: columns * rows}).fill(' ');
	return gridOver({columns, rows, glyphs, styles: Array.from<Style | undefined>({length: columns * rows})});
}

/** Cells row by row. */
type Cells = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: string[];
	readonly styles: (Style | undefined)[];
};

function gridOver({columns, rows, glyphs, styles}: Cells): CellGrid {
	const inside = (column: number, row: number): boolean => column >= 0 && column < columns && row >= 0 && row < rows;

	const set = (column: number, row: number, glyph: string, style?: Style): void => {
		if (!inside(column, row)) return;
		freeWide(glyphs, row * columns, column, columns);
		glyphs[row * columns + column] = glyph;
		styles[row * columns + column] = style;
	};
	const putCluster = (column: number, row: number, cluster: Cluster, style?: Style): void => {
		if (cluster.width === 1) return set(column, row, cluster.text, style);
		const fits = column >= 0 && column + cluster.width <= columns;
		for (let offset = 0; offset < cluster.width; offset += 1) set(column + offset, row, ' ', style);
		if (!fits || !inside(column, row)) return undefined;
		const start = row * columns + column;
		glyphs[start] = cluster.text;
		for (let offset = 1; offset < cluster.width; offset += 1) glyphs[start + offset] = '';
		return undefined;
	};
	return {
		columns,
		rows,
		set,
		put: (column, row, text, style) => {
			let at = column;
			for (const cluster of clustersOf(text)) {
				if (at >= columns) break;
				putCluster(at, row, cluster, style);
				at += cluster.width;
			}
			return at;
		},
		restyle: (column, row, length, style) => {
			for (let at = column; at < column + length; at += 1) {
				if (inside(at, row)) styles[row * columns + at] = {...styles[row * columns + at], ...style};
			}
		},
		glyphAt: (column, row) => (inside(column, row) ? (glyphs[row * columns + column] ?? '') : ''),
		styleAt: (column, row) => (inside(column, row) ? styles[row * columns + column] : undefined),
		copy: () => gridOver({columns, rows, glyphs: [...glyphs], styles: [...styles]}),
		picture: () =>
			Array.from({length: rows}, (_, row) =>
				lineOf(glyphs.slice(row * columns, (row + 1) * columns), styles.slice(row * columns, (row + 1) * columns)),
			),
	};
}

/** Before one half of a wide character is overwritten, turns the whole of it into spaces. */
function freeWide(glyphs: string[], start: number, column: number, columns: number): void {
	let first = column;
	while (first > 0 && glyphs[start + first] === '') first -= 1;
	if (first < column) glyphs[start + first] = ' ';
	for (let at = first + 1; at < columns && glyphs[start + at] === ''; at += 1) glyphs[start + at] = ' ';
}

function lineOf(glyphs: readonly string[], styles: readonly (Style | undefined)[]): Line {
	const runs: Run[] = [];
	let text = '';
	let style: Style | undefined;
	const flush = (): void => {
		if (text !== '') runs.push(style === undefined ? {text} : {text, style});
		text = '';
	};
	glyphs.forEach((glyph, column) => {
		// The second half of a wide glyph belongs to the run of its first half, whatever was laid over it.
		if (glyph !== '' && !sameStyle(style, styles[column])) {
			flush();
			style = styles[column];
		}
		text += glyph;
	});
	flush();
	return runs;
}

/** Whether two styles look the same. */
export function sameStyle(a: Style | undefined, b: Style | undefined): boolean {
	if (a === b) return true;
	if (a === undefined || b === undefined) return false;
	return (
		samePaint(a.foreground, b.foreground) &&
		samePaint(a.background, b.background) &&
		a.bold === b.bold &&
		a.inverse === b.inverse &&
		a.underline === b.underline
	);
}

function samePaint(a: Style['foreground'], b: Style['foreground']): boolean {
	if (a === b) return true;
	if (a === undefined || b === undefined || a.kind !== b.kind) return false;
	if (a.kind === 'rgb') return b.kind === 'rgb' && a.red === b.red && a.green === b.green && a.blue === b.blue;
	return b.kind === 'role' && a.role === b.role && a.index === b.index;
}
