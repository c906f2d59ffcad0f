import type {Reduce} from '../metric.ts';

/** Arithmetic mean, summed in order as Python's `sum(x) / len(x)` does; NaN for no values. */
export function mean(values: readonly number[]): number {
	return sum(values) / values.length;
}

/** Sum in order; 0 for no values. */
export function sum(values: readonly number[]): number {
	let total = 0;
	for (const value of values) total += value;
	return total;
}

/** Standard deviation of a sample (divisor n - 1), in two passes; NaN for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
	if (values.length < 2) return Number.NaN;
	const centre = mean(values);
	let squares = 0;
	for (const value of values) squares += (value - centre) ** 2;
	return Math.sqrt(squares / (values.length - 1));
}

/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default of NumPy
 * and R). NaN for no values or where one is NaN.
 * @param fraction in [0, 1].
 */
export function quantile(values: readonly number[], fraction: number): number {
	if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN;
	return quantileOfSorted(Float64Array.from(values).sort(), fraction);
}

/** {@link quantile} of values that are ascending already and hold no NaN. */
export function quantileOfSorted(ascending: ArrayLike<number>, fraction: number): number {
	const position = Math.min(1, Math.max(0, fraction)) * (ascending.length - 1);
	const below = ascending[Math.floor(position)] ?? Number.NaN;
	const above = ascending[Math.ceil(position)] ?? Number.NaN;
	// Equal neighbours are returned as they are: infinity minus infinity would be NaN.
	return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

/** The middle value; the mean of the two middle ones for an even count. NaN for no values or where one is NaN. */
export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/**
 * Lowest value that is a number: a run that diverges to NaN at its end keeps the best value that it had.
 * NaN where there is none. Takes any count of values, unlike `Math.min(...values)`.
 */
export function lowest(values: Iterable<number>): number {
	let result = Number.NaN;
	for (const value of values) if (!(value >= result) && !Number.isNaN(value)) result = value;
	return result;
}

/** Highest value that is a number, else NaN. See {@link lowest}. */
export function highest(values: Iterable<number>): number {
	let result = Number.NaN;
	for (const value of values) if (!(value <= result) && !Number.isNaN(value)) result = value;
	return result;
}

/** Each way to make one number of the values that an execution reported; NaN for no values. */
const REDUCERS: Readonly<Record<Reduce, (values: readonly number[]) => number>> = {
	last: values => values.at(-1) ?? Number.NaN,
	min: lowest,
	max: highest,
	mean,
	median,
	sum: values => (values.length === 0 ? Number.NaN : sum(values)),
	p95: values => quantile(values, 0.95),
};

/** The one number of an execution: its reported values, in order, reduced as the metric says. NaN for none. */
export function reduceValues(reduce: Reduce, values: readonly number[]): number {
	return REDUCERS[reduce](values);
}
