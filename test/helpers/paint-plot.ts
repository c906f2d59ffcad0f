import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {PlotId} from '../../source/domain/view/view-table.ts';
import {type Picture, textOf} from '../../source/plot/cells.ts';
import type {PaintOptions, PreparedPlot} from '../../source/plot/plot-definition.ts';
import {findPlot} from '../../source/plot/registry.ts';

/** The plot of an id over a state, without telemetry. */
export function preparePlot(id: PlotId, state: SweepState, choice: Partial<PlotChoice> = {}): PreparedPlot {
	const plot = findPlot(id);
	if (plot === undefined) throw new Error(`no plot ${id}`);
	return plot.prepare({
		state,
		ranking: rankTrials(state),
		choice: {fix: {}, aggregate: 'mean', log: new Set(), ...choice},
		samples: () => undefined,
		channels: [],
	});
}

/** Room of a screen of 80 columns. */
export const ROOM: PaintOptions = {columns: 80, rows: 22, glyphs: 'unicode', scale: undefined};

/** A picture as text, each line as it is but for blanks at its end. */
export function textOfPicture(picture: Picture): string {
	return picture.map(line => textOf(line).trimEnd()).join('\n');
}

/** A plot as text in a room. */
export function paintText(plot: PreparedPlot, room: Partial<PaintOptions> = {}, cursor?: number): string {
	return textOfPicture(plot.paint({...ROOM, ...room}, cursor));
}
