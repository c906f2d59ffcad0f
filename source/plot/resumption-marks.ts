import type {Resumption} from '../domain/sweep/run-clock.ts';
import type {PlotArea} from './axes.ts';
import type {CellGrid} from './cell-grid.ts';
import type {Glyphs} from './cells.ts';
import type {TimeWindow} from './channel/channel-trace.ts';
import {QUIET} from './style.ts';
import {coarseDuration} from './time-axis.ts';
import {columnAt} from './timeline/timeline-bars.ts';

/** What stands where the time that nothing ran was left out. */
export function resumptionGlyph(glyphs: Glyphs): string {
	return glyphs === 'ascii' ? '!' : '╎';
}

/** `resumed after 14 min`, `resumed 3 times after 2.5 h in all`; undefined for none. */
export function resumptionWords(resumptions: readonly Resumption[]): string | undefined {
	if (resumptions.length === 0) return undefined;
	const away = coarseDuration(resumptions.reduce((sum, {awayMs}) => sum + awayMs, 0));
	return resumptions.length === 1
		? `resumed after ${away}`
		: `resumed ${resumptions.length} times after ${away} in all`;
}

/** Resumptions within a window, its ends left out: there the axis ends anyway. */
export function resumptionsIn(resumptions: readonly Resumption[], {fromMs, toMs}: TimeWindow): readonly Resumption[] {
	return resumptions.filter(({atMs}) => atMs > fromMs && atMs < toMs);
}

/** Draws an upright line in the empty cells of an area at each resumption of its window. */
export function drawResumptions(
	grid: CellGrid,
	resumptions: readonly Resumption[],
	{area, window}: {readonly area: PlotArea; readonly window: TimeWindow},
	glyphs: Glyphs,
): void {
	for (const {atMs} of resumptionsIn(resumptions, window)) {
		const column = area.left + Math.min(area.columns - 1, columnAt(atMs, window, area.columns));
		for (let row = area.top; row < area.top + area.rows; row++)
			if (grid.glyphAt(column, row) === ' ') grid.set(column, row, resumptionGlyph(glyphs), QUIET);
	}
}
