import {stringify} from 'csv-stringify/sync';
import {parseNumber} from '../domain/number.ts';
import type {Cell, Column} from '../domain/trial-columns.ts';

/** How cells are written. */
export type CsvOptions = {
	/** Prefix texts that a spreadsheet would run as a formula with an apostrophe, unless they are plain numbers. */
	readonly csvSafe: boolean;
};

/** Rows of a chunk: a writer can do other work between two. */
const CHUNK_ROWS = 256;

/** A table as CSV (RFC 4180 with LF line ends), in chunks; the first line names the columns. */
export function* writeCsv<Row>(
	columns: readonly Column<Row>[],
	rows: Iterable<Row>,
	options: CsvOptions,
): Generator<string> {
	const formatText = createTextFormatter(options);
	let chunk = `${columns.map(column => formatText(column.name)).join(',')}\n`;
	let count = 0;
	for (const row of rows) {
		let line = '';
		for (const column of columns) line += `${formatCell(column.cell(row), formatText)},`;
		chunk += `${line.slice(0, -1)}\n`;
		count += 1;
		if (count % CHUNK_ROWS > 0) continue;
		yield chunk;
		chunk = '';
	}
	yield chunk;
}

/** Numbers in shortest round-trip form, also `NaN` and `Infinity`; nothing for a missing value. */
function formatCell(cell: Cell, formatText: (text: string) => string): string {
	if (cell === undefined) return '';
	return typeof cell === 'string' ? formatText(cell) : String(cell);
}

/** Texts that mean the same to every reader as they stand. */
const PLAIN = /^[\w./][\w./: +-]*$/;
/** First characters by which a spreadsheet takes a text for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
/** Different texts of a sweep are few (states, choices): more than this are not remembered. */
const MAX_REMEMBERED = 10_000;

/**
 * Texts go through csv-stringify, which is made for streams of records and takes ten times as long as the rest of a
 * row: so once for each text, and not for those that need no quotes.
 */
function createTextFormatter({csvSafe}: CsvOptions): (text: string) => string {
	const known = new Map<string, string>();
	return text => {
		if (text === '' || PLAIN.test(text)) return text;
		const remembered = known.get(text);
		if (remembered !== undefined) return remembered;
		const isFormula = FORMULA.test(text);
		const prefix = csvSafe && isFormula && parseNumber(text) === undefined ? "'" : '';
		const field = stringify([[prefix + text]], {quoted: isFormula, eof: false});
		if (known.size < MAX_REMEMBERED) known.set(text, field);
		return field;
	};
}
