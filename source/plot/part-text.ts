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
