import {sameStyle} from '../../plot/cell-grid.ts';
import type {Line, Run} from '../../plot/cells.ts';
import {widthOfRuns} from '../../plot/legend.ts';
import {clustersOf, isNarrow} from '../../plot/width.ts';

/** One row as the terminal holds it: a glyph and SGR parameters for each column. The right half of a wide glyph is ''. */
export type CellRow = {readonly glyphs: readonly string[]; readonly styles: readonly string[]};

/**
 * Splits a line into cells, exactly `columns` of them. What is too long is cut, a wide glyph that would be cut in
 * half becomes a space.
 */
export function cellsOf(line: Line, columns: number, sgrOf: (run: Line[number]['style']) => string): CellRow {
	const glyphs: string[] = [];
	const styles: string[] = [];
	for (const run of line) {
		if (glyphs.length >= columns) break;
		const sgr = sgrOf(run.style);
		const {text} = run;
		if (isNarrow(text)) {
			const length = Math.min(text.length, columns - glyphs.length);
			for (let index = 0; index < length; index++) {
				glyphs.push(text[index] ?? ' ');
				styles.push(sgr);
			}
		} else pushClusters(glyphs, styles, text, sgr, columns);
	}
	while (glyphs.length < columns) {
		glyphs.push(' ');
		styles.push('');
	}
	return {glyphs, styles};
}

function pushClusters(glyphs: string[], styles: string[], text: string, sgr: string, columns: number): void {
	for (const {text: glyph, width} of clustersOf(text)) {
		const room = columns - glyphs.length;
		if (room <= 0) return;
		glyphs.push(width > room ? ' ' : glyph);
		styles.push(sgr);
		for (let half = 1; half < Math.min(width, room); half++) {
			glyphs.push('');
			styles.push(sgr);
		}
	}
}

/** Whether two lines have the same runs. */
export function isSameLine(before: Line, now: Line): boolean {
	if (before === now) return true;
	return before.length === now.length && now.every((run, index) => isSameRun(run, before[index]));
}

function isSameRun(run: Run | undefined, other: Run | undefined): boolean {
	return run === other || (run?.text === other?.text && sameStyle(run?.style, other?.style));
}

/** The runs of a line that differ from what stood there, and the columns that they take; `end` is exclusive. */
export type ChangedPart = {readonly runs: Line; readonly start: number; readonly end: number};

/**
 * What changed between two lines, by whole runs: of a row across three panes most often one pane. Undefined where the
 * rest of the line moved, or does not fit.
 */
export function changedPart(before: Line, now: Line, columns: number): ChangedPart | undefined {
	const most = Math.min(before.length, now.length);
	let first = 0;
	while (first < most && isSameRun(now[first], before[first])) first++;
	let last = 0;
	while (last < most - first && isSameRun(now.at(-1 - last), before.at(-1 - last))) last++;
	const runs = now.slice(first, now.length - last);
	const width = widthOfRuns(runs);
	if (width !== widthOfRuns(before.slice(first, before.length - last))) return undefined;
	const start = widthOfRuns(now.slice(0, first));
	const fits = start + width + widthOfRuns(now.slice(now.length - last)) <= columns;
	return fits ? {runs, start, end: start + width} : undefined;
}

/** The cells of a row after a part of it changed. */
export function patchCells(
	row: CellRow,
	{runs, start, end}: ChangedPart,
	sgrOf: (run: Run['style']) => string,
): CellRow {
	const {glyphs, styles} = cellsOf(runs, end - start, sgrOf);
	const replaced = (cells: readonly string[], part: readonly string[]): readonly string[] => [
		...cells.slice(0, start),
		...part,
		...cells.slice(end),
	];
	return {glyphs: replaced(row.glyphs, glyphs), styles: replaced(row.styles, styles)};
}
