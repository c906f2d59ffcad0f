import type {Sampler, SamplerContext} from '../domain/sampler.ts';
import {createRandomSampler} from './random.ts';
import {createSequenceSampler, variedParameters} from './sequence-sampler.ts';
import {createSobol, SOBOL_DIMENSIONS} from './sobol-sequence.ts';

/** Evenly spread points to start from: the scrambled Sobol sequence, or random ones in more dimensions than it has. */
export function createSpread(context: SamplerContext): Sampler {
	const {space, seed} = context;
	const parameters = variedParameters(space);
	if (parameters.length > SOBOL_DIMENSIONS) return createRandomSampler(context);
	return createSequenceSampler(space, {first: 0, sequence: createSobol(parameters.length, seed), parameters});
}
