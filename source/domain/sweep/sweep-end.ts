import {counted} from '../text/counted.ts';
import type {SweepState} from '../sweep-state.ts';

/** Why a sweep ends whose trials failed one after the other. */
export function failedInARow(count: number): string {
	return `${counted(count, 'trial')} failed in a row`;
}

/** Why a sweep ends of which no trial did anything but fail. */
export function failedFromTheStart(count: number): string {
	return count === 1 ? 'the first trial failed' : `all of the first ${count} trials failed`;
}

/** Why the sweep of a watched program ends of which no trial has what it is ranked by. */
export function endedWithoutValue(metrics: readonly string[]): string {
	return `the program ended; no trial completed with a value for ${metrics.join(', ')}`;
}

const QUEUED_END = ': resume runs what is queued';

/** Why a sweep is as it is that had ended, and of which a trial was queued since; `reply` says which. */
export function queuedAfterEnd(reply: string): string {
	return `${reply}${QUEUED_END}`;
}

/** Whether a sweep has ended but for trials that were queued since: nothing runs them until it is resumed. */
export function isQueuedAfterEnd(why: string): boolean {
	return why.endsWith(QUEUED_END);
}

const FAILURE_END =
	/^(?:[\d,]+ trials? failed in a row|the first trial failed|all of the first \d+ trials failed|the program (?:failed: .*|ended; no trial .*))$/;

/** Whether a sweep that ended for this reason has hit its failure limit, or is of a watched program that failed. */
export function isFailureEnd(why: string): boolean {
	return FAILURE_END.test(why);
}

/** Whether a sweep that has ended did not do what it was for: no trial completed, or it is a {@link isFailureEnd}. */
export function hasFailed({counts, endedWhy}: Pick<SweepState, 'counts' | 'endedWhy'>): boolean {
	return counts.complete === 0 || isFailureEnd(endedWhy ?? '');
}

/** Whether a sweep ended before its first trial, for no failure. */
export function endedUntried({trials, endedWhy}: Pick<SweepState, 'trials' | 'endedWhy'>): boolean {
	return trials.length === 0 && !isFailureEnd(endedWhy ?? '');
}
