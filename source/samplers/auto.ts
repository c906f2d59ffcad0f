import {createEnumeration} from '../domain/enumerate.ts';
import type {SamplerDefinition} from '../domain/sampler.ts';
import {createGridSampler} from './grid.ts';
import {checkOptions} from './options.ts';
import {createRandomSampler} from './random.ts';

/** A grid where the points can be listed, else random draws. */
export const auto = {
	id: 'auto',
	aliases: [],
	title: 'grid where the space is finite, else random',
	options: {},
	exhaustive: false,
	learns: false,
	create: (context, options) => {
		checkOptions(auto, options);
		const enumeration = createEnumeration(context.space);
		return enumeration === undefined ? createRandomSampler(context) : createGridSampler(context, enumeration);
	},
} as const satisfies SamplerDefinition;
