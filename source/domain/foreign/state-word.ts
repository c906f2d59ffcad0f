import type {TrialState} from '../trial.ts';

/** Where a trial of another program stands. */
export type ForeignState = Exclude<TrialState, 'waiting'>;

/** Words of other programs, in lower case. */
const STATES: ReadonlyMap<string, ForeignState> = new Map([
	...words('complete', 'complete completed succeeded success done finish finished end ended ok terminated passed'),
	...words('failed', 'fail failed error errored infeasible crashed'),
	...words('pruned', 'pruned stopped stopping early_stopped earlystopped'),
	...words('running', 'running active begin start started'),
	...words('queued', 'waiting queued pending requested'),
	...words('timed-out', 'timed-out timeout timed_out'),
	...words('killed', 'killed cancelled canceled'),
	...words('lost', 'lost'),
	...words('unkillable', 'unkillable'),
]);

function words(state: ForeignState, list: string): readonly (readonly [string, ForeignState])[] {
	return list.split(' ').map(word => [word, state] as const);
}

/**
 * The state that a word of another program means; undefined for an unknown one. What stands before it is passed over:
 * `TrialState.COMPLETE` is Optuna's own print, `JOB_STATE_SUCCEEDED` that of Google's clouds, `trial_ended` an event.
 */
export function parseStateWord(text: string): ForeignState | undefined {
	return STATES.get(
		text
			.trim()
			.toLowerCase()
			.replace(/^(?:trial(?:state)?[._ -]+|job_?state_)/, ''),
	);
}
