import type {Glyphs, Line, Run} from './cells.ts';
import {cutToWidth, displayWidth} from './width.ts';

/** A piece of a legend that stays together. */
export type Segment = readonly Run[];

/**
 * Sets segments on at most `maxLines` lines of `columns` with `gap` blanks between them, in order; what finds no
 * room is left out, and the first is cut rather than left out. Lines are as wide as their text.
 */
export function packSegments(
	segments: readonly Segment[],
	{
		columns,
		maxLines,
		glyphs,
		gap = 3,
	}: {readonly columns: number; readonly maxLines: number; readonly glyphs: Glyphs; readonly gap?: number},
): readonly Line[] {
	const lines: Run[][] = [];
	let used = columns + 1;
	for (const segment of segments) {
		const width = widthOfRuns(segment);
		if (width === 0) continue;
		if (lines.length > 0 && used + gap + width <= columns) {
			lines.at(-1)?.push({text: ' '.repeat(gap)}, ...segment);
			used += gap + width;
		} else if (lines.length < maxLines) {
			const cut = cutRuns(segment, columns, glyphs);
			lines.push([...cut]);
			used = widthOfRuns(cut);
		}
	}
	return lines;
}

/** Columns of runs that stand in a row. */
export function widthOfRuns(runs: readonly Run[]): number {
	return runs.reduce((width, run) => width + displayWidth(run.text), 0);
}

/** The start of a row of runs that fits, the cut marked. */
export function cutRuns(runs: readonly Run[], columns: number, glyphs: Glyphs): readonly Run[] {
	if (widthOfRuns(runs) <= columns) return runs;
	const kept: Run[] = [];
	let room = columns;
	for (const run of runs) {
		const width = displayWidth(run.text);
		const isLast = width >= room;
		kept.push({...run, text: isLast ? cutToWidth(`${run.text} `, room, glyphs) : run.text});
		if (isLast) break;
		room -= width;
	}
	return kept.filter(run => run.text !== '');
}
