import {GP_OBJECTIVES} from '../domain/space/auto-sampler.ts';
import {refuseUnknownOptions} from '../domain/space/choice-options.ts';
import type {SamplerDefinition} from '../domain/sampler.ts';
import {cmaes} from './cmaes.ts';
import {gp} from './gp.ts';
import {nsga2} from './nsga2.ts';
import {createOptunaBridge} from './optuna/optuna-bridge.ts';
import {random} from './random.ts';
import {sobol} from './sobol.ts';
import {tpe} from './tpe.ts';

const STARTUP = {n_startup_trials: 'trials drawn at random before the first suggestion of the model'};
const GENETIC = {
	population_size: 'trials of a generation, 50*',
	mutation_prob: 'chance of a mutation of each parameter',
	crossover_prob: 'chance of a crossover, 0.9*',
	swapping_prob: 'chance that a value comes from the other parent, 0.5*',
};

/** Samplers of a Python with Optuna, by `optuna:` and the name of their class; options are those of its constructor. */
export const OPTUNA_SAMPLERS = [
	bridgeTo('TPESampler', tpe, {
		...STARTUP,
		n_ei_candidates: 'draws of which the best is suggested, 24*',
		multivariate: 'true or false: over all parameters at once',
		group: 'true or false: conditional parameters in groups',
		constant_liar: 'true or false: trials that run count as bad',
	}),
	bridgeTo('GPSampler', gp, {
		...STARTUP,
		deterministic_objective: 'true or false*: no noise is expected',
	}),
	bridgeTo('CmaEsSampler', cmaes, {
		...STARTUP,
		sigma0: 'first step size, in the units of the box',
		popsize: 'trials of a generation',
		consider_pruned_trials: 'true or false*',
		use_separable_cma: 'true or false*: no correlations, for many parameters',
		with_margin: 'true or false*: keeps a chance of each whole number',
		lr_adapt: 'true or false*: adapts the learning rate, for noise',
	}),
	bridgeTo('NSGAIISampler', nsga2, GENETIC),
	bridgeTo('NSGAIIISampler', nsga2, {...GENETIC, dividing_parameter: 'divisions of the reference points, 3*'}),
	bridgeTo('QMCSampler', sobol, {
		qmc_type: 'sobol* or halton',
		scramble: 'true or false*',
	}),
	bridgeTo('RandomSampler', random, {}),
] as const;

/** Samplers that write down between trials what they need later. */
const KEEPS_STATE: ReadonlySet<string> = new Set(['CmaEsSampler', 'NSGAIISampler', 'NSGAIIISampler', 'QMCSampler']);

function bridgeTo<const N extends string>(
	sampler: N,
	counterpart: SamplerDefinition,
	names: Readonly<Record<string, string>>,
): SamplerDefinition & {readonly id: `optuna:${N}`} {
	const definition: SamplerDefinition & {readonly id: `optuna:${N}`} = {
		id: `optuna:${sampler}`,
		aliases: [],
		title: `Optuna's ${sampler}, by a Python that has it (SWEEPTOP_PYTHON); without one, ${counterpart.id}`,
		options: names,
		exhaustive: false,
		learns: counterpart.learns,
		create: (context, options) => {
			refuseUnknownOptions('sampler', definition, options);
			return nativeFor(counterpart, context.directions.length).create(context, {});
		},
		open: (context, options, host) => {
			refuseUnknownOptions('sampler', definition, options);
			const native = nativeFor(counterpart, context.directions.length);
			const choice = {sampler, options, keepsState: KEEPS_STATE.has(sampler)};
			return createOptunaBridge(context, choice, {id: native.id, sampler: native.create(context, {})}, host);
		},
	};
	return definition;
}

/** The native Gaussian process has few objectives. */
function nativeFor(counterpart: SamplerDefinition, objectives: number): SamplerDefinition {
	return counterpart.id === gp.id && objectives > GP_OBJECTIVES ? tpe : counterpart;
}
