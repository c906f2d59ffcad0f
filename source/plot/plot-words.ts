import type {SweepState} from '../domain/sweep-state.ts';
import type {Run, Style} from './cells.ts';

/** Labels and what is not the point. */
export const QUIET: Style = {foreground: {kind: 'role', role: 'dim'}};
/** The best trial and its line. */
export const BEST: Style = {foreground: {kind: 'role', role: 'best'}, bold: true};
/** Front, marked trials and targets. */
export const ACCENT: Style = {foreground: {kind: 'role', role: 'accent'}};
/** The trial under the cursor. */
export const CURSOR: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true, inverse: true};
/** The line of the trial under the cursor. */
export const CURSOR_LINE: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true};
/** What a reader must not miss. */
export const WARNING: Style = {foreground: {kind: 'role', role: 'warning'}};
/** Trials that failed. */
export const ERROR: Style = {foreground: {kind: 'role', role: 'error'}};
/** A plain point. */
export const POINT: Style = {foreground: {kind: 'role', role: 'series', index: 0}};

/** Text that stands back. */
export function quiet(text: string): Run {
	return {text, style: QUIET};
}

/** Why a plot of complete trials is empty: what is still to come, else what the complete ones lack. */
export function emptyReason(state: SweepState, lacking: string): string {
	const {complete, queued, waiting, running} = state.counts;
	if (complete > 0) return lacking;
	if (queued + waiting + running > 0 || state.phase === 'running') return 'Waiting for the first trial to complete.';
	return state.phase === 'empty' ? 'Waiting for the sweep to start.' : 'No trial completed.';
}

/** `1 trial`, `12 trials`. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
