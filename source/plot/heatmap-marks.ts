import type {Glyphs} from './cells.ts';

/** The signs of a heatmap. */
export type HeatmapMarks = {
	readonly best: string;
	readonly tied: string;
	readonly missing: string;
	readonly failed: string;
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
				failed: 'x',
				infeasible: '!',
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
				failed: '×',
				infeasible: '!',
				pending: '…',
				filtered: '/',
				shades: [' ', '░', '▒', '▓', '█'],
				bareShades: ['░', '▒', '▓', '█'],
				more: {left: '‹', right: '›', up: '↑', down: '↓'},
			};
}
