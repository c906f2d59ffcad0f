import {encodeNumber, type JsonNumber, parseNumber} from '../domain/number.ts';

/** `loss=0.3`, `loss: 0.3`, at the start of a line or behind a blank or a comma. */
const PRINTED = /(?:^|[\s,;{])"?([A-Za-z_][\w./-]{0,80})"?[=:][ \t]?([+-]?[\w.][\w.+-]{0,40})/gm;
/** Only the end of an output is looked at. */
const MOST_CHARACTERS = 64 * 1024;

/** Numbers that a program printed with their names; of a name that comes twice the last one. */
export function printedNumbers(output: string): readonly (readonly [string, JsonNumber])[] {
	const found = new Map<string, JsonNumber>();
	for (const [, name = '', text = ''] of output.slice(-MOST_CHARACTERS).matchAll(PRINTED)) {
		const value = parseNumber(text);
		if (value !== undefined) found.set(name, encodeNumber(value));
	}
	return [...found];
}
