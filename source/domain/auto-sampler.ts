import {createEnumeration} from './enumerate.ts';
import type {Space} from './space.ts';
import type {Sweep} from './sweep.ts';
import {varies} from './usual-views.ts';

/** More axes than this are left to the Parzen estimator. */
const GP_AXES = 40;

/** More objectives than this the Gaussian process does not take. */
const GP_OBJECTIVES = 3;

/** What `sampler.name = "auto"` chooses by. */
export type AutoInput = {
	readonly space: Space;
	/** How many. */
	readonly objectives: number;
	/** Trials in all; undefined where they are not limited. */
	readonly budgetTrials: number | undefined;
};

/** Ids of the samplers that `auto` stands for: the grid alone, or those that trials come from in turn, the chief one first. */
export function autoMethods({space, objectives, budgetTrials}: AutoInput): readonly string[] {
	const count = createEnumeration(space)?.size.count;
	if (count !== undefined && (budgetTrials === undefined || BigInt(budgetTrials) >= count)) return ['grid'];
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
	return `auto: ${autoMethods({space, objectives: objectives.length, budgetTrials}).join(', ')}`;
}
