import {firstAfter, type Samples, valuesBetween} from '../series.ts';
import {mean, median, standardDeviation} from '../statistics/stats.ts';

/** A moment at which a load was switched, on or off; the load then stays until the next one. */
export type LoadEdge = {readonly t: number};

/** What the answers of a sensor to steps of load tell of its averaging. */
export type MeasuredWindow = {
	/** W in ms: of a boxcar its length, of an exponential filter twice its time constant, which delays as much. */
	readonly windowMs: number;
	/** Half of the spread of the single answers, ms. */
	readonly uncertaintyMs: number;
	/** Steps that it answered clearly. */
	readonly steps: number;
};

/** The last part of a stretch of constant load, where a sensor has come to rest. */
const PLATEAU_SHARE = 0.25;

/** A step is an answer where it is so many standard deviations of both plateaus. */
const LEAST_STEP_DEVIATIONS = 4;

/** A sensor whose third quarter of a stretch is further from the fourth than this share of the step is slower still. */
const MOST_UNSETTLED = 0.15;

const LEAST_STEPS = 3;

/** Single answers spread by the phase of the sensor; a result that is less certain than both of these is none. */
const MOST_UNCERTAIN_MS = 50;
const MOST_UNCERTAIN_SHARE = 0.5;

/**
 * Measures the averaging window W of a sensor by the delay of its answers to steps of load: the area between a step and
 * the answer, over the height, is how late a reading comes on average, W/2 and half of what it stands until the next.
 * That is what an energy is shifted by, whatever the shape of the filter. Undefined where too few steps are answered
 * clearly, or the sensor does not come to rest between two of them.
 * @param edges in order; what is before the first and after the last is not looked at.
 * @param holdMs how long a value stands until the sensor has the next one; 0 where each read measures anew.
 */
export function measureWindow(
	samples: Samples,
	edges: readonly LoadEdge[],
	holdMs: number,
): MeasuredWindow | undefined {
	const delays = edges.flatMap((edge, index) => {
		const [before, after] = [edges[index - 1], edges[index + 1]];
		if (before === undefined || after === undefined) return [];
		return delayOfStep(samples, before.t, edge.t, after.t) ?? [];
	});
	if (delays.length < LEAST_STEPS) return undefined;
	const windowMs = Math.max(0, 2 * median(delays) - holdMs);
	const uncertaintyMs = (2 * standardDeviation(delays)) / Math.sqrt(delays.length);
	if (uncertaintyMs > Math.max(MOST_UNCERTAIN_SHARE * (windowMs + holdMs), MOST_UNCERTAIN_MS)) return undefined;
	return {windowMs: Math.round(windowMs), uncertaintyMs: Math.round(uncertaintyMs), steps: delays.length};
}

/** How much later than a step its answer comes on average, ms; undefined where there is no clear one. */
function delayOfStep(samples: Samples, fromMs: number, stepMs: number, toMs: number): number | undefined {
	const lengthMs = toMs - stepMs;
	// A reading within a millisecond of a step may be of either side.
	const before = valuesBetween(samples, stepMs - PLATEAU_SHARE * (stepMs - fromMs), stepMs - 1);
	const settling = valuesBetween(samples, toMs - 2 * PLATEAU_SHARE * lengthMs, toMs - PLATEAU_SHARE * lengthMs);
	const after = valuesBetween(samples, toMs - PLATEAU_SHARE * lengthMs, toMs - 1);
	if (before.length < 2 || after.length < 2 || settling.length === 0) return undefined;
	const height = mean(after) - mean(before);
	const noise = Math.hypot(standardDeviation(before), standardDeviation(after));
	if (Math.abs(height) <= LEAST_STEP_DEVIATIONS * noise) return undefined;
	if (Math.abs(mean(settling) - mean(after)) > MOST_UNSETTLED * Math.abs(height)) return undefined;
	return areaAbove(samples, stepMs, toMs, mean(after)) / height;
}

/** Integral over time of how much is missing to a value, by the trapezoid rule, interpolated at the start. */
function areaAbove(samples: Samples, fromMs: number, toMs: number, value: number): number {
	let area = 0;
	const end = firstAfter(samples, toMs);
	for (let index = Math.max(1, firstAfter(samples, fromMs)); index < end; index++) {
		const [t0, t1] = [samples.timeAt(index - 1), samples.timeAt(index)];
		const [v0, v1] = [samples.valueAt(index - 1), samples.valueAt(index)];
		const left = Math.max(t0, fromMs);
		const atLeft = v0 + (v1 - v0) * ((left - t0) / (t1 - t0));
		area += (value - (atLeft + v1) / 2) * (t1 - left);
	}
	return area;
}
