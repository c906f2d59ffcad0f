import {isAscii} from 'node:buffer';
import {createRecordCursor, cutRecord, type RecordBytes, type RecordCursor} from './csv-cells.ts';
import {createQuotedLines, type QuotedRecord} from './csv-quotes.ts';
import {createTableRow, type TableRow} from '../table/table-cells.ts';

/** How the cells of a file are told apart. */
export type CsvDialect = {
	/** One character below 128. */
	readonly delimiter: string;
	/** Whether the file ends its lines with CR alone. */
	readonly hasCarriageReturns: boolean;
};

/** How a CSV is read. */
export type CsvReading = {
	/** Names the file in errors. */
	readonly where: string;
	/** Columns whose plain numbers are given as numbers. */
	readonly isNumber?: readonly boolean[];
	/** Cells that a record has at most, where that is known. */
	readonly width?: number;
};

/** Walks over the records of a CSV; all it says is of the one that it stands on. */
export type CsvCursor = {
	/** Steps to the next record; false where there is none. Throws UserError naming the line where a quote is never closed. */
	readonly next: () => boolean;
	/** Its cells: the same object for each record. */
	readonly row: TableRow;
	/** How many cells it has. */
	readonly width: () => number;
	/** The line, from 1, that it ends on. */
	readonly line: () => number;
	/** Whether there is none after it. */
	readonly isLast: () => boolean;
};

const DELIMITERS = [',', ';', '\t', '|'] as const;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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
 * Records of a CSV (RFC 4180; `dialect` says the delimiter), streaming. Blank lines are no records. They are cut in
 * place; csv-parse reads those whose quotes are odd.
 * @param pieces of the file in UTF-8 that end where a line ends.
 */
export function openCsvRows(pieces: Iterable<Uint8Array>, dialect: CsvDialect, reading: CsvReading): CsvCursor {
	const {where, isNumber = [], width: mostCells = 0} = reading;
	const shape = {delimiter: dialect.delimiter.charCodeAt(0), isNumber};
	const row = createTableRow(Math.max(mostCells, isNumber.length));
	const quoted = createQuotedLines(dialect.delimiter, where);
	const iterator = pieces[Symbol.iterator]();
	const cursor = createRecordCursor();
	let piece: RecordBytes = {bytes: Buffer.alloc(0), text: ''};
	let isEnded = false;
	let waiting: readonly QuotedRecord[] = [];
	let [waited, width, line] = [0, 0, 0];
	const load = (): void => {
		const {done, value} = iterator.next();
		isEnded = done === true;
		if (done === true) {
			[waiting, waited] = [quoted.finish(), 0];
			return;
		}
		piece = recordBytes(value, dialect.hasCarriageReturns);
		cursor.at = 0;
	};
	/** Goes on until there is a record to give or nothing is left. */
	const prepare = (): boolean => {
		for (;;) {
			if (waited < waiting.length) return true;
			while (!quoted.isWaiting() && piece.bytes[cursor.at] === LINE_FEED) skipBlank(cursor);
			if (cursor.at < piece.bytes.length) {
				if (!quoted.isWaiting()) return true;
				[waiting, waited] = [quoted.add(nextLine(piece.bytes, cursor), cursor.lines), 0];
			} else if (isEnded) return false;
			else load();
		}
	};
	const step = (): boolean => {
		for (;;) {
			if (!prepare()) return false;
			const record = waiting[waited];
			if (record !== undefined) {
				waited += 1;
				({line} = record);
				width = putCells(row, record.cells);
				return true;
			}
			const cut = cutRecord(piece, cursor, shape, row);
			if (cut > 0) {
				width = cut;
				line = cursor.lines;
				return true;
			}
			[waiting, waited] = [quoted.add(nextLine(piece.bytes, cursor), cursor.lines), 0];
		}
	};
	const next = (): boolean => {
		const before = width;
		if (!step()) return false;
		for (let column = width; column < before; column++) clearCell(row, column);
		return true;
	};
	return {next, row, width: () => width, line: () => line, isLast: () => !prepare()};
}

/** The records of a CSV as arrays of texts, each with its place. */
export function* readCsvRows(
	pieces: Iterable<Uint8Array>,
	dialect: CsvDialect,
	where: string,
): Generator<readonly string[]> {
	const {next, row, width} = openCsvRows(pieces, dialect, {where});
	while (next()) yield row.cells.slice(0, width()).map(String);
}

function skipBlank(cursor: RecordCursor): void {
	cursor.at += 1;
	cursor.lines += 1;
}

/** The line at the cursor, without its end, which the cursor is then behind. */
function nextLine(bytes: Buffer, cursor: RecordCursor): string {
	const end = bytes.indexOf(LINE_FEED, cursor.at);
	const line = bytes.toString('utf8', cursor.at, end);
	cursor.at = end + 1;
	cursor.lines += 1;
	return line;
}

/** Takes away what an earlier record had here. */
function clearCell({numbers, cells}: TableRow, column: number): void {
	cells[column] = undefined;
	if (column < numbers.length) numbers[column] = Number.NaN;
}

/** Fills a row with texts. */
function putCells({numbers, cells}: TableRow, texts: readonly string[]): number {
	numbers.fill(Number.NaN);
	for (const [column, text] of texts.entries()) cells[column] = text;
	return texts.length;
}

/** Bytes as records: LF as line ends in place of CR LF and, where a file ends its lines so, CR alone. */
function recordBytes(piece: Uint8Array, hasCarriageReturns: boolean): RecordBytes {
	const given = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
	const feeds = given.includes(CARRIAGE_RETURN) ? withLineFeeds(given, hasCarriageReturns) : given;
	const bytes = feeds.at(-1) === LINE_FEED ? feeds : Buffer.concat([feeds, Buffer.of(LINE_FEED)]);
	return {bytes, text: isAscii(bytes) ? bytes.toString('latin1') : undefined};
}

function withLineFeeds(given: Buffer, hasCarriageReturns: boolean): Buffer {
	const bytes = Buffer.allocUnsafe(given.length);
	let length = 0;
	for (let at = 0; at < given.length; at++) {
		const code = given[at] ?? 0;
		if (code !== CARRIAGE_RETURN) bytes[length++] = code;
		else if (given[at + 1] === LINE_FEED || at + 1 === given.length) continue;
		else bytes[length++] = hasCarriageReturns ? LINE_FEED : code;
	}
	return bytes.subarray(0, length);
}
