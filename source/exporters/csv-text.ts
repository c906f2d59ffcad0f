import {stringify} from 'csv-stringify/sync';
import {parseNumber} from '../domain/number.ts';
import type {Cell, Column} from '../domain/column/trial-columns.ts';

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
	yield `${columns.map(column => formatText(column.name)).join(',')}\n`;
	let chunk = createChunk();
	let count = 0;
	for (const row of rows) {
		let hasBefore = false;
		let run: number[] | undefined;
		for (const column of columns) {
			const cell = column.cell(row);
			if (typeof cell !== 'number' || !Number.isFinite(cell)) {
				run = undefined;
				chunk.parts.push((hasBefore ? ',' : '') + formatCell(cell, formatText));
			} else if (run === undefined) {
				run = [cell];
				chunk.runs.push(run);
				chunk.parts.push(hasBefore ? ',' : '', RUN);
			} else run.push(cell);
			hasBefore = true;
		}
		chunk.parts.push('\n');
		count += 1;
		if (count % CHUNK_ROWS > 0) continue;
		yield chunkText(chunk);
		chunk = createChunk();
	}
	if (chunk.parts.length > 0) yield chunkText(chunk);
}

/** Stands for the next run. */
const RUN = undefined;

/**
 * Some rows on their way to text. Finite numbers that stand beside each other are a run: JSON writes all runs of a
 * chunk at once, in shortest round-trip form as `String` does, without a text for each number.
 */
type Chunk = {readonly parts: (string | typeof RUN)[]; readonly runs: number[][]};

function createChunk(): Chunk {
	return {parts: [], runs: []};
}

function chunkText({parts, runs}: Chunk): string {
	const runTexts = JSON.stringify(runs).slice(2, -2).split('],[');
	let text = '';
	let next = 0;
	for (const part of parts) text += part === RUN ? runTexts[next++] : part;
	return text;
}

/** Numbers as their names: `NaN`, `Infinity`; nothing for a missing value. */
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
