/** Over which time, and how the sensor works. */
export type Integration = {
	readonly fromMs: number;
	readonly toMs: number;
	/** Spacing of new values, T. */
	readonly periodMs: number;
	/** Averaging window of one value, W; a value stands for the middle of it. */
	readonly windowMs: number;
	/** How long a value stands until the next; a reading is half of it old on average. */
	readonly holdMs?: number;
	/**
	 * Whether the power just outside of the time is steady, as it is before and after an execution: then what a slow
	 * sensor smeared over the edges is put back.
	 */
	readonly isStep?: boolean;
	/** `counter`: joules that only grow. `power`: watts. */
	readonly kind: 'counter' | 'power';
};

/** Samples further apart than this many periods are a gap: nothing is interpolated across it. */
export const GAP_PERIODS = 3;

/** No machine takes more: a counter that jumps like this was set anew. */
export const MOST_WATTS = 100_000;

/** How much later than the power that it stands for a reading comes, on average: half its window and half its hold. */
export function delayOf({windowMs, holdMs = 0}: Pick<Integration, 'windowMs' | 'holdMs'>): number {
	return (windowMs + holdMs) / 2;
}
