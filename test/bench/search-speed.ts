import process from 'node:process';
import type {Sampler} from '../../source/domain/sampler.ts';
import type {Params, Space} from '../../source/domain/space.ts';
import {median} from '../../source/domain/statistics/stats.ts';
import {findSampler} from '../../source/samplers/registry.ts';
import {measureOptuna, type SpeedCase} from './optuna-speed.ts';

/** One line of the table. */
type Case = SpeedCase & {readonly measured: number};

const CASES: readonly Case[] = [
	{sampler: 'grid', trials: 0, dimensions: 9, measured: 2000},
	{sampler: 'random', trials: 1000, dimensions: 10, measured: 2000},
	{sampler: 'sobol', trials: 1000, dimensions: 10, measured: 2000},
	{sampler: 'halton', trials: 1000, dimensions: 10, measured: 2000},
	{sampler: 'tpe', trials: 100, dimensions: 10, measured: 200},
	{sampler: 'tpe', trials: 1000, dimensions: 10, measured: 200},
	{sampler: 'tpe', trials: 10_000, dimensions: 10, measured: 50},
	{sampler: 'tpe', trials: 1000, dimensions: 40, measured: 100},
	{sampler: 'cmaes', trials: 1000, dimensions: 40, measured: 200},
	{sampler: 'nsga2', trials: 1000, dimensions: 40, measured: 200},
	{sampler: 'gp', trials: 100, dimensions: 10, measured: 20},
	{sampler: 'gp', trials: 300, dimensions: 10, measured: 10},
];

const GRID_AXIS = {kind: 'integer', min: 0, max: 9, step: 1, scale: 'linear'} as const;

/** Medians of the time that one ask and one tell take, after so many trials; and the mean CPU time, for busy machines. */
export function measureSpeed(): {readonly lines: readonly string[]; readonly summary: object} {
	const optuna = measureOptuna(CASES);
	const rows = CASES.map(item => ({...item, ...timesOf(item), optunaMs: optuna?.medianMs(item)}));
	const lines = rows.map(({sampler, trials, dimensions, medianMs, p99Ms, cpuMs, optunaMs}) => {
		const size = `${trials} × ${dimensions}`.padEnd(12);
		const peer =
			optunaMs === undefined ? '' : `  Optuna ${optunaMs.toFixed(3)} (${(optunaMs / medianMs).toFixed(0)} ×)`;
		return `  ${sampler.padEnd(8)} ${size} median ${medianMs.toFixed(4)}  p99 ${p99Ms.toFixed(3)}  CPU ${cpuMs.toFixed(4)}${peer}`;
	});
	lines.push(
		optuna === undefined ? '  no Python with Optuna: SWEEPTOP_PYTHON names one' : `  beside Optuna ${optuna.version}`,
	);
	return {lines, summary: rows};
}

function timesOf({sampler: name, trials, dimensions, measured}: Case): {
	readonly medianMs: number;
	readonly p99Ms: number;
	readonly cpuMs: number;
} {
	const parameters = Array.from({length: dimensions}, (_, index) => {
		// Nine parameters of ten values each are a grid of 10^9 points.
		const domain = name === 'grid' ? GRID_AXIS : ({kind: 'real', min: -5, max: 5, scale: 'linear'} as const);
		return {name: `x${index}`, domain};
	});
	const space: Space = {parameters, exclude: []};
	const context = {
		space,
		directions: ['minimize'] as const,
		seed: 3,
		order: 'grid' as const,
		visited: new Set<string>(),
	};
	const sampler = findSampler(name).create(context, {});
	// Nearly all of the trials before are random ones: what a model makes of a good history is measured at the end.
	const history = findSampler('random').create(context, {});
	for (let trial = 1; trial <= trials; trial += 1)
		step(trial > trials - 100 && name !== 'gp' ? sampler : history, sampler, trial);
	const times: number[] = [];
	const cpuBefore = process.cpuUsage();
	for (let trial = trials + 1; trial <= trials + measured; trial += 1) {
		const before = performance.now();
		step(sampler, sampler, trial);
		times.push(performance.now() - before);
	}
	const cpu = process.cpuUsage(cpuBefore);
	const cpuMs = (cpu.user + cpu.system) / 1000 / measured;
	times.sort((a, b) => a - b);
	return {medianMs: median(times), p99Ms: times[Math.floor(times.length * 0.99)] ?? 0, cpuMs};
}

function step(asked: Sampler, told: Sampler, trial: number): void {
	const params = asked.ask({trial, running: []}) ?? {};
	told.tell({trial, params, state: 'complete', values: [sphere(params)], feasible: true});
}

function sphere(params: Params): number {
	return Object.values(params).reduce<number>((total, value) => total + (Number(value) - 1.3) ** 2, 0);
}
