import type {TableRow} from './table-cells.ts';

// Each a constant of its own: the bundler writes it in place, a member of an array would be read for each character.
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
/** Digits that a double holds exactly, whatever they are. */
const MOST_DIGITS = 15;
/** Digits that 31 bits hold, whatever they are. */
const PART_DIGITS = 9;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({length: 23}, (_, exponent) => 10 ** exponent);
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
export type RecordCursor = {at: number; lines: number};

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

/**
 * The plain number (`12`, `-0.5`, at most 15 digits, of which 9 before the point, no zero before another digit) that is
 * the whole cell at the cursor, which is then at its end; else NaN. With that few digits a quotient of two exact doubles
 * is the number that `Number` gives (Clinger 1990), and no text is made of it.
 */
function cutNumber(bytes: Buffer, cursor: RecordCursor, delimiter: number): number {
	let {at} = cursor;
	let code = bytes[at] ?? LINE_FEED;
	const isNegative = code === MINUS;
	if (isNegative) code = bytes[++at] ?? LINE_FEED;
	const first = at;
	// Digits are gathered in two numbers of 31 bits: to multiply a double for each of them takes twice as long.
	let part = 0;
	for (; code >= ZERO && code <= NINE; code = bytes[++at] ?? LINE_FEED) part = (part * 10 + code - ZERO) | 0;
	const whole = at - first;
	let decimals = 0;
	let mantissa = part;
	if (code === POINT) {
		code = bytes[++at] ?? LINE_FEED;
		const decimal = at;
		const full = first + 1 + PART_DIGITS;
		for (; code >= ZERO && code <= NINE && at < full; code = bytes[++at] ?? LINE_FEED)
			part = (part * 10 + code - ZERO) | 0;
		mantissa = part;
		if (code >= ZERO && code <= NINE) {
			const second = at;
			part = 0;
			for (; code >= ZERO && code <= NINE; code = bytes[++at] ?? LINE_FEED) part = (part * 10 + code - ZERO) | 0;
			mantissa = mantissa * (POWERS[at - second] ?? Number.NaN) + part;
		}
		decimals = at - decimal;
	}
	const digits = whole + decimals;
	if ((code !== delimiter && code !== LINE_FEED) || digits === 0 || digits > MOST_DIGITS) return Number.NaN;
	if (whole > PART_DIGITS || (whole > 1 && bytes[first] === ZERO)) return Number.NaN;
	cursor.at = at;
	const value = decimals === 0 ? mantissa : mantissa / (POWERS[decimals] ?? 1);
	return isNegative ? -value : value;
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
