import {appendFileSync, existsSync, mkdirSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import type {SamplerDefinition} from '../../source/domain/sampler.ts';
import type {Regrets} from './search-compare.ts';
import type {SearchFunction} from './search-functions.ts';
import {versionOf} from './search-version.ts';

/** Numbers of trials after which the best so far is looked at. */
const CHECKPOINTS = [30, 100, 300];

/** One search: what it was, and what it reached at its checkpoints. */
export type SearchRow = {
	readonly sampler: string;
	readonly version: string;
	readonly function: string;
	readonly seed: number;
	readonly trials: number;
	readonly bests: readonly number[];
};

/** What is searched, and where searches that are done are kept. */
export type RunPlan = {
	readonly functions: readonly SearchFunction[];
	readonly seeds: number;
	readonly trials: number;
	/** File of one JSON object a search; undefined to keep nothing. */
	readonly cache: string | undefined;
	/** Called after each search that was run, not read. */
	readonly onRun: (done: number, of: number) => void;
};

/**
 * Searches all functions with all seeds. All functions with one seed come before the next seed, so that an interrupted
 * run has the same seeds of each; what the file has is not run again, as long as neither the sampler nor a function
 * was changed.
 */
export function runQuality(definition: SamplerDefinition, plan: RunPlan): Regrets {
	const version = versionOf([`source/samplers/${definition.id}.ts`, 'test/bench/search-functions.ts']);
	const search = createKeptSearches(plan.cache);
	const regrets: Record<string, Record<string, number[]>> = {};
	let done = 0;
	for (let seed = 0; seed < plan.seeds; seed += 1) {
		for (const fn of plan.functions) {
			const key = {sampler: definition.id, version, function: fn.name, seed, trials: plan.trials};
			const bests = search(key, () => {
				plan.onRun(done + 1, plan.seeds * plan.functions.length);
				return runOnce(definition, fn, seed, plan.trials);
			});
			done += 1;
			const byTrials = (regrets[fn.name] ??= {});
			for (const [place, best] of bests.entries()) (byTrials[String(CHECKPOINTS[place])] ??= []).push(best);
		}
	}
	return regrets;
}

/**
 * Gives what a search reached: from a file where it was done before, else by doing it, and then it is kept there.
 * @param path undefined to keep nothing.
 */
export function createKeptSearches(
	path: string | undefined,
): (key: Omit<SearchRow, 'bests'>, run: () => readonly number[]) => readonly number[] {
	const known = readRows(path);
	return (key, run) => {
		const kept = known.get(JSON.stringify(key));
		if (kept !== undefined) return kept;
		const bests = run();
		keepRow(path, {...key, bests});
		return bests;
	};
}

function readRows(path: string | undefined): ReadonlyMap<string, readonly number[]> {
	const rows = new Map<string, readonly number[]>();
	if (path === undefined || !existsSync(path)) return rows;
	for (const line of readFileSync(path, 'utf8').split('\n')) {
		// The last line of a run that was ended in the middle may be a part of one.
		if (!line.endsWith('}')) continue;
		const {bests, ...key}: SearchRow = JSON.parse(line);
		rows.set(JSON.stringify(key), bests);
	}
	return rows;
}

function keepRow(path: string | undefined, row: SearchRow): void {
	if (path === undefined) return;
	mkdirSync(dirname(path), {recursive: true});
	// The new line comes first: it ends a line that an interrupted run may have left.
	appendFileSync(path, `\n${JSON.stringify(row)}`);
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
