import type {TableCell} from './table-cells.ts';

const [ZERO, NINE, POINT, MINUS] = [0x30, 0x39, 0x2e, 0x2d] as const;
/** Digits that a double holds exactly, whatever they are. */
const MOST_DIGITS = 15;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({length: 23}, (_, exponent) => 10 ** exponent);

/**
 * Cuts a line without quotes into cells. Of columns that hold numbers, a plain one (`12`, `-0.5`, at most 15 digits, no
 * zero before another digit) is given as a number, read from the characters in place: with that few digits a quotient
 * of two exact doubles is the number that `Number` gives (Clinger 1990), and no text is made of it.
 * @param delimiter code of the character between cells.
 */
export function cutLine(line: string, delimiter: number, isNumber: readonly boolean[]): TableCell[] {
	const cells: TableCell[] = [];
	const {length} = line;
	let start = 0;
	for (let column = 0; start <= length; column++) {
		let at = start;
		if (isNumber[column] === true) {
			const isNegative = line.charCodeAt(at) === MINUS;
			if (isNegative) at++;
			const first = at;
			let mantissa = 0;
			let digits = 0;
			let point = -1;
			let code = 0;
			for (; at < length; at++) {
				code = line.charCodeAt(at);
				if (code >= ZERO && code <= NINE) {
					mantissa = mantissa * 10 + (code - ZERO);
					digits++;
				} else if (code === POINT && point < 0) point = at;
				else break;
			}
			const isWhole = at === length || code === delimiter;
			const isZeroLed = digits > 1 && line.charCodeAt(first) === ZERO && point !== first + 1;
			if (isWhole && digits > 0 && digits <= MOST_DIGITS && !isZeroLed) {
				const value = point < 0 ? mantissa : mantissa / (POWERS[at - point - 1] ?? 1);
				cells.push(isNegative ? -value : value);
				start = at + 1;
				continue;
			}
		}
		while (at < length && line.charCodeAt(at) !== delimiter) at++;
		cells.push(line.slice(start, at));
		start = at + 1;
	}
	return cells;
}
