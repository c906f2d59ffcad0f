import {counted} from '../domain/text/counted.ts';
import type {Glyphs} from './cells.ts';

/** Which rows of a list are seen: `43–60 of 60 rows`; `60 rows` where all are. `first` counts from 0. */
export function partText(
	{first, count, total}: {readonly first: number; readonly count: number; readonly total: number},
	noun: string,
	glyphs: Glyphs,
): string {
	const all = counted(total, noun);
	return count < total ? `${first + 1}${glyphs === 'ascii' ? '-' : '–'}${first + count} of ${all}` : all;
}

/** {@link partText} of trials in rows of their own, and of how many they are where a window over time shows only some. */
export function trialRows(
	part: {readonly first: number; readonly count: number; readonly total: number},
	trials: number,
	glyphs: Glyphs,
): string {
	return `${partText(part, 'trial', glyphs)}${part.total < trials ? ` in view of ${trials}` : ''}`;
}
