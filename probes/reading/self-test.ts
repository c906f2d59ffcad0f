import type {ProbeContext} from '../../source/domain/probe.ts';
import {median} from '../../source/domain/statistics/stats.ts';

/** What watching a value for a moment told. */
export type SelfTest = {
	readonly changes: number;
	/** Median spacing of the changes in ms; undefined for fewer than three of them. */
	readonly periodMs: number | undefined;
};

const STEP_MS = 10;
const LIMIT_MS = 1000;
const ENOUGH_CHANGES = 12;
const LEAST_CHANGES = 3;

/**
 * Watches a value for at most a second while a source is opened: does it move, and how often? The median spacing is
 * robust against changes that happen to give the same number, which the mean is not.
 */
export async function watchValue(context: ProbeContext, read: () => number | undefined): Promise<SelfTest> {
	const startMs = context.now();
	const times: number[] = [];
	let last = read();
	while (context.now() - startMs < LIMIT_MS && times.length < ENOUGH_CHANGES) {
		await context.wait(STEP_MS);
		const value = read();
		if (value === undefined || value === last) continue;
		if (last !== undefined) times.push(context.now());
		last = value;
	}
	const spacings = times.slice(1).map((t, index) => t - (times[index] ?? t));
	return {
		changes: times.length,
		periodMs: times.length < LEAST_CHANGES ? undefined : Math.max(STEP_MS, Math.round(median(spacings))),
	};
}
