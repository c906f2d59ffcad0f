import type {TableCell} from './table-cells.ts';

// Each a constant of its own: the bundler writes it in place, a member of an array would be read for each character.
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const LINE_FEED = 0x0a;
/** Digits that a double holds exactly, whatever they are. */
const MOST_DIGITS = 15;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({length: 23}, (_, exponent) => 10 ** exponent);

/** How the records of a text are cut. */
export type RecordShape = {
	/** Code of the character between cells. */
	readonly delimiter: number;
	/** Columns whose plain numbers are given as numbers. */
	readonly isNumber: readonly boolean[];
	/** Cells that most records have: room is made for them at once. */
	readonly width: number;
};

/** Where the next record of a text begins; at its length + 1 there is none. */
export type TextCursor = {at: number};

/**
 * Cuts the record of a text without quotes that begins at the cursor, which is then behind its line end (LF). Of columns
 * that hold numbers, a plain one (`12`, `-0.5`, at most 15 digits, no zero before another digit) is given as a number,
 * read from the characters in place: with that few digits a quotient of two exact doubles is the number that `Number`
 * gives (Clinger 1990), and no text is made of it.
 */
export function cutRecord(text: string, cursor: TextCursor, {delimiter, isNumber, width}: RecordShape): TableCell[] {
	const cells = new Array<TableCell>(width);
	const {length} = text;
	let {at} = cursor;
	let column = 0;
	for (; ; column++) {
		const start = at;
		let code: number = LINE_FEED;
		if (isNumber[column] === true) {
			const isNegative = text.charCodeAt(at) === MINUS;
			if (isNegative) at++;
			const first = at;
			let mantissa = 0;
			let point = -1;
			for (code = LINE_FEED; at < length; at++) {
				code = text.charCodeAt(at);
				if (code >= ZERO && code <= NINE) mantissa = mantissa * 10 + (code - ZERO);
				else if (code === POINT && point < 0) point = at;
				else break;
			}
			const digits = at - first - (point < 0 ? 0 : 1);
			const isWhole = at === length || code === delimiter || code === LINE_FEED;
			const isZeroLed = digits > 1 && text.charCodeAt(first) === ZERO && point !== first + 1;
			if (isWhole && digits > 0 && digits <= MOST_DIGITS && !isZeroLed) {
				const value = point < 0 ? mantissa : mantissa / (POWERS[at - point - 1] ?? 1);
				cells[column] = isNegative ? -value : value;
				if (at++ < length && code === delimiter) continue;
				break;
			}
		}
		for (; at < length; at++) {
			code = text.charCodeAt(at);
			if (code === delimiter || code === LINE_FEED) break;
		}
		cells[column] = text.slice(start, at);
		if (at++ >= length || code !== delimiter) break;
	}
	if (column + 1 !== width) cells.length = column + 1;
	cursor.at = at;
	return cells;
}
