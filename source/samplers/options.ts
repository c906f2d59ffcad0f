import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/nearest.ts';
import type {SamplerDefinition} from '../domain/sampler.ts';
import type {Scalar} from '../domain/space.ts';

/** @throws UserError where an option is given that the sampler does not have; it lists those that it has. */
export function checkOptions(
	definition: Pick<SamplerDefinition, 'id' | 'options'>,
	options: Readonly<Record<string, Scalar>>,
): void {
	const known = Object.keys(definition.options);
	const unknown = Object.keys(options).find(name => !known.includes(name));
	if (unknown === undefined) return;
	const nearest = nearestName(unknown, known);
	throw new UserError(
		`sampler "${definition.id}" has no option "${unknown}"`,
		`${nearest === undefined ? '' : `did you mean "${nearest}"? `}options: ${known.length === 0 ? 'none' : known.join(', ')}`,
	);
}
