import {own} from './record.ts';
import type {CurvePoint, TrialRecord} from './trial.ts';

/**
 * What a pruned trial had last reported of a metric: it has no value of its own, but this is what it was pruned for.
 * Undefined for all other trials: their metrics are their values.
 */
export function lastReported({state, curves}: TrialRecord, metric: string): CurvePoint | undefined {
	return state === 'pruned' ? own(curves, metric)?.at(-1) : undefined;
}

/** The step at which a pruned trial ended, by the latest of its curves; undefined where it reported none. */
export function prunedStep({state, curves}: TrialRecord): number | undefined {
	if (state !== 'pruned') return undefined;
	const steps = Object.values(curves).flatMap(points => points.at(-1)?.step ?? []);
	return steps.length === 0 ? undefined : Math.max(...steps);
}
