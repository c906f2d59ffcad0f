import type {RunSettings} from '../domain/sweep.ts';
import type {ExecutionState, Role} from '../domain/trial.ts';

/** What is to be run next for a trial, or what it came to. */
export type NextStep =
	| {readonly kind: 'run'; readonly role: Role; readonly attempt: number}
	| {readonly kind: 'complete'}
	/** The last failure stands: its retries are used up. */
	| {readonly kind: 'failed'; readonly execution: ExecutionState};

/**
 * The executions that a trial needs, in order. `discardFirst` counts within `repeats`: 4 repeats of which the first
 * is discarded give 3 measured ones.
 */
export function rolesOf(run: RunSettings): readonly Role[] {
	return [
		...Array.from({length: run.warmup}, () => 'warmup' as const),
		...Array.from({length: Math.min(run.discardFirst, run.repeats - 1)}, () => 'discarded' as const),
		...Array.from({length: Math.max(1, run.repeats - run.discardFirst)}, () => 'measured' as const),
	];
}

/**
 * Decides from a trial's executions alone, so that a resumed engine goes on exactly where the dead one stood:
 * executions that ended complete are done, a `lost` one is run again without using up a retry.
 */
export function nextStep(run: RunSettings, executions: readonly ExecutionState[]): NextStep {
	let index = 0;
	for (const role of rolesOf(run)) {
		let attempts = 0;
		let done = false;
		while (!done) {
			const execution = executions[index];
			if (execution === undefined) return {kind: 'run', role, attempt: attempts + 1};
			index += 1;
			if (execution.outcome === 'complete') done = true;
			else if (execution.outcome !== 'lost' && execution.outcome !== undefined) {
				attempts += 1;
				if (attempts > run.retries || !isRetried(execution)) return {kind: 'failed', execution};
			}
		}
	}
	return {kind: 'complete'};
}

/** A trial that a person or the sampler ended is not tried again. */
function isRetried(execution: ExecutionState): boolean {
	return execution.outcome === 'failed' || execution.outcome === 'timed-out';
}
