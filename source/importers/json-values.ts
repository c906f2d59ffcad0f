import {isObject} from '../domain/text/json-object.ts';
import {encodeNumber, type JsonNumber} from '../domain/number.ts';
import {own} from '../domain/record.ts';
import type {Scalar} from '../domain/space.ts';

/** Objects within objects whose keys become names; deeper ones stand as text. */
const MOST_DEPTH = 8;

/** Leaves of nested objects with `/` between the keys: `optimizer/name`. Lists are leaves. */
export function* leavesOf(value: unknown, name = '', depth = 0): Generator<readonly [string, unknown]> {
	if (!isObject(value) || depth >= MOST_DEPTH) {
		yield [name, value];
		return;
	}
	for (const key of Object.keys(value))
		yield* leavesOf(own(value, key), name === '' ? key : `${name}/${key}`, depth + 1);
}

/** A JSON value as one cell; undefined for null. A list or an object is its JSON text. */
export function scalarOf(value: unknown): Scalar | undefined {
	if (value === null || value === undefined) return undefined;
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	return JSON.stringify(value);
}

/** A JSON value as a text: itself where it is one, else its JSON; empty for what JSON lacks. */
export function textOfJson(value: unknown): string {
	return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** The finite or non-finite number under a key; undefined for anything else. */
export function numberAt(record: Readonly<Record<string, unknown>>, key: string): number | undefined {
	const value = own(record, key);
	return typeof value === 'number' ? value : undefined;
}

/** The text under a key; undefined for anything else. */
export function textAt(record: Readonly<Record<string, unknown>>, key: string): string | undefined {
	const value = own(record, key);
	return typeof value === 'string' ? value : undefined;
}

/** Numbers among JSON values, in order. */
export function numbersOf(value: unknown): readonly number[] {
	return Array.isArray(value) ? value.filter(item => typeof item === 'number') : [];
}

/** An entry of a metrics record, or none for a missing value. */
export function metricEntry(name: string, value: number | undefined): readonly (readonly [string, JsonNumber])[] {
	return value === undefined ? [] : [[name, encodeNumber(value)]];
}
