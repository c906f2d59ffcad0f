import {parameterEnvironment} from '../domain/text/command-line.ts';
import type {Params} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';
import {seedOf} from './seed.ts';

/** What the environment of one execution follows from. */
export type EnvironmentOrder = {
	readonly trial: number;
	readonly execution: number;
	readonly params: Params;
	/** Which of the `jobs` it is, from 1: no two that run at once have the same. */
	readonly slot: number;
};

/** Where one execution may write. */
export type ExecutionPlaces = {
	readonly artifactsDirectory: string;
	readonly metricsPath: string;
	readonly hypertunePath: string;
};

/** The variables that a sweep sets for one execution, over those that its engine has. */
export function executionEnvironment(
	sweep: Sweep,
	{trial, execution, params, slot}: EnvironmentOrder,
	places: ExecutionPlaces,
): Readonly<Record<string, string>> {
	return {
		...environmentOfSlot(sweep.env, slot),
		...parameterEnvironment(sweep.space, params),
		SWEEP_NAME: sweep.name,
		SWEEP_TRIAL: String(trial),
		SWEEP_EXECUTION: String(execution),
		SWEEP_SEED: String(seedOf(sweep.seed, trial, execution)),
		SWEEP_SLOT: String(slot),
		SWEEP_DIR: places.artifactsDirectory,
		SWEEP_METRICS: places.metricsPath,
		CLOUD_ML_TRIAL_ID: String(trial),
		CLOUD_ML_HP_METRIC_FILE: places.hypertunePath,
	};
}

/** `[env]`: of a list each of the jobs has its own value, by turns where there are more jobs than values. */
export function environmentOfSlot(env: Sweep['env'], slot: number): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(env).map(([name, value]) => [
			name,
			typeof value === 'string' ? value : (value[(slot - 1) % value.length] ?? ''),
		]),
	);
}

/** The lowest slot from 1 that is not taken. */
export function freeSlot(taken: Iterable<number>): number {
	const used = new Set(taken);
	let slot = 1;
	while (used.has(slot)) slot += 1;
	return slot;
}
