import {studentQuantile, studentTails} from '../statistics/special.ts';
import {mean, standardDeviation} from '../statistics/stats.ts';

/** How one measured figure stands to another, and how sure that is. */
export type RatioInterval = {
	/** Ends of the interval in which the ratio of the true means lies with the wanted confidence. */
	readonly low: number;
	readonly high: number;
	/** How likely chance alone gives a ratio as far from 1: below 1 - confidence where the interval leaves 1 out, and only there. */
	readonly p: number;
};

/**
 * The interval of the ratio of two means, over repeated measurements of both: on the logarithm of the ratio, whose
 * variance is the sum of the squared relative standard errors (delta method), with Student's t and the degrees of freedom
 * of Welch and Satterthwaite. Undefined where a side has fewer than two values, or a mean that is zero or of the other
 * sign. Source: Hedges, Gurevitch and Curtis 1999, Ecology 80 (log response ratio).
 * @param ratio its middle: the ratio of the two figures, where these are not the means of the values.
 * @param confidence share of intervals that hold the true ratio, e.g. 0.95.
 */
export function ratioInterval(
	numerators: readonly number[],
	denominators: readonly number[],
	{ratio, confidence = 0.95}: {readonly ratio: number; readonly confidence?: number},
): RatioInterval | undefined {
	if (numerators.length < 2 || denominators.length < 2 || !(ratio > 0)) return undefined;
	const [above, below] = [squaredRelativeError(numerators), squaredRelativeError(denominators)];
	const variance = above + below;
	if (!Number.isFinite(variance)) return undefined;
	if (variance === 0) return {low: ratio, high: ratio, p: ratio === 1 ? 1 : 0};
	const freedom = variance ** 2 / (above ** 2 / (numerators.length - 1) + below ** 2 / (denominators.length - 1));
	const factor = Math.exp(studentQuantile(1 - confidence, freedom) * Math.sqrt(variance));
	return {low: ratio / factor, high: ratio * factor, p: studentTails(Math.log(ratio) / Math.sqrt(variance), freedom)};
}

function squaredRelativeError(values: readonly number[]): number {
	return (standardDeviation(values) / mean(values)) ** 2 / values.length;
}

/**
 * Standard deviation of a ratio whose sides scatter, as hyperfine gives it: by the relative deviations of both.
 * Source: `src/benchmark/relative_speed.rs` of github.com/sharkdp/hyperfine.
 */
export function ratioDeviation(
	ratio: number,
	numerator: {readonly value: number; readonly std: number},
	denominator: {readonly value: number; readonly std: number},
): number {
	return Math.abs(ratio) * Math.hypot(numerator.std / numerator.value, denominator.std / denominator.value);
}
