import type {PlotArea} from './axes.ts';
import type {CellGrid} from './cell-grid.ts';
import type {Glyphs} from './cells.ts';
import type {TimeWindow} from './channel/channel-trace.ts';
import {WARNING} from './style.ts';
import {columnAt} from './timeline/timeline-bars.ts';

/** Colour of the cross-hair, and of words about it. */
export const CROSS = WARNING;

/** A line through all rows of an area at an instant of its window; it leaves what is drawn there and marks the empty cells. */
export function drawCrossHair(
	grid: CellGrid,
	{instantMs, window}: {readonly instantMs: number | undefined; readonly window: TimeWindow},
	area: PlotArea,
	glyphs: Glyphs,
): void {
	if (instantMs === undefined || instantMs < window.fromMs || instantMs > window.toMs) return;
	const column = area.left + Math.min(area.columns - 1, columnAt(instantMs, window, area.columns));
	for (let row = area.top; row < area.top + area.rows; row++) {
		if (grid.glyphAt(column, row) === ' ') grid.set(column, row, glyphs === 'ascii' ? ':' : '┊', CROSS);
		else grid.restyle(column, row, 1, CROSS);
	}
}
