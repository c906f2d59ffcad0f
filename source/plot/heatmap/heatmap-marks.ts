import type {Glyphs, Style} from '../cells.ts';
import type {HeatmapCell} from './heatmap-layout.ts';
import {ERROR, INFEASIBLE_MARK, QUIET, WARNING} from '../style.ts';
import {END_MARKS} from '../timeline/timeline-bars.ts';

/** The signs of a heatmap. */
export type HeatmapMarks = {
	readonly best: string;
	readonly tied: string;
	readonly missing: string;
	readonly failed: string;
	readonly pruned: string;
	readonly infeasible: string;
	readonly pending: string;
	/** As the key of the filter. */
	readonly filtered: string;
	/** Behind values, low to high. */
	readonly shades: readonly string[];
	/** Of cells without a text, where a blank would look like no cell. */
	readonly bareShades: readonly string[];
	readonly more: {readonly left: string; readonly right: string; readonly up: string; readonly down: string};
};

/** The signs by set of glyphs. */
export function heatmapMarks(glyphs: Glyphs): HeatmapMarks {
	return glyphs === 'ascii'
		? {
				best: '^',
				tied: '=',
				missing: '.',
				failed: END_MARKS.failed.ascii,
				pruned: END_MARKS.pruned.ascii,
				infeasible: INFEASIBLE_MARK,
				pending: '~',
				filtered: '/',
				shades: [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'],
				bareShades: [':', '-', '=', '+', '*', '#', '%', '@'],
				// What is above comes before: a `^` is the best cell.
				more: {left: '<', right: '>', up: '<', down: '>'},
			}
		: {
				best: '★',
				tied: '=',
				missing: '·',
				failed: END_MARKS.failed.unicode,
				pruned: END_MARKS.pruned.unicode,
				infeasible: INFEASIBLE_MARK,
				pending: '…',
				filtered: '/',
				shades: [' ', '░', '▒', '▓', '█'],
				bareShades: ['░', '▒', '▓', '█'],
				more: {left: '‹', right: '›', up: '↑', down: '↓'},
			};
}

/** How a cell without a value of its own is shown: the name of its sign, its word in the legend, and whether cells are counted there. */
export type CellKind = {
	readonly mark: Exclude<HeatmapCell['kind'], 'value'> | 'missing';
	readonly word: string;
	readonly style: Style;
	readonly isCounted: boolean;
};

/** Every {@link CellKind}, in the order of the legend. */
export const CELL_KINDS: readonly CellKind[] = [
	{mark: 'infeasible', word: 'infeasible', style: WARNING, isCounted: true},
	{mark: 'pruned', word: 'pruned', style: QUIET, isCounted: true},
	{mark: 'failed', word: 'failed', style: ERROR, isCounted: true},
	{mark: 'missing', word: 'not run', style: QUIET, isCounted: false},
	{mark: 'filtered', word: 'filtered out', style: QUIET, isCounted: false},
	{mark: 'pending', word: 'to come', style: QUIET, isCounted: false},
];

/** The {@link CellKind} of a cell; undefined for one with a value. */
export function cellKindOf(cell: HeatmapCell | undefined): CellKind | undefined {
	const mark = cell?.kind ?? 'missing';
	return CELL_KINDS.find(kind => kind.mark === mark);
}
