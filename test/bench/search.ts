/**
 * Quality and speed of the samplers: `npm run bench:search [-- --samplers tpe,auto --functions RE --seeds 20
 * --trials 300 --tables DIR --fronts nsga2 --front-seeds 20 --json FILE --cache FILE --fresh --no-speed]`. Regrets stand
 * beside those of Optuna 5 (`optuna_regret_reference.json`, 20 seeds), hypervolumes of several objectives likewise
 * (`optuna_hypervolume_reference.json`). DIR may hold the two tables of neural networks, which are not part of the
 * repository. Searches that are done are kept by sampler, its version, function, seed and trials; `--fresh` reads none of
 * them.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {findSampler} from '../../source/samplers/registry.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {searchFunctions} from './search-functions.ts';
import {compare} from './search-compare.ts';
import {compareFronts} from './search-front.ts';
import {runQuality} from './search-runs.ts';
import {measureSpeed} from './search-speed.ts';

/** Where searches that are done are kept: a run that was interrupted goes on. */
const CACHE = join(REPOSITORY, 'node_modules/.cache/sweeptop/search.ndjson');

const {values: flags} = parseArgs({
	options: {
		samplers: {type: 'string', default: 'random,tpe,auto'},
		functions: {type: 'string', default: ''},
		seeds: {type: 'string', default: '20'},
		trials: {type: 'string', default: '300'},
		tables: {type: 'string'},
		json: {type: 'string'},
		cache: {type: 'string', default: CACHE},
		fresh: {type: 'boolean', default: false},
		fronts: {type: 'string', default: 'tpe,nsga2,auto'},
		'front-seeds': {type: 'string', default: '5'},
		'no-speed': {type: 'boolean', default: false},
	},
});

type Reference = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>>>;

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

const reference: Reference = JSON.parse(
	readFileSync(join(REPOSITORY, 'test/fixtures/samplers/optuna_regret_reference.json'), 'utf8'),
);
const functions = searchFunctions(flags.tables).filter(fn => new RegExp(flags.functions).test(fn.name));
const results: Record<string, unknown> = {};
for (const name of flags.samplers.split(',').filter(part => part !== '')) {
	const started = performance.now();
	const regrets = runQuality(findSampler(name), {
		functions,
		seeds: Number(flags.seeds),
		trials: Number(flags.trials),
		cache: flags.fresh ? undefined : flags.cache,
		onRun: (done, of) => {
			if (process.stderr.isTTY) process.stderr.write(`\r${name}: search ${done} of ${of} `);
		},
	});
	const comparison = compare(regrets, reference['tpe5'] ?? {}, reference['random'] ?? {});
	print(
		`\n${name} against Optuna 5 TPE, ${functions.length} functions (${((performance.now() - started) / 1000).toFixed(0)} s)`,
	);
	for (const line of comparison.lines) print(line);
	results[name] = {regrets, ...comparison.summary};
}
for (const name of flags.fronts.split(',').filter(part => part !== '')) {
	const cache = flags.fresh ? undefined : flags.cache;
	const fronts = compareFronts(findSampler(name), Number(flags['front-seeds']), cache);
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
