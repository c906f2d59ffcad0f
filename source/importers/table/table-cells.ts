import {parseNumber} from '../../domain/number.ts';
import type {Scalar} from '../../domain/space.ts';

/** A cell of a foreign table; undefined is missing. A CSV has texts only, other tables have types. */
export type TableCell = Scalar | undefined;

/** The cells of one row, where the plain numbers of a table of millions stand apart: to hold them costs no object. */
export type TableRow = {
	/** By column; NaN where a cell is no plain number. */
	readonly numbers: Float64Array;
	/** All other cells; undefined where the row is shorter. Beside a number it says nothing. */
	readonly cells: TableCell[];
};

/** Walks over the rows of a table. */
export type TableCursor = {
	/** Steps to the next row; false where there is none. */
	readonly next: () => boolean;
	/** The row it stands on: the same object for each. */
	readonly row: TableRow;
};

/** A foreign table. Rows are made anew by each iteration; a shorter row lacks its last cells. */
export type ForeignTable = {
	readonly columns: readonly string[];
	readonly rows: Iterable<readonly TableCell[]>;
	/** The same rows, where plain numbers of these columns stand in `numbers`; absent where a table has types. */
	readonly open?: (isNumber: readonly boolean[]) => TableCursor;
	/** Whether a comma may stand before decimals. */
	readonly hasDecimalCommas: boolean;
	/** What was left out of the rows that were read so far; absent where nothing ever is. */
	readonly leftOut?: () => readonly string[];
};

/** A row without a cell. @param width columns that may hold numbers. */
export function createTableRow(width: number): TableRow {
	return {numbers: new Float64Array(width).fill(Number.NaN), cells: new Array<TableCell>(width).fill(undefined)};
}

/** Walks over rows that have types already. */
export function openTypedRows(rows: Iterable<readonly TableCell[]>, width: number): TableCursor {
	const row = createTableRow(width);
	const iterator = rows[Symbol.iterator]();
	return {
		row,
		next: () => {
			const {done, value} = iterator.next();
			if (done === true) return false;
			for (let column = 0; column < width; column++) row.cells[column] = value[column];
			return true;
		},
	};
}

/** Texts that mean that there is no value, in lower case. */
const MISSING: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'none', 'null', '<na>', '-']);

const [ZERO, POINT, PLUS, MINUS, SPACE] = [0x30, 0x2e, 0x2b, 0x2d, 0x20] as const;

/** How those begin: `n`, `N`, `<`, `-`; a text of a few letters that does not is told apart at once. */
const [SMALL_N, LARGE_N, LESS, LAST_ASCII] = [0x6e, 0x4e, 0x3c, 0x7f] as const;

/** Whether a cell says that there is no value. */
export function isMissing(cell: TableCell): cell is undefined | '' {
	if (typeof cell !== 'string') return cell === undefined;
	if (cell.length > 4) return false;
	const first = cell.charCodeAt(0);
	const isOther = first > SPACE && first !== SMALL_N && first !== LARGE_N && first !== LESS && first !== MINUS;
	return !(isOther && first <= LAST_ASCII) && MISSING.has(cell.trim().toLowerCase());
}

/**
 * The number that a cell is, NaN for `nan`; undefined for a text. Hexadecimal, and `007`, which is a name, are texts.
 * @param hasDecimalCommas reads `3,14`.
 */
export function tableNumber(cell: TableCell, hasDecimalCommas: boolean): number | undefined {
	if (typeof cell === 'number') return cell;
	if (typeof cell !== 'string' || cell === '') return undefined;
	const value = Number(cell);
	// The usual number, fast: a table has millions.
	return Number.isNaN(value) || isOdd(cell) ? slowNumberOf(cell, hasDecimalCommas) : value;
}

/** Whether a text that JavaScript takes for a number needs a second look: blanks first, or a zero before digits or `x`. */
function isOdd(cell: string): boolean {
	const first = cell.charCodeAt(0);
	if (first <= SPACE) return true;
	const at = first === MINUS || first === PLUS ? 1 : 0;
	return cell.charCodeAt(at) === ZERO && cell.length > at + 1 && cell.charCodeAt(at + 1) !== POINT;
}

const ZERO_LED = /^[+-]?0\d/;
const DECIMAL_COMMA = /^[+-]?\d+,\d+(?:e[+-]?\d+)?$/i;

function slowNumberOf(cell: string, hasDecimalCommas: boolean): number | undefined {
	const text = cell.trim();
	if (ZERO_LED.test(text)) return undefined;
	if (hasDecimalCommas && DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
	return parseNumber(text);
}

/** The boolean that a cell is, as JSON, Python and spreadsheets write it; undefined for another text. */
export function booleanOf(cell: TableCell): boolean | undefined {
	if (typeof cell === 'boolean') return cell;
	if (typeof cell !== 'string' || cell.length > 5) return undefined;
	const lower = cell.trim().toLowerCase();
	return lower === 'true' ? true : lower === 'false' ? false : undefined;
}
