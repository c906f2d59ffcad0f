import {type BareNumber, replaceBareNumbers} from '../domain/foreign/bare-numbers.ts';
import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {jsonFault} from './json-fault.ts';

/** Values within values; deeper than this no result file is. */
const MOST_DEPTH = 64;

/**
 * Parses JSON as Python writes it: bare `NaN`, `Infinity` and `-Infinity` are numbers, everything else is as the
 * standard has it. Of keys that stand twice the last one counts. {@link parseStorableJson} reads such a text where it may
 * be a line of a program, and gives names in their place.
 * @param where path of the file, or path and line, for the message.
 * @throws UserError naming the place of the first character that is none.
 */
export function parseLooseJson(text: string, where: string): unknown {
	try {
		return withinDepth(JSON.parse(text), where);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		return withinDepth(parseTokens(text, where), where);
	}
}

/** Bare words outside of strings are replaced by marked strings, which the standard parser gives back as numbers. */
function parseTokens(text: string, where: string): unknown {
	const mark = markFor(text);
	try {
		const marked = replaceBareNumbers(text, word => `"${mark}${word}"`);
		return JSON.parse(marked, (_key, value: unknown) =>
			typeof value === 'string' && value.startsWith(mark) ? Number(value.slice(mark.length)) : value,
		);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UserError(
			`${safeText(where)} is no JSON: ${safeText(jsonFault(replaceBareNumbers(text, numberAsLong)))}`,
			'It may be cut: copy it anew, or take the broken part out.',
		);
	}
}

/** A beginning of strings that the text does not hold. */
function markFor(text: string): string {
	let number = 0;
	while (text.includes(`bare${number}:`)) number++;
	return `bare${number}:`;
}

/** A number as long as a bare word: with it in its place only what is a fault is refused, and stands where it stood. */
function numberAsLong(word: BareNumber): string {
	return `${word.startsWith('-') ? '-0' : '0'}.`.padEnd(word.length, '0');
}

function withinDepth(value: unknown, where: string): unknown {
	let level: readonly unknown[] = [value];
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > MOST_DEPTH)
			throw new UserError(
				`${safeText(where)} holds values within values more than ${MOST_DEPTH} deep`,
				'No result file does: check that it is the right file.',
			);
		level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []));
	}
	return value;
}

/** A list of JSON, or an empty one for any other value. */
export function asList(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** A text of JSON, or undefined for any other value. */
export function asText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** A text or number of JSON as text, or an empty text for any other value. */
export function labelText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
