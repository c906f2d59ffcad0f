import {replaceBareNumbers} from '../foreign/bare-numbers.ts';
import {parseNumber} from '../number.ts';

/** Characters of a line beyond which it is no record. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Reads a JSON object as Python writes it too: NaN and the infinities bare (they become their names, which `parseNumber`
 * reads). Undefined for anything else.
 */
export function parseJsonObject(text: string): ReadonlyMap<string, unknown> | undefined {
	const trimmed = text.trim();
	if (trimmed.length > MAX_CHARACTERS || !trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
	const value = parseStorableJson(trimmed);
	return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

/**
 * Any value as Python's `json` writes it, with NaN and the infinities as their names, as a journal stores them; undefined
 * where it is none.
 */
export function parseStorableJson(text: string): unknown {
	return parseJson(text) ?? parseJson(replaceBareNumbers(text, word => `"${word}"`));
}

/** Whether a value is an object of JSON. Read its keys with `own`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number, also one that stands as text (`"0.5"`, `NaN`); undefined for anything else. */
export function jsonNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' ? parseNumber(value) : undefined;
}

/** A text; empty for anything else. */
export function jsonText(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
