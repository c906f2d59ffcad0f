import {parse} from 'csv-parse/sync';
import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/safe-text.ts';
import {cutLine} from './csv-cells.ts';
import type {TableCell} from './table-cells.ts';

/** How the cells of a file are told apart. */
export type CsvDialect = {
	readonly delimiter: string;
	/** Whether the file ends its lines with CR alone. */
	readonly hasCarriageReturns: boolean;
};

/** Cells of a record, in order. */
export type CsvRow = readonly TableCell[];

/** How a CSV is read. */
export type CsvReading = {
	readonly where: string;
	/** Is kept at the record that was given last. */
	readonly place: CsvPlace;
	/** Columns whose cells may be given as numbers. */
	readonly isNumber?: readonly boolean[];
};

/** Where a reader of records stands: the line, from 1, that the last record ended on. */
export type CsvPlace = {line: number};

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Lines that are parsed together once a quote was seen. */
const BATCH_LINES = 2000;
/** Characters of a record with quotes; more is a quote that was never closed. */
const MOST_RECORD_CHARACTERS = 4 * 1024 ** 2;

/** The dialect that the first line speaks. */
export function detectDialect(firstLine: string): CsvDialect {
	const bare = firstLine.replaceAll(/"(?:[^"]|"")*"/g, '');
	let delimiter: string = ',';
	let most = 0;
	for (const candidate of DELIMITERS) {
		const count = bare.split(candidate).length - 1;
		if (count > most) [delimiter, most] = [candidate, count];
	}
	return {delimiter, hasCarriageReturns: /\r(?!\n)./.test(bare)};
}

/**
 * Records of a CSV (RFC 4180; `dialect` says the delimiter), streaming. Blank lines are no records. Lines without
 * quotes are cut directly; from the first quote on csv-parse reads batches of whole records.
 * @throws UserError naming the line where a quote is never closed.
 */
export function* readCsvRows(
	lines: Iterable<string>,
	{delimiter, hasCarriageReturns}: CsvDialect,
	{where, place, isNumber = []}: CsvReading,
): Generator<CsvRow> {
	const code = delimiter.charCodeAt(0);
	const quoted: Quoted = {lines: [], characters: 0, isOpen: false, openedAt: 0};
	let number = 0;
	for (const line of hasCarriageReturns ? splitReturns(lines) : lines) {
		number += 1;
		const hasQuote = line.includes('"');
		if (!hasQuote && quoted.lines.length === 0) {
			if (line === '') continue;
			place.line = number;
			yield isNumber.length === 0 ? line.split(delimiter) : cutLine(line, code, isNumber);
			continue;
		}
		addQuoted(quoted, line, hasQuote ? number : 0);
		if (quoted.isOpen && quoted.characters > MOST_RECORD_CHARACTERS) throw openQuote(where, quoted.openedAt);
		if (quoted.isOpen || quoted.lines.length < BATCH_LINES) continue;
		yield* parseBatch(quoted, delimiter, {where, place, lastLine: number});
	}
	if (quoted.isOpen) throw openQuote(where, quoted.openedAt);
	if (quoted.lines.length > 0) yield* parseBatch(quoted, delimiter, {where, place, lastLine: number});
}

function* splitReturns(lines: Iterable<string>): Generator<string> {
	for (const line of lines) yield* line.split('\r');
}

/** Lines that wait to be parsed together, the first of which has a quote. */
type Quoted = {lines: string[]; characters: number; isOpen: boolean; openedAt: number};

/** @param number of the line where it has a quote, else 0. */
function addQuoted(quoted: Quoted, line: string, number: number): void {
	quoted.lines.push(line);
	quoted.characters += line.length + 1;
	if (number === 0 || countQuotes(line) % 2 === 0) return;
	quoted.isOpen = !quoted.isOpen;
	if (quoted.isOpen) quoted.openedAt = number;
}

function countQuotes(line: string): number {
	let count = 0;
	for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) count++;
	return count;
}

function openQuote(where: string, line: number): UserError {
	return new UserError(`${safeText(where)}:${line} opens a quote that is never closed`, 'Close it, or write it twice.');
}

type Batch = {readonly where: string; readonly place: CsvPlace; readonly lastLine: number};

function* parseBatch(quoted: Quoted, delimiter: string, {where, place, lastLine}: Batch): Generator<CsvRow> {
	const before = lastLine - quoted.lines.length;
	const text = quoted.lines.join('\n');
	quoted.lines = [];
	quoted.characters = 0;
	for (const {record, info} of parseText(text, delimiter, {where, before})) {
		place.line = before + info.lines;
		yield record;
	}
}

type Parsed = {readonly record: readonly string[]; readonly info: {readonly lines: number}};

function parseText(
	text: string,
	delimiter: string,
	{where, before}: {readonly where: string; readonly before: number},
): readonly Parsed[] {
	try {
		return parse(text, {
			delimiter,
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: true,
			info: true,
			// With `info` each record comes with its place; the type of the function does not follow the option.
		}) as unknown as readonly Parsed[];
	} catch (error) {
		const line = before + (error instanceof Error && 'lines' in error ? Number(error.lines) : 1);
		const reason = error instanceof Error ? error.message : String(error);
		throw new UserError(`${safeText(where)}:${line} is no CSV: ${safeText(reason.slice(0, 160))}`, 'Mend the line.');
	}
}
