import type {Line} from '../plot/cells.ts';
import {clustersOf, isNarrow} from '../plot/width.ts';

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
