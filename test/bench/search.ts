/**
 * Quality and speed of the samplers: `npm run bench:search [-- --samplers tpe,auto --functions RE --seeds 20
 * --trials 300 --tables DIR --fronts nsga2 --json FILE --no-speed]`. Regrets stand beside those of Optuna 5
 * (`optuna_regret_reference.json`, 20 seeds). DIR may hold the two tables of neural networks, which are not part of the
 * repository.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import type {SamplerDefinition} from '../../source/domain/sampler.ts';
import {findSampler} from '../../source/samplers/registry.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {searchFunctions, type SearchFunction} from './search-functions.ts';
import {compare, type Regrets} from './search-compare.ts';
import {compareFronts} from './search-front.ts';
import {measureSpeed} from './search-speed.ts';

/** Numbers of trials after which the best so far is looked at. */
const CHECKPOINTS = [30, 100, 300];

const {values: flags} = parseArgs({
	options: {
		samplers: {type: 'string', default: 'random,tpe,auto'},
		functions: {type: 'string', default: ''},
		seeds: {type: 'string', default: '20'},
		trials: {type: 'string', default: '300'},
		tables: {type: 'string'},
		json: {type: 'string'},
		fronts: {type: 'string', default: 'tpe,nsga2,auto'},
		'no-speed': {type: 'boolean', default: false},
	},
});

type Reference = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>>>;

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Best regret so far at the checkpoints, for one seed. */
function runOnce(definition: SamplerDefinition, fn: SearchFunction, seed: number, trials: number): number[] {
	const context = {
		space: fn.space,
		directions: ['minimize'] as const,
		seed,
		order: 'shuffle' as const,
		visited: new Set<string>(),
		budgetTrials: trials,
	};
	const sampler = definition.create(context, {});
	const bests: number[] = [];
	let best = Number.POSITIVE_INFINITY;
	for (let trial = 1; trial <= trials; trial += 1) {
		const params = sampler.ask({trial, running: []});
		if (params !== undefined) {
			const value = fn.regret(params);
			best = Math.min(best, value);
			sampler.tell({trial, params, state: 'complete', values: [value], feasible: true});
		}
		if (CHECKPOINTS.includes(trial)) bests.push(best);
	}
	return bests;
}

function runQuality(definition: SamplerDefinition, functions: readonly SearchFunction[]): Regrets {
	const trials = Number(flags.trials);
	const regrets: Record<string, Record<string, number[]>> = {};
	for (const fn of functions) {
		const byTrials: Record<string, number[]> = {};
		for (let seed = 0; seed < Number(flags.seeds); seed += 1) {
			for (const [place, value] of runOnce(definition, fn, seed, trials).entries()) {
				(byTrials[String(CHECKPOINTS[place])] ??= []).push(value);
			}
		}
		regrets[fn.name] = byTrials;
	}
	return regrets;
}

const reference: Reference = JSON.parse(
	readFileSync(join(REPOSITORY, 'test/fixtures/samplers/optuna_regret_reference.json'), 'utf8'),
);
const functions = searchFunctions(flags.tables).filter(fn => new RegExp(flags.functions).test(fn.name));
const results: Record<string, unknown> = {};
for (const name of flags.samplers.split(',').filter(part => part !== '')) {
	const started = performance.now();
	const regrets = runQuality(findSampler(name), functions);
	const comparison = compare(regrets, reference['tpe5'] ?? {}, reference['random'] ?? {});
	print(
		`\n${name} against Optuna 5 TPE, ${functions.length} functions (${((performance.now() - started) / 1000).toFixed(0)} s)`,
	);
	for (const line of comparison.lines) print(line);
	results[name] = {regrets, ...comparison.summary};
}
for (const name of flags.fronts.split(',').filter(part => part !== '')) {
	const fronts = compareFronts(findSampler(name), Math.min(5, Number(flags.seeds)));
	print(`\n${name}: hypervolume over Optuna 5's`);
	for (const line of fronts.lines) print(line);
	results[`${name} fronts`] = fronts.summary;
}
if (!flags['no-speed']) {
	print('\nSuggestion, ask + tell, ms');
	const speed = measureSpeed();
	for (const line of speed.lines) print(line);
	results['speed'] = speed.summary;
}
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(results, null, '\t')}\n`);
