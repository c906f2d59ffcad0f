import {UserError} from '../domain/errors.ts';
import type {SamplerDefinition} from '../domain/sampler.ts';
import {readBoolean} from '../domain/space/choice-options.ts';
import {checkOptions} from './options.ts';
import {createSequenceSampler, variedParameters} from './sequence-sampler.ts';
import {createSobol, SOBOL_DIMENSIONS} from './sobol-sequence.ts';

/** Evenly spread points: the scrambled Sobol sequence. Best where the number of trials is a power of two. */
export const sobol = {
	id: 'sobol',
	aliases: ['qmc'],
	title: 'evenly spread points (scrambled Sobol sequence)',
	options: {scramble: 'true* | false: the plain sequence, the same for every seed'},
	exhaustive: false,
	learns: false,
	create: ({space, seed}, options) => {
		checkOptions(sobol, options);
		const parameters = variedParameters(space);
		if (parameters.length > SOBOL_DIMENSIONS) {
			throw new UserError(
				`the Sobol sequence has ${SOBOL_DIMENSIONS} dimensions, the space has ${parameters.length}`,
				'take sampler.name = "halton" or "random"',
			);
		}
		const scramble = readBoolean('sobol', options, 'scramble', true);
		const sequence = createSobol(parameters.length, scramble ? seed : undefined);
		return createSequenceSampler(space, {first: 0, sequence, parameters});
	},
} as const satisfies SamplerDefinition;
