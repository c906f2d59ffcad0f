import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {hypervolume} from '../../source/domain/hypervolume.ts';
import type {SamplerDefinition} from '../../source/domain/sampler.ts';
import type {Params, Space} from '../../source/domain/space.ts';
import {REPOSITORY} from '../helpers/repository.ts';

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

/** Hypervolume at 100 and 300 trials on ZDT1-3 and DTLZ2, over those of Optuna 5's TPE and NSGA-II. */
export function compareFronts(
	definition: SamplerDefinition,
	seeds: number,
): {readonly lines: readonly string[]; readonly summary: object} {
	const path = join(REPOSITORY, 'test/fixtures/samplers/optuna_hypervolume_reference.json');
	const reference: Reference = JSON.parse(readFileSync(path, 'utf8'));
	const lines: string[] = [];
	const summary: Record<string, object> = {};
	for (const problem of PROBLEMS) {
		const volumes: Record<string, number[]> = {'100': [], '300': []};
		for (let seed = 0; seed < seeds; seed += 1) {
			const values = runOnce(definition, problem, seed);
			for (const trials of ['100', '300'])
				volumes[trials]?.push(hypervolume(values.slice(0, Number(trials)), problem.reference));
		}
		const cells = ['100', '300'].map(trials => {
			const ours = mean(volumes[trials] ?? []);
			const [tpe, nsga2] = ['tpe', 'nsga2'].map(name => ours / mean(reference[name]?.[problem.name]?.[trials] ?? []));
			summary[`${problem.name} ${trials}`] = {hypervolume: ours, overTpe: tpe, overNsga2: nsga2};
			return `${trials}: ${ours.toFixed(3)} ×${(tpe ?? 0).toFixed(3)} TPE ×${(nsga2 ?? 0).toFixed(3)} NSGA-II`;
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
