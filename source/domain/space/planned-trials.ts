import {coversSpace} from './auto-sampler.ts';
import {createEnumeration} from './enumerate.ts';
import {isGridValue} from './grid-axis.ts';
import type {SpaceSize} from '../sampler.ts';
import type {Params, Space} from '../space.ts';
import type {Sweep} from '../sweep.ts';

/**
 * How many trials a sweep will have: the points of its grid, with those of `[[enqueue]]` beside them, or its trial budget,
 * whichever is less; undefined where neither is known. Of several runs shown as one: the sum of their own. Counting a
 * space with conditions takes time: ask once a sweep.
 * @param extendedTrials what was added to the budget since.
 * @param sizeOf the number of points, where it was counted before.
 */
export function plannedTrials(
	sweep: Sweep,
	extendedTrials: number,
	sizeOf: () => SpaceSize | undefined = () => createEnumeration(sweep.space)?.size,
): SpaceSize | undefined {
	if (sweep.runParameter !== undefined) {
		return sweep.runsPlan && {count: BigInt(sweep.runsPlan.trials), exact: sweep.runsPlan.exact};
	}
	const limit = sweep.budget.trials === undefined ? undefined : sweep.budget.trials + extendedTrials;
	const points = isOpen(sweep) ? undefined : sizeOf();
	const size = points && withEnqueued(points, sweep, limit);
	if (limit === undefined) return size;
	const budget = BigInt(limit);
	if (size === undefined || (size.exact && size.count > budget)) return {count: budget, exact: true};
	return size.count > budget ? {count: budget, exact: false} : size;
}

/** Samplers that draw each point by itself, as those of Optuna do: one may come again. */
const REPEATING: ReadonlySet<string> = new Set(['random', 'sobol', 'halton']);

/** Whether its number of trials is not that of the points of its space. */
function isOpen({sampler: {name}, watched}: Sweep): boolean {
	return REPEATING.has(name) || name.startsWith('optuna:') || watched !== undefined;
}

/** A grid gives all of its own points, each once; a sampler that learns ends after as many, whosever they are. */
function withEnqueued(
	{count, exact}: SpaceSize,
	{sampler: {name}, space, enqueue = []}: Sweep,
	limit: number | undefined,
): SpaceSize {
	const isGrid = name === 'grid' || (name === 'auto' && coversSpace(count, limit));
	if (isGrid) return {count: count + BigInt(enqueue.filter(point => !isGridPoint(space, point)).length), exact};
	const given = BigInt(enqueue.length);
	return {count: given > count ? given : count, exact};
}

function isGridPoint({parameters}: Space, point: Params): boolean {
	return parameters.every(({name, domain}) => {
		const value = Object.hasOwn(point, name) ? point[name] : undefined;
		return value === undefined || isGridValue(domain, value);
	});
}
