/** A number as JSON can hold it: JSON has no NaN and no infinities. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** Encodes a double for JSON: the three non-finite values become their names. */
export function encodeNumber(value: number): JsonNumber {
	if (Number.isFinite(value)) return value;
	if (Number.isNaN(value)) return 'NaN';
	return value > 0 ? 'Infinity' : '-Infinity';
}

/** The inverse of {@link encodeNumber}; NaN for a missing value. */
export function decodeNumber(value: JsonNumber | undefined): number {
	if (typeof value === 'number') return value;
	if (value === 'Infinity') return Number.POSITIVE_INFINITY;
	if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
	return Number.NaN;
}

/** Sentinels that tools print for "no result" (9e+99 is AutoTuner's). Stored as given, never best. */
const SENTINEL = 9e99;

/** Whether a metric may win: finite and no sentinel. */
export function isRankable(value: number): boolean {
	return Number.isFinite(value) && Math.abs(value) < SENTINEL;
}

const NUMBER = /^[+-]?(?:(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)$/i;

/**
 * Reads a number as programs print it: `1`, `-.5`, `1e-3`, `NaN`, `inf`, `-Infinity`.
 * Hexadecimal, decimal commas and anything with rest text is undefined.
 */
export function parseNumber(text: string): number | undefined {
	const trimmed = text.trim();
	if (!NUMBER.test(trimmed)) return undefined;
	const lower = trimmed.toLowerCase().replace(/^\+/, '');
	if (lower.startsWith('-inf')) return Number.NEGATIVE_INFINITY;
	if (lower.startsWith('inf')) return Number.POSITIVE_INFINITY;
	if (lower.endsWith('nan')) return Number.NaN;
	return Number(trimmed.replaceAll('_', ''));
}
