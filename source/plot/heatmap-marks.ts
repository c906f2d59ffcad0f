import type {Glyphs, Style} from './cells.ts';

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

/** Labels and what is not there. */
export const DIM: Style = {foreground: {kind: 'role', role: 'dim'}};
/** The cursor, and that there is more. */
export const ACCENT: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true};
/** The best cell. */
export const BEST: Style = {foreground: {kind: 'role', role: 'best'}, bold: true};
/** A failed cell. */
export const ERROR: Style = {foreground: {kind: 'role', role: 'error'}};
/** Trials that are not in the picture, or not on its scale. */
export const WARNING: Style = {foreground: {kind: 'role', role: 'warning'}};
