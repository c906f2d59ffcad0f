import {matern, squaredDistance} from './gp-model.ts';
import {type Belief, beliefAt, type Posterior} from './gp-posterior.ts';
import {logH, logNormalCdf, slopeOfLogH, slopeOfLogNormalCdf} from './log-improvement.ts';

/** What is believed of one constraint: it holds where its model is not above the limit. */
export type ConstraintBelief = {readonly posterior: Posterior; readonly limit: number};

/**
 * What a point is worth: its expected improvement over the best target, times the probability that each constraint
 * holds, as if constraints were independent. While no trial is feasible there is nothing to improve on, and the
 * probability alone counts. Sources: Ament et al. 2023, arXiv 2310.20708; Gardner et al. 2014 (ICML 31); as Optuna's
 * GPSampler since 4.2.
 */
export type Acquisition = {
	readonly posterior: Posterior;
	/** Lowest target of a feasible trial. */
	readonly best: number | undefined;
	readonly constraints: readonly ConstraintBelief[];
};

/** Logarithm of what a point is worth. */
export function logAcquisition({posterior, best, constraints}: Acquisition, point: Float64Array): number {
	let value = best === undefined ? 0 : logImprovement(beliefAt(posterior, point), best);
	for (const {posterior: model, limit} of constraints) value += logHolds(beliefAt(model, point), limit);
	return value;
}

/**
 * The same from the mean and, for the variance, what is left of it by the nearest observation alone: without a
 * constraint never less than {@link logAcquisition}, and much faster.
 */
export function roughAcquisition({posterior, best, constraints}: Acquisition, point: Float64Array): number {
	let value = best === undefined ? 0 : logImprovement(roughBelief(posterior, point), best);
	for (const {posterior: model, limit} of constraints) value += logHolds(roughBelief(model, point), limit);
	return value;
}

function logImprovement({mean, variance}: Belief, best: number): number {
	const deviation = Math.sqrt(variance);
	return Math.log(deviation) + logH((best - mean) / deviation);
}

function logHolds({mean, variance}: Belief, limit: number): number {
	return logNormalCdf((limit - mean) / Math.sqrt(variance));
}

function roughBelief({data, scales, alpha}: Posterior, point: Float64Array): Belief {
	const signal = scales[data.width] ?? 1;
	const noise = scales[data.width + 1] ?? 0;
	let mean = 0;
	let nearest = 0;
	for (let row = 0; row < data.count; row += 1) {
		const correlation = matern(squaredDistance(data, data.x, row * data.width, point, 0, scales));
		mean += (alpha[row] ?? 0) * signal * correlation;
		if (correlation > nearest) nearest = correlation;
	}
	const left = signal - (signal * nearest) ** 2 / (signal + noise);
	return {mean, variance: Math.max(left, 1e-12)};
}

/** Gives minus {@link logAcquisition} and its gradient, by the coordinates of the point: for a minimiser. */
export function createClimber({posterior, best, constraints}: Acquisition, width: number) {
	const slopes = {mean: new Float64Array(width), variance: new Float64Array(width)};
	return (point: Float64Array, gradient: Float64Array): number => {
		gradient.fill(0);
		let value = 0;
		const add = (model: Posterior, limit: number, isImprovement: boolean): void => {
			const {mean, variance} = beliefAt(model, point, slopes);
			const deviation = Math.sqrt(variance);
			const z = (limit - mean) / deviation;
			const slope = isImprovement ? slopeOfLogH(z) : slopeOfLogNormalCdf(z);
			value += isImprovement ? Math.log(deviation) + logH(z) : logNormalCdf(z);
			for (let axis = 0; axis < width; axis += 1) {
				const ofDeviation = (slopes.variance[axis] ?? 0) / (2 * variance);
				const ofZ = (slopes.mean[axis] ?? 0) / deviation + z * ofDeviation;
				gradient[axis] = (gradient[axis] ?? 0) + (slope * ofZ - (isImprovement ? ofDeviation : 0));
			}
		};
		if (best !== undefined) add(posterior, best, true);
		for (const {posterior: model, limit} of constraints) add(model, limit, false);
		return -value;
	};
}
