import type {Style} from '../source/plot/cells.ts';

/** Focus, and what the person chose. */
export const ACCENT: Style = {foreground: {kind: 'role', role: 'accent'}};

/** Headings of what has the focus. */
export const ACCENT_BOLD: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true};

/** The best trial. */
export const BEST: Style = {foreground: {kind: 'role', role: 'best'}};

/** What is there for the second glance: units, ranges, labels. */
export const DIM: Style = {foreground: {kind: 'role', role: 'dim'}};

/** What the person should know before trusting a number. */
export const WARNING: Style = {foreground: {kind: 'role', role: 'warning'}};

/** What failed. */
export const ERROR: Style = {foreground: {kind: 'role', role: 'error'}};

/** Weight alone. */
export const BOLD: Style = {bold: true};

/** The chosen row of a list, and the caret of a field. */
export const INVERSE: Style = {inverse: true};
