import type {SweepState} from '../sweep-state.ts';
import {FAILURE_STATES} from '../trial.ts';

/** Trials of a sweep, whatever they are at. */
export function countTrials({counts}: Pick<SweepState, 'counts'>): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Ended trials. */
export function countEnded(state: Pick<SweepState, 'counts'>): number {
	const {queued, waiting, running} = state.counts;
	return countTrials(state) - queued - waiting - running;
}

/** Trials in one of {@link FAILURE_STATES}. */
export function countFailed({counts}: Pick<SweepState, 'counts'>): number {
	return FAILURE_STATES.reduce((sum, state) => sum + counts[state], 0);
}
