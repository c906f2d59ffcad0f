import {parse} from 'csv-parse/sync';
import {messageOf, UserError} from '../../domain/errors.ts';
import {parseNumber} from '../../domain/number.ts';
import {safeText} from '../../domain/text/safe-text.ts';

/** Rows of a metrics.csv by name of the column; blank cells are absent. */
export type MetricRow = ReadonlyMap<string, string>;

/**
 * Reads a CSV to which one row an evaluation is appended. A row may be longer than those above it where a column was
 * added later (then the header has it too) and shorter before; a last line without an end that is shorter than the
 * header is still being written and is left out.
 * @throws UserError for text that is no CSV.
 */
export function readMetricRows(text: string, path: string): readonly MetricRow[] {
	const rows: readonly (readonly string[])[] = parseRows(text, path);
	const [header = [], ...body] = rows;
	const isHalf = !/[\r\n]$/.test(text) && (body.at(-1)?.length ?? header.length) < header.length;
	return (isHalf ? body.slice(0, -1) : body).map(
		row => new Map(header.flatMap((name, column) => cellOf(name, row[column] ?? ''))),
	);
}

function parseRows(text: string, path: string): readonly (readonly string[])[] {
	try {
		return parse(text, {relax_column_count: true, skip_empty_lines: true});
	} catch (error) {
		const reason = messageOf(error);
		throw new UserError(`${safeText(path)} is no CSV: ${safeText(reason)}`, 'Take the broken line out.');
	}
}

function cellOf(name: string, cell: string): readonly (readonly [string, string])[] {
	return cell.trim() === '' ? [] : [[name, cell.trim()]];
}

/** A number as this program's CSVs hold it: booleans of Python (`True`, `FALSE`) are 1 and 0; else as `parseNumber`. */
export function cellNumber(cell: string | undefined): number | undefined {
	if (cell === undefined) return undefined;
	if (/^true$/i.test(cell)) return 1;
	if (/^false$/i.test(cell)) return 0;
	return parseNumber(cell);
}
