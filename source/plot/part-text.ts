import {counted, formatCount} from '../domain/text/counted.ts';
import type {Glyphs} from './cells.ts';

/** What is seen of a list; `first` counts from 0. */
type Part = {readonly first: number; readonly count: number; readonly total: number};

function placesText({first, count}: Part, glyphs: Glyphs): string {
	return `${formatCount(first + 1)}${glyphs === 'ascii' ? '-' : '–'}${formatCount(first + count)}`;
}

/** Which places of an axis are seen: `43–60 of 1,000`. */
export function axisPart(part: Part, glyphs: Glyphs): string {
	return `${placesText(part, glyphs)} of ${formatCount(part.total)}`;
}

/** Which rows of a list are seen: `43–60 of 60 rows`; `60 rows` where all are. */
export function partText(part: Part, noun: string, glyphs: Glyphs): string {
	const all = counted(part.total, noun);
	return part.count < part.total ? `${placesText(part, glyphs)} of ${all}` : all;
}

/** {@link partText} of trials in rows of their own, and of how many they are where a window over time shows only some. */
export function trialRows(part: Part, trials: number, glyphs: Glyphs): string {
	const within = part.total < trials ? ` in view of ${formatCount(trials)}` : '';
	return `${partText(part, 'trial', glyphs)}${within}`;
}
