import {parseNumber} from '../domain/number.ts';
import {convertUnit, parseUnit} from '../domain/unit-scale.ts';

/** Reads values of one metric that are printed with a unit. */
export type UnitReader = {
	/** The word behind a number that ends at an offset, after a blank; empty for none, and for the name of an assignment. */
	readonly behind: (line: string, end: number) => string;
	/** The value in the metric's unit; `other` where the word is a unit of another quantity, undefined where it is none. */
	readonly convert: (value: number, word: string) => number | 'other' | undefined;
	/** A number with a unit right behind it, `12.3ms`; undefined where it is no number in a unit of the metric's quantity. */
	readonly attached: (text: string) => number | undefined;
};

const WORD_BEHIND = String.raw`[ \t]{1,64}([A-Za-zµμ]+(?:/[A-Za-zµμ]+)?)(?![\p{L}\p{N}_\-/]|[ \t]{0,64}[=:])`;
const ATTACHED = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-zµμ]+(?:\/[A-Za-zµμ]+)?)$/;
/** Beside these, `min` is the least of several and no minute. */
const STATISTIC = /\b(?:max|avg|mean|median)\b/i;

/** Undefined for a metric without a unit: its numbers are what they are. */
export function createUnitReader(unit: string | undefined): UnitReader | undefined {
	if (unit === undefined || unit === '') return undefined;
	const own = parseUnit(unit);
	const wordBehind = new RegExp(WORD_BEHIND, 'uy');
	const convert = (value: number, word: string): number | 'other' | undefined => {
		if (word === unit) return value;
		const printed = own === undefined ? undefined : parseUnit(word);
		if (own === undefined || printed === undefined) return undefined;
		if (printed.quantity === own.quantity) return convertUnit(value, printed, own);
		return printed.isPerCount || own.isPerCount ? undefined : 'other';
	};
	return {
		convert,
		behind: (line, end) => {
			if (own === undefined) return '';
			wordBehind.lastIndex = end;
			const word = wordBehind.exec(line)?.[1] ?? '';
			return word === 'min' && STATISTIC.test(line) ? '' : word;
		},
		attached: text => {
			if (text.endsWith(unit)) {
				const value = parseNumber(text.slice(0, -unit.length));
				if (value !== undefined) return value;
			}
			const [, number = '', word = ''] = ATTACHED.exec(text) ?? [];
			const value = parseNumber(number);
			const converted = value === undefined ? undefined : convert(value, word);
			return typeof converted === 'number' ? converted : undefined;
		},
	};
}
