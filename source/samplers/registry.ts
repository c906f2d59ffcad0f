import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import type {SamplerDefinition} from '../domain/sampler.ts';
import {auto} from './auto.ts';
import {grid} from './grid.ts';
import {cmaes} from './cmaes.ts';
import {gp} from './gp.ts';
import {halton} from './halton.ts';
import {nsga2} from './nsga2.ts';
import {OPTUNA_SAMPLERS} from './optuna.ts';
import {random} from './random.ts';
import {sobol} from './sobol.ts';
import {tpe} from './tpe.ts';

/** Every sampler that a sweep file may name. */
export const SAMPLERS = [
	auto,
	grid,
	random,
	sobol,
	halton,
	tpe,
	gp,
	cmaes,
	nsga2,
	...OPTUNA_SAMPLERS,
] as const satisfies readonly SamplerDefinition[];

/** Id of a sampler. */
export type SamplerId = (typeof SAMPLERS)[number]['id'];

/**
 * A sampler by id or alias.
 * @throws UserError where there is none; it lists those that there are.
 */
export function findSampler(name: string): SamplerDefinition {
	const all: readonly SamplerDefinition[] = SAMPLERS;
	const found = all.find(sampler => sampler.id === name || sampler.aliases.includes(name));
	if (found !== undefined) return found;
	const names = all.flatMap(sampler => [sampler.id, ...sampler.aliases]);
	const nearest = nearestName(name, names);
	throw new UserError(
		`there is no sampler "${name}"`,
		`${nearest === undefined ? '' : `did you mean "${nearest}"? `}samplers: ${names.join(', ')}`,
	);
}
