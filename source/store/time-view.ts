/** A part of a time axis, in ms on the clock of the run. */
export type TimeSpan = {readonly fromMs: number; readonly toMs: number};

/** What every time axis shows: they are zoomed and pointed at together. */
export type TimeView = {
	/** Absent is all of the run, also while it grows. */
	readonly window?: TimeSpan | undefined;
	/** Where the cross-hair stands. */
	readonly instantMs?: number | undefined;
};

/** A time axis as it is drawn now, and all that it could show. */
export type TimeAxis = TimeSpan & {readonly startMs: number; readonly endMs: number};

/** The least that is looked at. */
const LEAST_MS = 10;

/** A window `factor` times as long, around the cross-hair where it is in view, else around the middle. */
export function zoomed(axis: TimeAxis, instantMs: number | undefined, factor: number): TimeSpan | undefined {
	const length = Math.max(LEAST_MS, (axis.toMs - axis.fromMs) * factor);
	if (length >= axis.endMs - axis.startMs) return undefined;
	const isInView = instantMs !== undefined && instantMs >= axis.fromMs && instantMs <= axis.toMs;
	const centre = isInView ? instantMs : (axis.fromMs + axis.toMs) / 2;
	const share = (centre - axis.fromMs) / Math.max(1e-9, axis.toMs - axis.fromMs);
	return inside(axis, centre - length * share, length);
}

/** The window moved by a share of its length, at most to the ends. */
export function panned(axis: TimeAxis, share: number): TimeSpan | undefined {
	const length = axis.toMs - axis.fromMs;
	return length >= axis.endMs - axis.startMs ? undefined : inside(axis, axis.fromMs + length * share, length);
}

/** The cross-hair moved by a share of the window; it begins in the middle, and leaves the window at no time. */
export function pointed(axis: TimeAxis, instantMs: number | undefined, share: number): number {
	if (instantMs === undefined) return (axis.fromMs + axis.toMs) / 2;
	return Math.max(axis.fromMs, Math.min(axis.toMs, instantMs + (axis.toMs - axis.fromMs) * share));
}

function inside({startMs, endMs}: TimeAxis, fromMs: number, length: number): TimeSpan {
	const from = Math.max(startMs, Math.min(endMs - length, fromMs));
	return {fromMs: from, toMs: from + length};
}
