import {own} from '../record.ts';
import {type CurvePoint, isTerminal, type TrialRecord} from '../trial.ts';

/**
 * What a trial that was pruned, or has not ended, had last reported of a metric. It has no value of its own, but this is
 * what it was pruned for, or where it stands now; nothing is ranked or tested by it. Undefined for all other trials: their
 * metrics are their values.
 */
export function lastReported(trial: TrialRecord, metric: string): CurvePoint | undefined {
	return isUnderway(trial) ? own(trial.curves, metric)?.at(-1) : undefined;
}

/** The step up to which such a trial has come, by the latest of its curves; undefined where it reported none. */
export function reportedStep(trial: TrialRecord): number | undefined {
	if (!isUnderway(trial)) return undefined;
	const steps = Object.values(trial.curves).flatMap(points => points.at(-1)?.step ?? []);
	return steps.length === 0 ? undefined : Math.max(...steps);
}

/** Whether a trial has curves but no values. One that is measured once more has those that it had. */
function isUnderway({state, remeasured}: TrialRecord): boolean {
	return state === 'pruned' || (!isTerminal(state) && remeasured !== true);
}
