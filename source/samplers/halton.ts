import type {SamplerDefinition} from '../domain/sampler.ts';
import type {Parameter} from '../domain/space.ts';
import {createDraw, type Draw} from './draw.ts';
import {createHalton, createMlcommonsHalton, MLCOMMONS_FIRST} from './halton-sequence.ts';
import {readWord} from '../domain/space/choice-options.ts';
import {checkOptions} from './options.ts';
import {createSequenceSampler, variedParameters} from './sequence-sampler.ts';

/** Evenly spread points of any number: the Halton sequence, scrambled, or exactly as AlgoPerf's tuning takes it. */
export const halton = {
	id: 'halton',
	aliases: [],
	title: 'evenly spread points (scrambled Halton sequence)',
	options: {
		scramble: 'owen* | none | mlcommons: the set of points of AlgoPerf tuning, bit for bit; every parameter counts',
	},
	exhaustive: false,
	learns: false,
	create: ({space, seed}, options) => {
		checkOptions(halton, options);
		const scramble = readWord('halton', options, 'scramble', ['owen', 'none', 'mlcommons']);
		if (scramble === 'mlcommons') {
			const {parameters} = space;
			const sequence = createMlcommonsHalton(parameters.length);
			return createSequenceSampler(space, {first: MLCOMMONS_FIRST, sequence, parameters, drawOf: mlcommonsDraw});
		}
		const parameters = variedParameters(space);
		const sequence = createHalton(parameters.length, scramble === 'owen' ? seed : undefined);
		return createSequenceSampler(space, {first: 0, sequence, parameters});
	},
} as const satisfies SamplerDefinition;

/** Reals in the rounding of AlgoPerf's formulas; lists as everywhere. */
function mlcommonsDraw({domain}: Parameter): Draw {
	if (
		domain.kind !== 'real' ||
		domain.step !== undefined ||
		domain.distribution !== undefined ||
		domain.quantum !== undefined
	)
		return createDraw(domain);
	const {min, max} = domain;
	return domain.scale === 'log'
		? uniform => min * Math.exp(uniform * Math.log(max / min))
		: uniform => uniform * (max - min) + min;
}
