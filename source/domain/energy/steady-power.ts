import {delayOf} from './integration.ts';
import {firstAfter, type Samples} from '../series.ts';
import {mean, median, standardDeviation} from '../statistics/stats.ts';

/** Fewer effective samples say nothing about steadiness. */
const LEAST_SAMPLES = 8;

/** Values are averaged into at most this many buckets first: the search is cubic in their number. */
const MOST_BUCKETS = 48;

/** A steady stretch drifts by less than this share of its mean. */
const MOST_DRIFT = 0.02;

/** The coefficients of variation of its halves differ by less than this. */
const MOST_CV_DIFFERENCE = 0.02;

/** Where to look, and how the sensor works: spacing T and window W of its values. */
export type SteadySearch = {
	readonly fromMs: number;
	readonly toMs: number;
	readonly periodMs: number;
	readonly windowMs: number;
	/** How long a value stands until the next. */
	readonly holdMs?: number;
};

/**
 * Mean of the longest steady stretch of power in watts, the rise of the first three windows left out: the Theil-Sen
 * slope (median of the slopes of all pairs) over the stretch changes its mean by less than 2 %, and both halves vary
 * alike. Undefined where there are fewer than 8 effective samples or no stretch is steady.
 */
export function steadyPower(samples: Samples, search: SteadySearch): number | undefined {
	const shiftMs = delayOf(search);
	const spacingMs = Math.max(search.periodMs, search.windowMs, 1);
	const startMs = search.fromMs + 3 * search.windowMs;
	const nEff = (search.toMs - startMs) / spacingMs;
	if (nEff < LEAST_SAMPLES) return undefined;
	const {times, values} = bucketise(samples, startMs + shiftMs, search.toMs + shiftMs);
	// A stretch of so many buckets holds at least 8 effective samples.
	const least = Math.max(4, Math.ceil((values.length * LEAST_SAMPLES) / nEff));
	for (let length = values.length; length >= least; length = Math.min(length - 1, Math.floor(length * 0.9))) {
		const step = Math.max(1, Math.floor((values.length - length) / 8));
		for (let start = 0; start + length <= values.length; start += step) {
			const stretch = values.slice(start, start + length);
			if (isSteady(times.slice(start, start + length), stretch)) return mean(stretch);
		}
	}
	return undefined;
}

function bucketise(
	samples: Samples,
	fromMs: number,
	toMs: number,
): {readonly times: readonly number[]; readonly values: readonly number[]} {
	const first = firstAfter(samples, fromMs, true);
	const count = firstAfter(samples, toMs) - first;
	const buckets = Math.min(count, MOST_BUCKETS);
	const times: number[] = [];
	const values: number[] = [];
	for (let bucket = 0; bucket < buckets; bucket++) {
		const from = first + Math.floor((bucket * count) / buckets);
		const to = first + Math.floor(((bucket + 1) * count) / buckets);
		const indexes = Array.from({length: to - from}, (_, offset) => from + offset);
		times.push(mean(indexes.map(samples.timeAt)));
		values.push(mean(indexes.map(samples.valueAt)));
	}
	return {times, values};
}

function isSteady(times: readonly number[], values: readonly number[]): boolean {
	const centre = mean(values);
	if (centre <= 0) return false;
	const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
	if (Math.abs(theilSenSlope(times, values)) * spanMs >= MOST_DRIFT * centre) return false;
	const half = values.length >> 1;
	return Math.abs(variation(values.slice(0, half)) - variation(values.slice(half))) < MOST_CV_DIFFERENCE;
}

function variation(values: readonly number[]): number {
	return values.length < 2 ? 0 : standardDeviation(values) / mean(values);
}

/** Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968). */
function theilSenSlope(times: readonly number[], values: readonly number[]): number {
	const slopes: number[] = [];
	for (let i = 0; i < times.length; i++) {
		for (let j = i + 1; j < times.length; j++) {
			slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / ((times[j] ?? 0) - (times[i] ?? 0)));
		}
	}
	return median(slopes);
}
