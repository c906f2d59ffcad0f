import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/safe-text.ts';
import {jsonFault} from './json-fault.ts';

/** Values within values; deeper than this no result file is. */
const MOST_DEPTH = 64;
const BARE: ReadonlyMap<string, number> = new Map([
	['NaN', Number.NaN],
	['Infinity', Number.POSITIVE_INFINITY],
	['-Infinity', Number.NEGATIVE_INFINITY],
]);
const WORDS = [...BARE.keys()];

/**
 * Parses JSON as Python writes it: bare `NaN`, `Infinity` and `-Infinity` are numbers, everything else is as the
 * standard has it. Of keys that stand twice the last one counts.
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
		const marked = replaceBareWords(text, word => `"${mark}${word}"`);
		return JSON.parse(marked, (_key, value: unknown) =>
			typeof value === 'string' && value.startsWith(mark) ? BARE.get(value.slice(mark.length)) : value,
		);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UserError(
			`${safeText(where)} is no JSON: ${safeText(jsonFault(replaceBareWords(text, numberAsLong)))}`,
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
function numberAsLong(word: string): string {
	return word.startsWith('-') ? `-${numberAsLong(word.slice(1))}` : `0.${'0'.repeat(word.length - 2)}`;
}

/** Strings are passed over whole. */
function replaceBareWords(text: string, replace: (word: string) => string): string {
	const pieces: string[] = [];
	let from = 0;
	for (let at = 0; at < text.length; at++) {
		if (text[at] === '"') {
			at = endOfString(text, at);
			continue;
		}
		const word = WORDS.find(bare => text.startsWith(bare, at));
		if (word === undefined) continue;
		pieces.push(text.slice(from, at), replace(word));
		from = at + word.length;
		at = from - 1;
	}
	return pieces.join('') + text.slice(from);
}

function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at;
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

/** Whether a value is an object of JSON. Read its keys with `own`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
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
