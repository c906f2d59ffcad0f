import {counted} from '../../domain/text/counted.ts';
import {hasNumber} from '../../domain/ranking/metric-value.ts';
import type {Objective} from '../../domain/metric.ts';
import {nearestName} from '../../domain/text/nearest.ts';
import {endedWithoutValue} from '../../domain/sweep/sweep-end.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';

/**
 * Whether a trial completed with a value for every objective, as one of our own must have to be complete: NaN is one.
 * Without objectives, whether one completed.
 */
function hasResult({trials, sweep}: SweepState): boolean {
	const objectives = sweep?.objectives ?? [];
	return trials.some(trial => trial?.state === 'complete' && objectives.every(({metric}) => hasNumber(trial, metric)));
}

/** Trials that a watched program spoke of. */
export function countHeard({trials}: SweepState): number {
	return trials.reduce((sum, trial) => (trial === undefined ? sum : sum + 1), 0);
}

/**
 * Why the sweep of a watched program ends that nobody stopped.
 * @param problem why the program failed; undefined where it did not. @param planned trials that it said it would run.
 */
export function describeProgramEnd(
	state: SweepState,
	problem: string | undefined,
	planned: number | undefined,
): string {
	const heard = countHeard(state);
	if (problem !== undefined) return `the program failed: ${problem}`;
	if (heard === 0) return 'the program ended; no trial was heard of';
	if (state.counts.complete > 0 && !hasResult(state))
		return endedWithoutValue((state.sweep?.objectives ?? []).map(({metric}) => metric));
	// A search whose space has no further point ends of its own will.
	if (planned !== undefined && heard < planned) return `space exhausted ${heard}/${planned}`;
	return `the program ended (${counted(heard, 'trial')})`;
}

/** More names than this are not listed. */
const MOST_NAMES = 12;

/** A word for the person about an objective of which no trial has a value, with the names that did come. */
export function describeAbsentGoals(goals: readonly Objective[], {trials}: SweepState): string | undefined {
	const absent = goals.filter(({metric}) => trials.every(trial => trial === undefined || !hasNumber(trial, metric)));
	const names = [...new Set(trials.flatMap(trial => (trial === undefined ? [] : namesOf(trial))))];
	const never = absent.filter(({metric}) => !names.includes(metric));
	const [first] = never.length > 0 ? never : absent;
	if (first === undefined) return undefined;
	if (never.length === 0) return `${first.metric} came, but of no trial that completed`;
	const said = never.map(({metric, direction}) => `--${direction} ${metric}`).join(', ');
	const came = names.length === 0 ? 'no metric' : names.slice(0, MOST_NAMES).join(', ');
	const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
	const near = nearestName(first.metric, names);
	const mean = near === undefined ? '' : `; did you mean ${near}?`;
	return `no trial has a value for ${said}; what came: ${came}${more}${mean}`;
}

/** Names of all values that came of a trial, also of one that did not complete. */
function namesOf({metrics, curves, executions}: TrialRecord): readonly string[] {
	return [
		...Object.keys(metrics),
		...Object.keys(curves),
		...executions.flatMap(run => Object.keys(run.metrics ?? {})),
	];
}
