import type {Glyphs, Line, Run} from './cells.ts';
import {cutToWidth, displayWidth} from './width.ts';

/** A piece of a legend that stays together. */
export type Segment = readonly Run[];

/** How segments are set. */
export type PackOptions = {
	readonly columns: number;
	readonly maxLines: number;
	readonly glyphs: Glyphs;
	/** Blanks between two segments. */
	readonly gap?: number;
	/** A segment may stand on an earlier line than the one before it, where that has room. */
	readonly fillsGaps?: boolean;
};

/**
 * Sets segments on at most `maxLines` lines of `columns`, in order; what finds no room is left out, and the first is
 * cut rather than left out. Lines are as wide as their text.
 */
export function packSegments(
	segments: readonly Segment[],
	{columns, maxLines, glyphs, gap = 3, fillsGaps = false}: PackOptions,
): readonly Line[] {
	const lines: {readonly runs: Run[]; used: number}[] = [];
	for (const segment of segments) {
		const width = widthOfRuns(segment);
		if (width === 0) continue;
		const open = fillsGaps ? lines : lines.slice(-1);
		const line = open.find(({used}) => used + gap + width <= columns);
		if (line !== undefined) {
			line.runs.push({text: ' '.repeat(gap)}, ...segment);
			line.used += gap + width;
		} else if (lines.length < maxLines) {
			const cut = cutRuns(segment, columns, glyphs);
			lines.push({runs: [...cut], used: widthOfRuns(cut)});
		}
	}
	return lines.map(({runs}) => runs);
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
