import type {Aggregate} from '../../domain/view/aggregate.ts';
import type {Direction} from '../../domain/metric.ts';
import {quantileOfSorted} from '../../domain/statistics/stats.ts';
import {aggregateValues} from '../aggregate-values.ts';
import type {LineBand, LinePoint} from '../line-chart.ts';

/** The middle of many curves and the range that most of them are in. */
export type CurveSummary = {readonly centre: readonly LinePoint[]; readonly band: LineBand};

/** Different places on the axis up to which each stands for itself; above, so many equal stretches do. */
const MOST_PLACES = 400;
const STRETCHES = 200;
/** Most values that a place is judged by: more would not move its quantiles by a dot. */
const MOST_VALUES = 2000;

/**
 * The aggregate of the curves that have a value at a place, and the tenth and ninetieth percentile of them (quantiles
 * of type 7). A curve that ended counts no further.
 */
export function summarizeCurves(
	curves: readonly (readonly LinePoint[])[],
	aggregate: Aggregate,
	direction: Direction | undefined,
): CurveSummary {
	const places = collectPlaces(curves);
	const centre: LinePoint[] = [];
	const band: {readonly x: number; readonly low: number; readonly high: number}[] = [];
	for (const [x, values] of places) {
		const ascending = Float64Array.from(thinned(values)).sort();
		centre.push({x, y: aggregateValues(values, aggregate, direction)});
		band.push({x, low: quantileOfSorted(ascending, 0.1), high: quantileOfSorted(ascending, 0.9)});
	}
	return {centre, band};
}

function thinned(values: readonly number[]): readonly number[] {
	const stride = Math.ceil(values.length / MOST_VALUES);
	return stride <= 1 ? values : values.filter((_, index) => index % stride === 0);
}

function collectPlaces(curves: readonly (readonly LinePoint[])[]): readonly (readonly [number, readonly number[]])[] {
	const exact = new Map<number, number[]>();
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const curve of curves) {
		for (const {x, y} of curve) {
			if (!Number.isFinite(y)) continue;
			[low, high] = [Math.min(low, x), Math.max(high, x)];
			if (exact.size <= MOST_PLACES) append(exact, x, y);
		}
	}
	if (exact.size <= MOST_PLACES) return [...exact].toSorted(([a], [b]) => a - b);
	const width = (high - low) / STRETCHES;
	const stretches = new Map<number, number[]>();
	for (const curve of curves) {
		for (const {x, y} of curve) {
			if (!Number.isFinite(y)) continue;
			const place = Math.min(STRETCHES - 1, Math.floor((x - low) / width));
			append(stretches, low + (place + 0.5) * width, y);
		}
	}
	return [...stretches].toSorted(([a], [b]) => a - b);
}

function append(places: Map<number, number[]>, x: number, y: number): void {
	const values = places.get(x);
	if (values === undefined) places.set(x, [y]);
	else values.push(y);
}
