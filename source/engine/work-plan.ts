import type {RunSettings} from '../domain/sweep.ts';
import type {ExecutionState, Role} from '../domain/trial.ts';
import {isMeasurable} from './iterations.ts';

/** What is to be run next for a trial, or what it came to. */
export type NextStep =
	| {readonly kind: 'run'; readonly role: Role; readonly attempt: number}
	| {readonly kind: 'complete'}
	/** The last failure stands: its retries are used up. */
	| {readonly kind: 'failed'; readonly execution: ExecutionState};

/** What executions that count are called: those of a trial that watches the machine are anchors. */
export type CountingRole = 'measured' | 'anchor';

/**
 * The executions that a trial needs at least, in order. `discardFirst` counts within `repeats`: 4 repeats of which the
 * first is discarded give 3 measured ones.
 */
export function rolesOf(run: RunSettings, counting: CountingRole = 'measured'): readonly Role[] {
	return [
		...Array.from({length: run.warmup}, () => 'warmup' as const),
		...Array.from({length: Math.min(run.discardFirst, run.repeats - 1)}, () => 'discarded' as const),
		...Array.from({length: Math.max(1, run.repeats - run.discardFirst)}, () => counting),
	];
}

/** What a plan depends on beside the sweep file. */
export type PlanOptions = {
	readonly counting?: CountingRole;
	/** Milliseconds between two independent samples of the power sensor, where there is one. */
	readonly spacingMs?: number | undefined;
};

/**
 * Decides from a trial's executions alone, so that a resumed engine goes on exactly where the dead one stood:
 * executions that ended complete are done, a `lost` one is run again without using up a retry. A program that is too
 * short to be measured is run again until it is not.
 */
export function nextStep(
	run: RunSettings,
	executions: readonly ExecutionState[],
	{counting = 'measured', spacingMs}: PlanOptions = {},
): NextStep {
	const roles = rolesOf(run, counting);
	let index = 0;
	for (let place = 0; ; place++) {
		const role = roles[place] ?? counting;
		let attempts = 0;
		let done = false;
		while (!done) {
			const execution = executions[index];
			if (execution === undefined) {
				const isEnough = place >= roles.length && attempts === 0 && isMeasurable(run, executions, spacingMs);
				return isEnough ? {kind: 'complete'} : {kind: 'run', role, attempt: attempts + 1};
			}
			index += 1;
			if (execution.outcome === 'complete') done = true;
			else if (execution.outcome !== 'lost' && execution.outcome !== undefined) {
				attempts += 1;
				if (attempts > run.retries || !isRetried(execution)) return {kind: 'failed', execution};
			}
		}
	}
}

/** A trial that a person or the sampler ended is not tried again. */
function isRetried(execution: ExecutionState): boolean {
	return execution.outcome === 'failed' || execution.outcome === 'timed-out';
}
