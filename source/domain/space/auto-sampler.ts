import {createEnumeration} from './enumerate.ts';
import {type Space, varies} from '../space.ts';
import type {Sweep} from '../sweep.ts';

/** More axes than this are left to the Parzen estimator. */
const GP_AXES = 40;

/** More objectives than this the Gaussian process does not take: what is free of their targets is cut into boxes. */
export const GP_OBJECTIVES = 3;

/** What `sampler.name = "auto"` chooses by. */
export type AutoInput = {
	readonly space: Space;
	/** Points of the space, as its enumeration counts them; undefined where it cannot be listed. */
	readonly points: bigint | undefined;
	/** How many. */
	readonly objectives: number;
	/** Trials in all; undefined where they are not limited. */
	readonly budgetTrials: number | undefined;
};

/** Whether trials reach every point of a space: never where its points cannot be listed, always where trials are not limited. */
export function coversSpace(points: bigint | undefined, budgetTrials: number | undefined): boolean {
	return points !== undefined && (budgetTrials === undefined || BigInt(budgetTrials) >= points);
}

/** Ids of the samplers that `auto` stands for: the grid alone, or those that trials come from in turn, the chief one first. */
export function autoMethods({space, points, objectives, budgetTrials}: AutoInput): readonly string[] {
	if (coversSpace(points, budgetTrials)) return ['grid'];
	const process = isModelled(space) && objectives <= GP_OBJECTIVES ? ['gp'] : [];
	return [...process, 'tpe', ...(objectives > 1 ? ['nsga2'] : [])];
}

/** Whether a Gaussian process suits the space: no conditions, not too many axes. */
function isModelled({parameters}: Space): boolean {
	return parameters.every(({when}) => when === undefined) && parameters.filter(varies).length <= GP_AXES;
}

/**
 * The sampler of a sweep in words: its name, and of `auto` what it stands for: `auto: gp, tpe`. Counting a space with
 * conditions takes time: ask once a sweep.
 * @param extendedTrials what was added to the budget of trials since.
 */
export function samplerWords({sampler, space, objectives, budget, watched}: Sweep, extendedTrials = 0): string {
	if (sampler.name !== 'auto' || watched !== undefined) return sampler.name;
	const budgetTrials = budget.trials === undefined ? undefined : budget.trials + extendedTrials;
	const points = createEnumeration(space)?.size.count;
	return `auto: ${autoMethods({space, points, objectives: objectives.length, budgetTrials}).join(', ')}`;
}

/** Whether {@link samplerWords} are of a grid, whoever chose it: only a grid is walked in the order of `run.order`. */
export function saysGrid(words: string): boolean {
	return words === 'grid' || words === 'auto: grid';
}
