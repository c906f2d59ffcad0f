import type {ImportedTrial} from '../domain/importer.ts';

type State = ImportedTrial['state'];

/** Words of other programs for where a trial stands, in lower case. */
const STATES: ReadonlyMap<string, State> = new Map([
	...words('complete', 'complete completed succeeded success done finished ok terminated passed true 1'),
	...words('failed', 'fail failed error errored infeasible crashed false 0'),
	...words('pruned', 'pruned stopped stopping early_stopped earlystopped'),
	...words('running', 'running active started'),
	...words('queued', 'waiting queued pending requested'),
	...words('timed-out', 'timed-out timeout timed_out'),
	...words('killed', 'killed cancelled canceled'),
	...words('lost', 'lost'),
	...words('unkillable', 'unkillable'),
]);

function words(state: State, list: string): readonly (readonly [string, State])[] {
	return list.split(' ').map(word => [word, state] as const);
}

/** The state that a foreign word means; undefined for an unknown one. `TrialState.COMPLETE` is Optuna's own print. */
export function parseState(text: string): State | undefined {
	return STATES.get(
		text
			.trim()
			.toLowerCase()
			.replace(/^(?:trialstate\.|job_?state_)/, ''),
	);
}
