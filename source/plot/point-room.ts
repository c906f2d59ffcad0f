import type {PlotArea} from './axes.ts';

/** Cells a point, from which on points are drawn as `•` in place of braille dots, which are lost on the eye alone. */
const SPARSE_CELLS = 8;

/** Whether so many points have so much room that each can be looked at alone. */
export function hasRoomEach(
	count: number,
	{columns, rows}: Pick<PlotArea, 'columns' | 'rows'>,
	cells = SPARSE_CELLS,
): boolean {
	return count * cells <= columns * rows;
}
