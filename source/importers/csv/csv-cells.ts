import {cutNumber, type NumberCursor} from './csv-numbers.ts';
import type {TableRow} from '../table/table-cells.ts';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
/** Bytes of a cell with quotes; more is a quote that was never closed. */
export const MOST_QUOTED_BYTES = 4 * 1024 ** 2;

/** How the records of a text are cut. */
export type RecordShape = {
	/** Code of the character between cells, below 128. */
	readonly delimiter: number;
	/** Columns whose plain numbers are given as numbers. */
	readonly isNumber: readonly boolean[];
};

/** Whole records, in UTF-8; each line ends with LF. */
export type RecordBytes = {
	readonly bytes: Buffer;
	/** The same as text, where each character is one byte. */
	readonly text: string | undefined;
};

/** Where the next record begins, and how many lines ended before it. */
export type RecordCursor = NumberCursor & {lines: number};

/** A cursor at the first byte. */
export function createRecordCursor(): RecordCursor {
	return {at: 0, point: -1, count: 0, lines: 0};
}

/**
 * Cuts the record that begins at the cursor, which is then behind its line end. Cells in quotes are read as RFC 4180
 * has them. @returns how many cells it has; 0, with the cursor where it was, where a quote is not closed in these bytes
 * or stands where none may: the record needs another reader.
 */
export function cutRecord(piece: RecordBytes, cursor: RecordCursor, shape: RecordShape, row: TableRow): number {
	const {bytes, text} = piece;
	const {delimiter, isNumber} = shape;
	const {numbers, cells} = row;
	const {at: start, lines} = cursor;
	for (let column = 0; ; column++) {
		if (isNumber[column] === true) {
			const value = cutNumber(bytes, cursor, delimiter);
			numbers[column] = value;
			if (!Number.isNaN(value)) {
				if (bytes[cursor.at++] === delimiter) continue;
				cursor.lines += 1;
				return column + 1;
			}
		}
		const first = cursor.at;
		if (bytes[first] === QUOTE) {
			const cell = cutQuoted(piece, cursor, delimiter);
			if (cell === undefined) {
				cursor.at = start;
				cursor.lines = lines;
				return 0;
			}
			cells[column] = cell;
		} else {
			let at = first;
			let code = bytes[at];
			while (code !== delimiter && code !== LINE_FEED) code = bytes[++at];
			cells[column] = text === undefined ? bytes.toString('utf8', first, at) : text.slice(first, at);
			cursor.at = at;
		}
		if (bytes[cursor.at++] === delimiter) continue;
		cursor.lines += 1;
		return column + 1;
	}
}

/** The cell in quotes at the cursor, which is then at its end; undefined where it does not end as RFC 4180 says. */
function cutQuoted({bytes, text}: RecordBytes, cursor: RecordCursor, delimiter: number): string | undefined {
	const first = cursor.at + 1;
	const end = Math.min(bytes.length, first + MOST_QUOTED_BYTES);
	let hasDoubled = false;
	for (let at = first; at < end; at++) {
		const code = bytes[at];
		if (code === LINE_FEED) cursor.lines += 1;
		if (code !== QUOTE) continue;
		if (bytes[at + 1] === QUOTE) {
			hasDoubled = true;
			at += 1;
			continue;
		}
		cursor.at = at + 1;
		if (bytes[cursor.at] !== delimiter && bytes[cursor.at] !== LINE_FEED) return undefined;
		const cell = text === undefined ? bytes.toString('utf8', first, at) : text.slice(first, at);
		return hasDoubled ? cell.replaceAll('""', '"') : cell;
	}
	return undefined;
}
