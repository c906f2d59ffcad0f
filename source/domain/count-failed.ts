import type {SweepState} from './sweep-state.ts';

/** Ended trials that have no result and were not ended by a person. */
export function countFailed({counts}: SweepState): number {
	return counts.failed + counts['timed-out'] + counts.unkillable + counts.lost;
}
