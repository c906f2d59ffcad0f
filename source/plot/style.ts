import type {Style} from './cells.ts';

/** Labels and what is not the point. */
export const QUIET: Style = {foreground: {kind: 'role', role: 'dim'}};
/** The best trial and its line. */
export const BEST: Style = {foreground: {kind: 'role', role: 'best'}, bold: true};
/** Front, marked trials and targets. */
export const ACCENT: Style = {foreground: {kind: 'role', role: 'accent'}};
/** The trial under the cursor. */
export const CURSOR: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true, inverse: true};
/** The line of the trial under the cursor, the cursor of a heatmap, and that there is more of it. */
export const ACCENT_BOLD: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true};
/** What a reader must not miss. */
export const WARNING: Style = {foreground: {kind: 'role', role: 'warning'}};
/** A trial that breaks a constraint, in every plot and set of glyphs; `×` is one that failed. */
export const INFEASIBLE_MARK = '!';
/** Trials that failed. */
export const ERROR: Style = {foreground: {kind: 'role', role: 'error'}};
/** A plain point. */
export const POINT: Style = {foreground: {kind: 'role', role: 'series', index: 0}};
