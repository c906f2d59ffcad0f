import {type ChoiceOptions, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import type {SamplerDefinition} from '../domain/sampler.ts';

/** @throws UserError where an option is given that the sampler does not have; it lists those that it has. */
export function checkOptions(definition: Pick<SamplerDefinition, 'id' | 'options'>, options: ChoiceOptions): void {
	refuseUnknownOptions('sampler', definition, options);
}
