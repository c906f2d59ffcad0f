import type {Samples} from '../series.ts';
import {median} from '../statistics/stats.ts';

/** Whether what a source says moves at all, and how often: the self-test of its claims. */
export type Motion = {
	/** Samples that were looked at. */
	readonly samples: number;
	/** How often a value differed from the one before it. */
	readonly changes: number;
	/** Median spacing of the changes in ms, which is T of the sensor or how often it is asked; absent for less than 4. */
	readonly periodMs?: number;
};

/** The newest samples tell it; those of a whole night would tell no more. */
const MOST_SAMPLES = 2000;
const LEAST_CHANGES = 4;

/**
 * Watches the newest samples of a channel. The median spacing of changes is robust against a value that happens to come
 * twice, which the mean is not (Yang, Adamek and Armour, SC 2024, measure sensors so).
 */
export function watchMotion(samples: Samples): Motion {
	const from = Math.max(0, samples.length - MOST_SAMPLES);
	const spacings: number[] = [];
	let changes = 0;
	let lastMs: number | undefined;
	for (let index = from + 1; index < samples.length; index++) {
		if (samples.valueAt(index) === samples.valueAt(index - 1)) continue;
		changes += 1;
		const t = samples.timeAt(index);
		if (lastMs !== undefined) spacings.push(t - lastMs);
		lastMs = t;
	}
	const count = samples.length - from;
	return changes < LEAST_CHANGES
		? {samples: count, changes}
		: {samples: count, changes, periodMs: Math.round(median(spacings))};
}
