import type {PlotArea} from '../axes.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs, Style} from '../cells.ts';
import type {TimeWindow} from '../channel/channel-trace.ts';
import {ACCENT, QUIET} from '../style.ts';
import {type Phase, phasesOf, type TimelineRow} from './timeline-data.ts';

/** How a phase looks: its glyph says what it is, also without colour. */
export type PhaseMark = {
	readonly word: string;
	readonly unicode: string;
	readonly ascii: string;
	readonly style: Style;
};

/** Marks of the phases, in the order of the legend. */
export const PHASE_MARKS: Readonly<Record<Phase['kind'], PhaseMark>> = {
	gate: {word: 'gate', unicode: '░', ascii: '.', style: QUIET},
	superseded: {word: 'superseded', unicode: '┄', ascii: ':', style: QUIET},
	warmup: {word: 'warm-up', unicode: '▒', ascii: '-', style: {foreground: {kind: 'role', role: 'series', index: 3}}},
	discarded: {word: 'discarded', unicode: '▓', ascii: '=', style: QUIET},
	measured: {word: 'measured', unicode: '█', ascii: '#', style: ACCENT},
	anchor: {word: 'anchor', unicode: '▚', ascii: '%', style: {foreground: {kind: 'role', role: 'series', index: 1}}},
};

/** Marks of ends, drawn in the last cell of a phase. */
export const END_MARKS: Readonly<Record<'failed' | 'pruned' | 'running', PhaseMark>> = {
	failed: {word: 'failed', unicode: '×', ascii: 'x', style: {foreground: {kind: 'role', role: 'error'}, bold: true}},
	pruned: {word: 'pruned', unicode: '┤', ascii: '|', style: {foreground: {kind: 'role', role: 'warning'}}},
	running: {word: 'runs', unicode: '▸', ascii: '>', style: ACCENT},
};

/** The glyph of a mark. */
export function markGlyph(mark: PhaseMark, glyphs: Glyphs): string {
	return glyphs === 'ascii' ? mark.ascii : mark.unicode;
}

/** The column of an instant, from the left of the area; may lie outside. */
export function columnAt(ms: number, {fromMs, toMs}: TimeWindow, columns: number): number {
	return Math.floor(((ms - fromMs) / Math.max(1e-9, toMs - fromMs)) * columns);
}

/** A row of the picture, and the time that its columns are of. */
type Lane = {
	readonly area: PlotArea;
	readonly top: number;
	readonly window: TimeWindow;
	readonly glyphs: Glyphs;
};

/**
 * Draws the phases of one trial in a row. Every phase that touches the window has at least one cell; where phases meet
 * in a cell the longer part of it wins, and a failure always.
 */
export function drawRow(grid: CellGrid, row: TimelineRow, {area, top, window, glyphs}: Lane): void {
	const cellMs = (window.toMs - window.fromMs) / Math.max(1, area.columns);
	const best = new Float64Array(area.columns);
	for (const phase of phasesOf(row)) {
		if (phase.toMs < window.fromMs || phase.fromMs > window.toMs) continue;
		const mark = PHASE_MARKS[phase.kind];
		const from = Math.max(0, columnAt(phase.fromMs, window, area.columns));
		const to = Math.min(area.columns - 1, Math.max(from, Math.ceil((phase.toMs - window.fromMs) / cellMs) - 1));
		for (let column = from; column <= to; column++) {
			const start = window.fromMs + column * cellMs;
			const share = Math.min(phase.toMs, start + cellMs) - Math.max(phase.fromMs, start);
			if (share < (best[column] ?? 0)) continue;
			best[column] = Math.max(share, 1e-9);
			grid.set(area.left + column, top, markGlyph(mark, glyphs), styleOf(phase, mark));
		}
	}
	drawEnds(grid, row, {area, top, window, glyphs});
}

function drawEnds(grid: CellGrid, row: TimelineRow, {area, top, window, glyphs}: Lane): void {
	for (const {end, toMs} of phasesOf(row)) {
		if (end === 'complete' || end === 'passed' || toMs < window.fromMs || toMs > window.toMs) continue;
		const mark = END_MARKS[end];
		const column = Math.min(area.columns - 1, columnAt(toMs, window, area.columns));
		grid.set(area.left + Math.max(0, column), top, markGlyph(mark, glyphs), mark.style);
	}
}

function styleOf(phase: Phase, mark: PhaseMark): Style {
	return phase.end === 'failed' && phase.kind !== 'superseded'
		? {foreground: {kind: 'role', role: 'error'}}
		: mark.style;
}
