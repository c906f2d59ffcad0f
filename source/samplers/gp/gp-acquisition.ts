import {type Belief, beliefsAt, type Slopes} from './gp-belief.ts';
import {type Boxes, logVolume} from './gp-boxes.ts';
import type {Posterior} from './gp-posterior.ts';
import type {RoughBeliefs} from './gp-rough.ts';
import {logNormalCdf, slopeOfLogNormalCdf} from './log-improvement.ts';

/** What is believed of one constraint: it holds where its model is not above the limit. */
export type ConstraintBelief = {readonly posterior: Posterior; readonly limit: number};

/**
 * What a point is worth: its expected improvement over the best target (of several objectives over the front, in
 * hypervolume), times the probability that each constraint holds, as if constraints were independent. While no trial is
 * feasible there is nothing to improve on, and the probability alone counts. Sources: Ament et al. 2023,
 * arXiv 2310.20708; Gardner et al. 2014 (ICML 31); as Optuna's GPSampler since 4.2.
 */
export type Acquisition = {
	/** One an objective. */
	readonly objectives: readonly Posterior[];
	/** Targets that no feasible trial reached; undefined while none is feasible. */
	readonly gains: Boxes | undefined;
	readonly constraints: readonly ConstraintBelief[];
};

/** The slopes of a worth by what is believed, model by model: objectives, then constraints. */
export type Partials = {readonly mean: Float64Array; readonly variance: Float64Array};

/** Logarithms of what points are worth. */
export function logAcquisitions(acquisition: Acquisition, points: readonly Float64Array[]): readonly number[] {
	const beliefs = modelsOf(acquisition).map(model => beliefsAt(model, points));
	return points.map((_, index) =>
		worthOf(
			acquisition,
			beliefs.flatMap(of => of[index] ?? []),
		),
	);
}

/**
 * The same from rough beliefs: without a constraint never less than {@link logAcquisitions}, and much faster.
 */
export function roughAcquisitions(acquisition: Acquisition, rough: RoughBeliefs): readonly number[] {
	const [first = [], ...others] = modelsOf(acquisition).map(rough);
	return first.map((belief, index) => worthOf(acquisition, [belief, ...others.flatMap(of => of[index] ?? [])]));
}

function modelsOf({objectives, gains, constraints}: Acquisition): readonly Posterior[] {
	return [...(gains === undefined ? [] : objectives), ...constraints.map(({posterior}) => posterior)];
}

/** The worth by the beliefs of all models; its slopes are written where arrays for them are given. */
function worthOf({gains, constraints}: Acquisition, beliefs: readonly Belief[], partials?: Partials): number {
	const objectives = beliefs.length - constraints.length;
	let value = gains === undefined ? 0 : logVolume(gains, beliefs.slice(0, objectives), partials);
	for (const [place, {limit}] of constraints.entries()) {
		const {mean = 0, variance = 1} = beliefs[objectives + place] ?? {};
		const deviation = Math.sqrt(variance);
		const z = (limit - mean) / deviation;
		value += logNormalCdf(z);
		if (partials === undefined) continue;
		const slope = slopeOfLogNormalCdf(z);
		partials.mean[objectives + place] = -slope / deviation;
		partials.variance[objectives + place] = (-slope * z) / (2 * variance);
	}
	return value;
}

/** Gives minus {@link logAcquisitions} at points, and writes the gradients by their coordinates: for a minimiser. */
export function createClimber(
	acquisition: Acquisition,
): (points: readonly Float64Array[], gradients: readonly Float64Array[]) => readonly number[] {
	const models = modelsOf(acquisition);
	const partials = {mean: new Float64Array(models.length), variance: new Float64Array(models.length)};
	return (points, gradients) => {
		const believed = models.map(model => {
			const slopes = points.map(({length}): Slopes => {
				return {mean: new Float64Array(length), variance: new Float64Array(length)};
			});
			return {beliefs: beliefsAt(model, points, slopes), slopes};
		});
		return gradients.map((gradient, index) => {
			const value = worthOf(
				acquisition,
				believed.flatMap(({beliefs}) => beliefs[index] ?? []),
				partials,
			);
			gradient.fill(0);
			for (const [model, {slopes}] of believed.entries()) {
				const {mean, variance} = slopes[index] ?? partials;
				const [byMean, byVariance] = [partials.mean[model] ?? 0, partials.variance[model] ?? 0];
				for (let axis = 0; axis < gradient.length; axis += 1) {
					gradient[axis] = (gradient[axis] ?? 0) - byMean * (mean[axis] ?? 0) - byVariance * (variance[axis] ?? 0);
				}
			}
			return -value;
		});
	};
}
