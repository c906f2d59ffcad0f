import {parseNumber} from '../domain/number.ts';

const DURATION = /^(?:(?<hours>\d+):)?(?<minutes>\d+):(?<seconds>\d{2}(?:\.\d+)?)$/;

/**
 * A measured figure as a report of a flow or a notebook has it: a number, a big integer, a text that is one; a duration
 * `0:06.27` or `0:00:49.83` in seconds. Undefined for anything else.
 */
export function numberOrSeconds(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value === 'bigint') return Number(value);
	if (typeof value !== 'string') return undefined;
	return parseNumber(value) ?? secondsOf(value);
}

/** Seconds of `m:s` or `h:m:s`; undefined for any other text. */
function secondsOf(text: string): number | undefined {
	const groups = DURATION.exec(text)?.groups;
	if (groups === undefined) return undefined;
	return Number(groups['hours'] ?? 0) * 3600 + Number(groups['minutes']) * 60 + Number(groups['seconds']);
}
