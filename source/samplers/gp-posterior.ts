import {covariance, type GpData, type GpParameters, matern, maternSlope, noiseOf, squaredDistance} from './gp-model.ts';
import {factorise, solveLower, solveUpper} from './matrix.ts';

/** What is believed of the function after the observations. */
export type Posterior = {
	readonly data: GpData;
	readonly parameters: GpParameters;
	/** Inverse squared length scales, signal variance, noise. */
	readonly scales: Float64Array;
	readonly lower: Float64Array;
	readonly alpha: Float64Array;
};

/**
 * The belief after observations; undefined where the covariance cannot be factored.
 * @param before an earlier belief: where it has the same parameters and its points come first here too, only the rows of
 * the others are computed, to the same bits.
 */
export function createPosterior(data: GpData, parameters: GpParameters, before?: Posterior): Posterior | undefined {
	const known = before !== undefined && before.parameters === parameters ? sharedRows(before.data, data) : 0;
	const lower = covariance(data, parameters, known);
	for (let row = 0; row < known; row += 1) {
		const at = row * (before?.data.count ?? 0);
		lower.set(before?.lower.subarray(at, at + row + 1) ?? [], row * data.count);
	}
	if (!factorise(lower, data.count, known)) return undefined;
	const alpha = data.y.slice();
	solveLower(lower, data.count, alpha);
	solveUpper(lower, data.count, alpha);
	const scales = parameters.map(Math.exp);
	scales[data.width + 1] = noiseOf(parameters);
	return {data, parameters, scales, lower, alpha};
}

function sharedRows(before: GpData, data: GpData): number {
	const most = Math.min(before.count, data.count) * data.width;
	for (let at = 0; at < most; at += 1) if (before.x[at] !== data.x[at]) return Math.floor(at / data.width);
	return Math.min(before.count, data.count);
}

/** Mean and variance of the function, without noise, at a point. */
export type Belief = {readonly mean: number; readonly variance: number};

/** Mean at a point only: O(count × width). */
export function meanAt({data, scales, alpha}: Posterior, point: Float64Array): number {
	const {count, width, x} = data;
	const signal = scales[width] ?? 1;
	let mean = 0;
	for (let row = 0; row < count; row += 1) {
		mean += (alpha[row] ?? 0) * signal * matern(squaredDistance(data, x, row * width, point, 0, scales));
	}
	return mean;
}

/** Mean and variance at a point: O(count²). Their gradients are written where arrays for them are given. */
export function beliefAt(
	posterior: Posterior,
	point: Float64Array,
	gradients?: {readonly mean: Float64Array; readonly variance: Float64Array},
): Belief {
	const {data, scales, lower, alpha} = posterior;
	const {count, width, x} = data;
	const signal = scales[width] ?? 1;
	const squared = new Float64Array(count);
	const solved = new Float64Array(count);
	let mean = 0;
	for (let row = 0; row < count; row += 1) {
		const distance = squaredDistance(data, x, row * width, point, 0, scales);
		const shared = signal * matern(distance);
		squared[row] = distance;
		solved[row] = shared;
		mean += (alpha[row] ?? 0) * shared;
	}
	solveLower(lower, count, solved);
	let variance = signal;
	for (const value of solved) variance -= value * value;
	if (gradients !== undefined) {
		solveUpper(lower, count, solved);
		gradients.mean.fill(0);
		gradients.variance.fill(0);
		for (let row = 0; row < count; row += 1) {
			const slope = 2 * signal * maternSlope(squared[row] ?? 0);
			const ofMean = slope * (alpha[row] ?? 0);
			const ofVariance = -2 * slope * (solved[row] ?? 0);
			for (let axis = 0; axis < width; axis += 1) {
				const step = (scales[axis] ?? 0) * ((point[axis] ?? 0) - (x[row * width + axis] ?? 0));
				gradients.mean[axis] = (gradients.mean[axis] ?? 0) + ofMean * step;
				gradients.variance[axis] = (gradients.variance[axis] ?? 0) + ofVariance * step;
			}
		}
	}
	return {mean, variance: Math.max(variance, 1e-12)};
}
