import type {CellGrid} from './cell-grid.ts';
import type {Glyphs} from './cells.ts';
import {ACCENT, QUIET} from './style.ts';

/** Where a row of a trial over time begins: a thin line, thick beside the trial under the cursor, in ASCII `>`. */
export function drawRowStart(
	grid: CellGrid,
	{column, row, isCursor}: {readonly column: number; readonly row: number; readonly isCursor: boolean},
	glyphs: Glyphs,
): void {
	const [cursor, line] = glyphs === 'ascii' ? ['>', '|'] : ['▌', '│'];
	grid.set(column, row, isCursor ? cursor : line, isCursor ? ACCENT : QUIET);
}
