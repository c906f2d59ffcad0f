import {refuseUnknownOptions} from '../domain/space/choice-options.ts';
import type {PrunerDefinition} from '../domain/pruner.ts';
import {createPercentilePruner, PERCENTILE_OPTIONS} from './percentile.ts';

/** Ends a trial whose best value so far is worse than the median of what others had at the same step. */
export const median = {
	id: 'median',
	aliases: [],
	title: 'ends trials worse than the median of others at the same step',
	options: PERCENTILE_OPTIONS,
	create: (context, options) => {
		refuseUnknownOptions('pruner', median, options);
		return createPercentilePruner(context, 50, 'median', options);
	},
} as const satisfies PrunerDefinition;
