import type {Heard} from '../../domain/listener.ts';

type Ended = Extract<Heard, {kind: 'trial-ended'}>;

/** Times of trials as they were heard, on our clock: monotonic ms. */
export type HeardTimes = {
	/** Of a wall-clock time, ms since 1970. */
	readonly monoOf: (timeMs: number) => number;
	/** When a trial ended. @param lastMs when it was last heard of, where it ran. */
	readonly endOf: (ended: Ended, lastMs: number | undefined) => number;
	/** When a trial began whose start was not heard. @param impliedMs where nothing is said about it. */
	readonly startOf: (ended: Ended, toMs: number, impliedMs: number) => number;
};

/** @param clocks now: monotonic ms; wallNow: ms since 1970. */
export function createHeardTimes(clocks: {readonly now: () => number; readonly wallNow: () => number}): HeardTimes {
	const {now, wallNow} = clocks;
	const monoOf = (timeMs: number): number => now() - (wallNow() - timeMs);
	return {
		monoOf,
		endOf: ({endedMs, late}, lastMs) => {
			if (endedMs !== undefined) return Math.min(now(), monoOf(endedMs));
			return late === true && lastMs !== undefined ? lastMs : now();
		},
		startOf: ({startedMs, durationS}, toMs, impliedMs) => {
			if (startedMs !== undefined) return Math.min(toMs, monoOf(startedMs));
			return durationS === undefined ? Math.min(toMs, impliedMs) : toMs - durationS * 1000;
		},
	};
}
