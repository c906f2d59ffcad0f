import {coversSpace} from '../domain/space/auto-sampler.ts';
import {createEnumeration, type Enumeration, uncountableParameters} from '../domain/space/enumerate.ts';
import {entryOf, mistake, type TableNode} from '../domain/text/document.ts';
import type {Space} from '../domain/space.ts';
import type {Budget, RunSettings} from '../domain/sweep.ts';
import type {SamplerOffer} from './context.ts';
import type {PlacedSpace} from './parameters.ts';

/** @throws UserError where a grid has no list of points, or an empty one, or nothing tells another sampler when to stop. */
export function refuseEndless(root: TableNode, placed: PlacedSpace, offer: SamplerOffer, budget: Budget): void {
	const {space} = placed;
	const [endless] = uncountableParameters(space);
	if (endless === undefined) refuseEmpty(root, space);
	else if (offer.exhaustive) {
		const at = placed.parameters.find(({parameter}) => parameter.name === endless)?.node ?? root;
		throw mistake(
			at,
			`a grid cannot list the real parameter "${endless}"`,
			'give it step or points, or take sampler.name = "random"',
		);
	}
	if (budget.trials !== undefined || budget.timeMs !== undefined || budget.energyJ !== undefined) return;
	if (offer.exhaustive || listsEveryPoint(offer, space, budget)) return;
	const section = entryOf(root, 'sampler') ?? root;
	const why = endless === undefined ? '' : `, since "${endless}" has endlessly many values`;
	throw mistake(
		section,
		`the sweep would never end${why}`,
		'add [budget] trials = 100 or time = "1h", or give --trials 100',
	);
}

/** Whether `auto` will walk over all points: the budget covers them. */
function listsEveryPoint({id}: SamplerOffer, space: Space, {trials}: Budget): boolean {
	if (id !== 'auto') return false;
	return coversSpace(createEnumeration(space)?.size.count, trials);
}

/**
 * Interleaved, the first result comes when nearly all has run.
 * @throws UserError where that is too late, for a sampler that learns from it.
 */
export function refuseLateResults(
	root: TableNode,
	space: Space,
	{offer, budget, run}: {readonly offer: SamplerOffer; readonly budget: Budget; readonly run: RunSettings},
): void {
	const {id, learns} = offer;
	const {order, repeats} = run;
	if (order !== 'interleave' || !learns || repeats === 1 || listsEveryPoint(offer, space, budget)) return;
	throw mistake(
		entryOf(entryOf(root, 'run'), 'order') ?? root,
		`order = "interleave" gives the sampler ${id} no result to learn from until the end`,
		'take sampler.name = "grid", "random", "sobol" or "halton"',
	);
}

function refuseEmpty(root: TableNode, space: Space): void {
	const enumeration: Enumeration | undefined = space.exclude.length === 0 ? undefined : createEnumeration(space);
	if (enumeration === undefined || enumeration.size.count > 0n) return;
	throw mistake(entryOf(root, 'exclude') ?? root, 'exclude leaves no point of the space');
}
