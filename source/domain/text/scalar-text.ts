import {parseNumber} from '../number.ts';
import type {Scalar} from '../space.ts';

/** A zero before digits, or an underscore between them. */
const NAME_LIKE = /^[+-]?0\d|_/;

/**
 * The value of a parameter that stands as text where nothing says its type, as launchers and command lines have it: a
 * number where the text is a plain one. `007`, `1_000`, `nan`, `inf` and a whole number beyond 2^53, which would become
 * another one, may be names and stay as they are.
 */
export function scalarOfText(text: string): Scalar {
	const trimmed = text.trim();
	const value = NAME_LIKE.test(trimmed) ? undefined : parseNumber(trimmed);
	if (value === undefined || !Number.isFinite(value)) return text;
	return Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.e]/i.test(trimmed) ? text : value;
}
