import {UserError} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {safeText} from '../domain/safe-text.ts';
import {isGzip, readEnd, readStart, withFile} from './foreign-file.ts';
import {type CsvDialect, type CsvRow, detectDialect, readCsvRows} from './csv-rows.ts';
import type {ForeignTable} from './table-cells.ts';
import {tableSweep} from './table-sweep.ts';

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
 * The table in a CSV. Rows with fewer cells than the header lack the last ones; the last line of a file that is being
 * written is left out while it is half.
 * @throws UserError for an empty file, and, while rows are read, for a row with more cells than the header.
 */
export function readCsvTable(source: ForeignSource, path?: string): ForeignTable {
	const where = path ?? source.name;
	const firstLine = firstOf(source.lines(path)) ?? '';
	const dialect = detectDialect(firstLine);
	const header = firstOf(readCsvRows(source.texts(path), dialect, {where, place: {line: 0}}));
	if (header === undefined) throw new UserError(`${safeText(where)} is empty`, 'Check that its program has begun.');
	const columns = header.map(name => String(name).trim());
	const body: Body = {width: header.length, where, isTorn: !endsWithLine(source, path)};
	return {
		columns,
		hasDecimalCommas: dialect.delimiter !== ',',
		rows: {[Symbol.iterator]: () => bodyOf(source.texts(path), dialect, body)},
		typedRows: isNumber => ({[Symbol.iterator]: () => bodyOf(source.texts(path), dialect, {...body, isNumber})}),
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
	readonly isTorn: boolean;
	readonly isNumber?: readonly boolean[];
};

function* bodyOf(
	texts: Iterable<string>,
	dialect: CsvDialect,
	{width, where, isTorn, isNumber = []}: Body,
): Generator<CsvRow> {
	const place = {line: 0};
	const rows = readCsvRows(texts, dialect, {where, place, isNumber, width});
	rows.next(); // The header.
	let held: CsvRow | undefined;
	for (const cells of rows) {
		if (cells.length > width) refuseLong(cells, place.line, {width, where});
		if (!isTorn) {
			yield cells;
			continue;
		}
		if (held !== undefined) yield held;
		held = cells;
	}
	// The program that writes the file may be within its last line.
	if (held !== undefined && held.length >= width) yield held;
}

function refuseLong(cells: CsvRow, line: number, {width, where}: Pick<Body, 'width' | 'where'>): void {
	if (cells.slice(width).every(cell => String(cell).trim() === '')) return;
	throw new UserError(
		`${safeText(where)}:${line} has ${cells.length} cells, the header has ${width}`,
		'A cell with the delimiter in it must stand in quotes.',
	);
}
