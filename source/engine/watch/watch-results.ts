import {numberNamed} from '../../domain/metric-value.ts';
import type {Objective} from '../../domain/metric.ts';
import {nearestName} from '../../domain/nearest.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';

/**
 * Whether a trial completed with a value for every objective, as one of our own must have to be complete: NaN is one.
 * Without objectives, whether one completed.
 */
export function hasResult({trials, sweep}: SweepState): boolean {
	const objectives = sweep?.objectives ?? [];
	return trials.some(trial => trial?.state === 'complete' && objectives.every(({metric}) => has(trial, metric)));
}

/** More names than this are not listed. */
const MOST_NAMES = 12;

/** A word for the person about an objective of which no trial has a value, with the names that did come. */
export function describeAbsentGoals(goals: readonly Objective[], {trials}: SweepState): string | undefined {
	const absent = goals.filter(({metric}) => trials.every(trial => trial === undefined || !has(trial, metric)));
	const [first] = absent;
	if (first === undefined) return undefined;
	const names = [...new Set(trials.flatMap(trial => Object.keys(trial?.metrics ?? {})))];
	const said = absent.map(({metric, direction}) => `--${direction} ${metric}`).join(', ');
	const came = names.length === 0 ? 'no metric' : names.slice(0, MOST_NAMES).join(', ');
	const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
	const near = nearestName(first.metric, names);
	const mean = near === undefined ? '' : `; did you mean ${near}?`;
	return `no trial has a value for ${said}; what came: ${came}${more}${mean}`;
}

function has(trial: TrialRecord, metric: string): boolean {
	return Object.hasOwn(trial.metrics ?? {}, metric) || !Number.isNaN(numberNamed(trial, metric));
}
