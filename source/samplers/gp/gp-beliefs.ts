import type {Box, Point} from '../box.ts';
import type {ConstraintBelief} from './gp-acquisition.ts';
import {brokenConstraints, constraintTargets} from './gp-constraints.ts';
import {fitParameters} from './gp-fit.ts';
import {type GpData, type GpParameters, standardParameters} from './gp-model.ts';
import {createPosterior, type Posterior} from './gp-posterior.ts';
import {type Observation, selectFitted, targetsOf} from './gp-targets.ts';

/** The processes of a search. Each keeps its last belief, and its parameters until they are due again. */
export type Beliefs = {
	/** What is believed of each objective after some observations, whose targets are given; undefined where nothing can be. */
	readonly ofObjectives: (
		held: readonly Observation[],
		targets: readonly Float64Array[],
	) => readonly Posterior[] | undefined;
	/** The same of the constraints that one of them broke. */
	readonly ofConstraints: (held: readonly Observation[]) => readonly ConstraintBelief[];
};

/**
 * Processes over a growing list of observations. Parameters hang on the told set alone: they are fitted to the first so
 * many trials, from the same start.
 */
export function createBeliefs(box: Box, observations: readonly Observation[]): Beliefs {
	const beliefs = new Map<number, Posterior>();
	let fitted: {readonly of: readonly Observation[]; readonly parameters: Map<number, GpParameters>} | undefined;

	/** Objectives are -1, -2 …; constraints are by their place. */
	const parametersOf = (quantity: number): GpParameters => {
		const of = selectFitted(observations);
		if (fitted === undefined || of.length !== fitted.of.length || of.some((one, index) => one !== fitted?.of[index])) {
			fitted = {of, parameters: new Map()};
		}
		const known = fitted.parameters.get(quantity);
		if (known !== undefined) return known;
		const y = quantity < 0 ? targetsOf(of, -1 - quantity) : constraintTargets(of, quantity).y;
		const parameters = fitParameters(dataOf(box, of, y), standardParameters(box.axes.length));
		fitted.parameters.set(quantity, parameters);
		return parameters;
	};
	const believe = (quantity: number, held: readonly Observation[], y: Float64Array): Posterior | undefined => {
		const belief = createPosterior(dataOf(box, held, y), parametersOf(quantity), beliefs.get(quantity));
		if (belief !== undefined) beliefs.set(quantity, belief);
		return belief;
	};
	return {
		ofObjectives: (held, targets) => {
			const believed = targets.flatMap((y, objective) => believe(-1 - objective, held, y) ?? []);
			return believed.length === targets.length ? believed : undefined;
		},
		ofConstraints: held =>
			brokenConstraints(held).flatMap(place => {
				const {y, limit} = constraintTargets(held, place);
				const posterior = believe(place, held, y);
				return posterior === undefined ? [] : [{posterior, limit}];
			}),
	};
}

/** An inactive axis stands in the middle. */
export function filled(point: Point): Point {
	return point.map(coordinate => (Number.isNaN(coordinate) ? 0.5 : coordinate));
}

/** Observations with their targets, as a process takes them. */
export function dataOf(box: Box, observations: readonly {readonly point: Point}[], y: Float64Array): GpData {
	const width = box.axes.length;
	const x = new Float64Array(observations.length * width);
	for (const [row, {point}] of observations.entries()) x.set(filled(point), row * width);
	return {count: observations.length, width, x, y, categorical: box.axes.map(axis => axis.kind === 'categorical')};
}
