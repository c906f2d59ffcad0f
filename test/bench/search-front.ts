import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {hypervolume} from '../../source/domain/front/hypervolume.ts';
import type {SamplerDefinition} from '../../source/domain/sampler.ts';
import type {Params, Space} from '../../source/domain/space.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {createKeptSearches} from './search-runs.ts';
import {versionOf} from './search-version.ts';

type Problem = {
	readonly name: string;
	readonly dimensions: number;
	readonly reference: readonly number[];
	readonly evaluate: (x: readonly number[]) => readonly number[];
};

const {PI, sqrt, sin, cos} = Math;

function zdt(name: string, shape: (ratio: number, first: number) => number): Problem {
	const evaluate = (x: readonly number[]): readonly number[] => {
		const [first = 0, ...rest] = x;
		const g = 1 + (9 * rest.reduce((a, b) => a + b, 0)) / rest.length;
		return [first, g * shape(first / g, first)];
	};
	return {name, dimensions: 30, reference: [1.1, 10], evaluate};
}

const PROBLEMS: readonly Problem[] = [
	zdt('zdt1', ratio => 1 - sqrt(ratio)),
	zdt('zdt2', ratio => 1 - ratio ** 2),
	zdt('zdt3', (ratio, first) => 1 - sqrt(ratio) - ratio * sin(10 * PI * first)),
	{
		name: 'dtlz2',
		dimensions: 12,
		reference: [2.5, 2.5, 2.5],
		evaluate: ([a = 0, b = 0, ...rest]) => {
			const g = 1 + rest.reduce((total, v) => total + (v - 0.5) ** 2, 0);
			return [
				g * cos((a * PI) / 2) * cos((b * PI) / 2),
				g * cos((a * PI) / 2) * sin((b * PI) / 2),
				g * sin((a * PI) / 2),
			];
		},
	},
];

type Reference = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>>>;

/** Numbers of trials after which the volume is taken. */
const CHECKPOINTS = [100, 300];

/**
 * Hypervolume at 100 and 300 trials on ZDT1-3 and DTLZ2, over those of Optuna 5's TPE (with twice the standard error of
 * the ratio) and NSGA-II.
 * @param cache file where searches that are done are kept; undefined for none.
 */
export function compareFronts(
	definition: SamplerDefinition,
	seeds: number,
	cache: string | undefined,
): {readonly lines: readonly string[]; readonly summary: object} {
	const path = join(REPOSITORY, 'test/fixtures/samplers/optuna_hypervolume_reference.json');
	const reference: Reference = JSON.parse(readFileSync(path, 'utf8'));
	const version = versionOf([`source/samplers/${definition.id}.ts`, 'test/bench/search-front.ts']);
	const search = createKeptSearches(cache);
	const lines: string[] = [];
	const summary: Record<string, object> = {};
	for (const problem of PROBLEMS) {
		const runs = Array.from({length: seeds}, (_, seed) => {
			const key = {sampler: definition.id, version, function: problem.name, seed, trials: 300};
			return search(key, () => {
				const values = runOnce(definition, problem, seed);
				return CHECKPOINTS.map(trials => hypervolume(values.slice(0, trials), problem.reference));
			});
		});
		const cells = CHECKPOINTS.map((trials, place) => {
			const ours = runs.map(volumes => volumes[place] ?? Number.NaN);
			const theirs = (name: string): readonly number[] => reference[name]?.[problem.name]?.[trials] ?? [];
			const [tpe, nsga2] = [theirs('tpe'), theirs('nsga2')].map(volumes => mean(ours) / mean(volumes));
			const margin = (2 * Math.hypot(errorOf(ours), errorOf(theirs('tpe')))) / mean(theirs('tpe'));
			summary[`${problem.name} ${trials}`] = {hypervolume: mean(ours), overTpe: tpe, margin, overNsga2: nsga2};
			const overTpe = `×${(tpe ?? 0).toFixed(3)} ±${margin.toFixed(3)} TPE`;
			return `${trials}: ${mean(ours).toFixed(3)} ${overTpe} ×${(nsga2 ?? 0).toFixed(3)} NSGA-II`;
		});
		lines.push(`  ${problem.name.padEnd(8)} ${cells.join('   ')}`);
	}
	return {lines, summary};
}

function runOnce(definition: SamplerDefinition, problem: Problem, seed: number): readonly (readonly number[])[] {
	const domain = {kind: 'real', min: 0, max: 1, scale: 'linear'} as const;
	const parameters = Array.from({length: problem.dimensions}, (_, index) => ({name: `x${index}`, domain}));
	const space: Space = {parameters, exclude: []};
	const directions = problem.reference.map(() => 'minimize' as const);
	const sampler = definition.create(
		{space, directions, seed, order: 'grid', visited: new Set(), budgetTrials: 300},
		{},
	);
	return Array.from({length: 300}, (_, index) => {
		const params: Params = sampler.ask({trial: index + 1, running: []}) ?? {};
		const values = problem.evaluate(parameters.map(({name}) => Number(params[name])));
		sampler.tell({trial: index + 1, params, state: 'complete', values, feasible: true});
		return values;
	});
}

function mean(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Standard error of the mean; 0 of a single value. */
function errorOf(values: readonly number[]): number {
	const average = mean(values);
	const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
	return values.length > 1 ? Math.sqrt(squares / (values.length - 1) / values.length) : 0;
}
