import {refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {KEEP, type PrunerDefinition} from '../domain/pruner.ts';

/** Lets every trial go on. */
export const none = {
	id: 'none',
	aliases: [],
	title: 'every trial runs to its end',
	options: {},
	create: (_context, options) => {
		refuseUnknownOptions('pruner', none, options);
		return () => KEEP;
	},
} as const satisfies PrunerDefinition;
