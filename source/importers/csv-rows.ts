import {parse} from 'csv-parse/sync';
import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/safe-text.ts';
import {cutRecord, type RecordShape} from './csv-cells.ts';
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
	/** Cells that a record is expected to have. */
	readonly width?: number;
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
 * Records of a CSV (RFC 4180; `dialect` says the delimiter), streaming. Blank lines are no records. Texts without
 * quotes are cut in place; from the first quote on csv-parse reads batches of whole records.
 * @param texts of the file in pieces that end where a line ends, without that end.
 * @throws UserError naming the line where a quote is never closed.
 */
export function* readCsvRows(
	texts: Iterable<string>,
	{delimiter, hasCarriageReturns}: CsvDialect,
	{where, place, isNumber = [], width = 0}: CsvReading,
): Generator<CsvRow> {
	const shape = {delimiter: delimiter.charCodeAt(0), isNumber, width};
	const quoted: Quoted = {lines: [], characters: 0, isOpen: false, openedAt: 0};
	const cursor = {at: 0};
	let number = 0;
	for (const piece of texts) {
		const text = withLineFeeds(piece, hasCarriageReturns);
		if (quoted.lines.length > 0 || text.includes('"')) {
			yield* readQuoted(text.split('\n'), number, {quoted, delimiter, shape, where, place});
			number += countLines(text);
			continue;
		}
		for (cursor.at = 0; cursor.at <= text.length; ) {
			number += 1;
			if (isBlank(text, cursor.at)) {
				cursor.at += 1;
				continue;
			}
			place.line = number;
			yield cutRecord(text, cursor, shape);
		}
	}
	if (quoted.isOpen) throw openQuote(where, quoted.openedAt);
	if (quoted.lines.length > 0) yield* parseBatch(quoted, delimiter, {where, place, lastLine: number});
}

/** The text with LF as its line ends: CR LF and, where a file ends its lines so, CR alone. */
function withLineFeeds(text: string, hasCarriageReturns: boolean): string {
	if (!text.includes('\r')) return text;
	const bare = text.replaceAll(/\r(?=\n|$)/g, '');
	return hasCarriageReturns ? bare.replaceAll('\r', '\n') : bare;
}

function isBlank(text: string, at: number): boolean {
	return at === text.length || text.charCodeAt(at) === 0x0a;
}

function countLines(text: string): number {
	let count = 1;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
	return count;
}

type QuotedReading = {
	readonly quoted: Quoted;
	readonly delimiter: string;
	readonly shape: RecordShape;
	readonly where: string;
	readonly place: CsvPlace;
};

/** Records of lines of which some have quotes. @param before lines of the file that stand before them. */
function* readQuoted(
	lines: readonly string[],
	before: number,
	{quoted, delimiter, shape, where, place}: QuotedReading,
): Generator<CsvRow> {
	for (const [index, line] of lines.entries()) {
		const number = before + index + 1;
		const hasQuote = line.includes('"');
		if (!hasQuote && quoted.lines.length === 0) {
			if (line === '') continue;
			place.line = number;
			yield cutRecord(line, {at: 0}, shape);
			continue;
		}
		addQuoted(quoted, line, hasQuote ? number : 0);
		if (quoted.isOpen && quoted.characters > MOST_RECORD_CHARACTERS) throw openQuote(where, quoted.openedAt);
		if (quoted.isOpen || quoted.lines.length < BATCH_LINES) continue;
		yield* parseBatch(quoted, delimiter, {where, place, lastLine: number});
	}
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
