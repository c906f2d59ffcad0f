import {UserError} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {isGzip, readEnd, readStart, withFile} from './foreign/foreign-file.ts';
import {type CsvCursor, type CsvDialect, detectDialect, openCsvRows, readCsvRows} from './csv/csv-rows.ts';
import type {ForeignTable, TableCell, TableCursor, TableRow} from './table/table-cells.ts';
import {tableSweep} from './table/table-sweep.ts';

/** Any CSV with a header and one trial a row; delimiters `,` `;` tab and `|`. */
export const csvImporter = {
	id: 'csv',
	title: 'CSV, one trial a row',
	takes: 'any table with a header (*.csv, *.tsv, also .gz): comma, semicolon, tab or bar; decimal commas',
	recognise: source => {
		if (source.kind !== 'file' || !/\.(?:csv|tsv)(?:\.gz)?$/i.test(source.name)) return undefined;
		return 'likely';
	},
	read: (source, options = {}) => [tableSweep(readCsvTable(source), source.name, options)],
} as const satisfies ImporterDefinition;

/**
 * The table in a CSV. Rows with fewer cells than the header lack the last ones. A last line without an end may be half
 * written: it is left out where it has fewer cells than the header, ends within a number, or has nothing in its last cell
 * though all others have.
 * @throws UserError for an empty file, and, while rows are read, for a row with more cells than the header.
 */
export function readCsvTable(source: ForeignSource, path?: string): ForeignTable {
	const where = path ?? source.name;
	const firstLine = firstOf(source.lines(path)) ?? '';
	const dialect = detectDialect(firstLine);
	const header = firstOf(readCsvRows(source.pieces(path), dialect, where));
	if (header === undefined) throw new UserError(`${safeText(where)} is empty`, 'Check that its program has begun.');
	const half: {line?: number} = {};
	const body: Body = {width: header.length, where, isTorn: !endsWithLine(source, path), half};
	const open = (isNumber: readonly boolean[]): TableCursor & Pick<CsvCursor, 'width'> =>
		openBody(source.pieces(path), dialect, {...body, isNumber});
	return {
		columns: header.map(name => name.trim()),
		hasDecimalCommas: dialect.delimiter !== ',',
		leftOut: () =>
			half.line === undefined
				? []
				: [`${safeText(where)}:${half.line} is half a line: its program is within it, or was cut off; it was left out`],
		rows: {
			*[Symbol.iterator](): Generator<readonly TableCell[]> {
				const {next, row, width} = open([]);
				while (next()) yield row.cells.slice(0, width());
			},
		},
		open,
	};
}

function firstOf<T>(items: Iterable<T>): T | undefined {
	for (const item of items) return item;
	return undefined;
}

/** Whether a file's last line has its end; a compressed one is whole. */
function endsWithLine(source: ForeignSource, path: string | undefined): boolean {
	return withFile(
		source.location(path),
		file => isGzip(readStart(file, 3)) || /[\r\n]/.test(readEnd(file, 1).toString('latin1')),
	);
}

type Body = {
	readonly width: number;
	readonly where: string;
	/** The last line has no end. */
	readonly isTorn: boolean;
	/** Gets the number of a last line that is half. */
	readonly half: {line?: number};
};

/** A number whose last digits are missing for certain. */
const CUT_NUMBER = /^[+-]$|^[+-]?[\d.]+[eE][+-]?$/;

/** Walks over the records below the header. */
function openBody(
	pieces: Iterable<Uint8Array>,
	dialect: CsvDialect,
	{width, where, isTorn, half, isNumber}: Body & {readonly isNumber: readonly boolean[]},
): TableCursor & Pick<CsvCursor, 'width'> {
	const cursor = openCsvRows(pieces, dialect, {where, isNumber, width});
	cursor.next(); // The header.
	let isLastCellOptional = false;
	const next = (): boolean => {
		if (!cursor.next()) return false;
		const cells = cursor.width();
		if (cells > width) refuseLong(cursor, {width, where});
		// The program that writes the file may be within its last line.
		if (!isTorn) return true;
		const end = textOfEnd(cursor.row, width);
		if (!cursor.isLast()) {
			isLastCellOptional ||= cells < width || end === '';
			return true;
		}
		const isWhole = cells >= width && (end === '' ? isLastCellOptional : !CUT_NUMBER.test(end));
		if (!isWhole) half.line = cursor.line();
		return isWhole;
	};
	return {next, row: cursor.row, width: cursor.width};
}

/** The last cell of a whole row; a number in its place is one, whichever. */
function textOfEnd({numbers, cells}: TableRow, width: number): string {
	return Number.isNaN(numbers[width - 1] ?? Number.NaN) ? String(cells[width - 1] ?? '').trim() : '0';
}

function refuseLong(cursor: CsvCursor, {width, where}: Pick<Body, 'width' | 'where'>): void {
	const cells = cursor.row.cells.slice(0, cursor.width());
	if (cells.slice(width).every(cell => String(cell).trim() === '')) return;
	throw new UserError(
		`${safeText(where)}:${cursor.line()} has ${cells.length} cells, the header has ${width}`,
		'A cell with the delimiter in it must stand in quotes.',
	);
}
