import {measureDistances, type Posterior} from './gp-posterior.ts';
import {LANES, solveLowerLanes, solveUpperLanes} from '../matrix-lanes.ts';

/** Mean and variance of the function, without noise, at a point. */
export type Belief = {readonly mean: number; readonly variance: number};

/** Gradients of both by the coordinates of a point; 0 on categorical axes. */
export type Slopes = {readonly mean: Float64Array; readonly variance: Float64Array};

/**
 * Beliefs at points: O(count²) each, together faster than one by one.
 * @param slopes where gradients are written, one a point; absent if they are not wanted.
 */
export function beliefsAt(
	posterior: Posterior,
	points: readonly Float64Array[],
	slopes?: readonly Slopes[],
): readonly Belief[] {
	const beliefs: Belief[] = [];
	for (let first = 0; first < points.length; first += LANES) {
		const end = first + LANES;
		beliefs.push(...beliefsAtFew(posterior, points.slice(first, end), slopes?.slice(first, end)));
	}
	return beliefs;
}

function beliefsAtFew(
	posterior: Posterior,
	points: readonly Float64Array[],
	slopes: readonly Slopes[] | undefined,
): readonly Belief[] {
	const {data, lower, alpha, signal} = posterior;
	const {count} = data;
	const solved = new Float64Array(count * LANES);
	const falls = new Float64Array(slopes === undefined ? 0 : count * LANES);
	const squared = new Float64Array(count);
	const means = points.map((point, lane) => {
		measureDistances(posterior, point, squared);
		let mean = 0;
		for (let row = 0; row < count; row += 1) {
			const distance = squared[row] ?? 0;
			const root = Math.sqrt(5 * distance);
			const decay = signal * Math.exp(-root);
			const shared = (1 + root + (5 / 3) * distance) * decay;
			solved[row * LANES + lane] = shared;
			if (slopes !== undefined) falls[row * LANES + lane] = (-5 / 3) * (1 + root) * decay;
			mean += (alpha[row] ?? 0) * shared;
		}
		return mean;
	});
	solveLowerLanes(lower, count, solved);
	const beliefs = means.map((mean, lane) => {
		let variance = signal;
		for (let at = lane; at < solved.length; at += LANES) variance -= (solved[at] ?? 0) ** 2;
		return {mean, variance: Math.max(variance, 1e-12)};
	});
	if (slopes === undefined) return beliefs;
	solveUpperLanes(lower, count, solved);
	for (const [lane, point] of points.entries()) {
		const into = slopes[lane];
		if (into !== undefined) writeSlopes(posterior, {point, lane, falls, solved, into});
	}
	return beliefs;
}

type Lane = {
	readonly point: Float64Array;
	readonly lane: number;
	/** Derivatives of the covariances by half the squared distance. */
	readonly falls: Float64Array;
	/** The covariances, solved. */
	readonly solved: Float64Array;
	readonly into: Slopes;
};

/** Changes of both, observation by observation, are gathered once for all axes. */
function writeSlopes({data, columns, alpha, scales}: Posterior, {point, lane, falls, solved, into}: Lane): void {
	const {count, categorical} = data;
	const ofMean = new Float64Array(count);
	const ofVariance = new Float64Array(count);
	for (let row = 0, at = lane; row < count; row += 1, at += LANES) {
		const fall = falls[at] ?? 0;
		ofMean[row] = fall * (alpha[row] ?? 0);
		ofVariance[row] = fall * (solved[at] ?? 0);
	}
	for (const [axis, isCategorical] of categorical.entries()) {
		const own = point[axis] ?? 0;
		const at = axis * count;
		let mean = 0;
		let variance = 0;
		for (let row = 0; row < count; row += 1) {
			const difference = own - (columns[at + row] ?? 0);
			mean += difference * (ofMean[row] ?? 0);
			variance += difference * (ofVariance[row] ?? 0);
		}
		const scale = isCategorical ? 0 : (scales[axis] ?? 0);
		into.mean[axis] = mean * scale;
		into.variance[axis] = -2 * variance * scale;
	}
}
