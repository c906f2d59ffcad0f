import {createEnumeration} from './enumerate.ts';
import type {SpaceSize} from '../sampler.ts';
import type {Sweep} from '../sweep.ts';

/**
 * How many trials a sweep will have: the points of its grid or its trial budget, whichever is less; undefined where
 * neither is known. Of several runs shown as one: the sum of their own. Counting a space with conditions takes time: ask once a sweep.
 * @param extendedTrials what was added to the budget since.
 */
export function plannedTrials(sweep: Sweep, extendedTrials: number): SpaceSize | undefined {
	if (sweep.runParameter !== undefined) {
		return sweep.runsPlan && {count: BigInt(sweep.runsPlan.trials), exact: sweep.runsPlan.exact};
	}
	const budget = sweep.budget.trials === undefined ? undefined : BigInt(sweep.budget.trials + extendedTrials);
	const size = isOpen(sweep) ? undefined : createEnumeration(sweep.space)?.size;
	if (budget === undefined) return size;
	if (size === undefined || (size.exact && size.count > budget)) return {count: budget, exact: true};
	return size.count > budget ? {count: budget, exact: false} : size;
}

/** Samplers that draw each point by itself, as those of Optuna do: one may come again. */
const REPEATING: ReadonlySet<string> = new Set(['random', 'sobol', 'halton']);

/** Whether its number of trials is not that of the points of its space. */
function isOpen({sampler: {name}, watched}: Sweep): boolean {
	return REPEATING.has(name) || name.startsWith('optuna:') || watched !== undefined;
}
