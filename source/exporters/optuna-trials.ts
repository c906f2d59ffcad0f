import {UserError} from '../domain/errors.ts';
import {numberNamed} from '../domain/ranking/metric-value.ts';
import type {Objective} from '../domain/metric.ts';
import {own} from '../domain/record.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {isTerminal, type TrialRecord} from '../domain/trial.ts';

/** States of a trial in Optuna, at their numbers. */
export const OPTUNA_STATES = ['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'] as const;

/** One of {@link OPTUNA_STATES}. */
export type OptunaState = (typeof OPTUNA_STATES)[number];

/** What Optuna knows of a trial. */
export type OptunaTrial = {
	readonly trial: TrialRecord;
	/** Counts from 0 over the trials that there are. */
	readonly number: number;
	readonly state: OptunaState;
	/** One an objective; undefined where the trial has none that Optuna takes. */
	readonly values: readonly number[] | undefined;
	/** Steps and values of the first objective's curve; Optuna has curves for one objective only. */
	readonly curve: readonly (readonly [step: number, value: number])[];
	/** Ms since 1970; undefined before the start or end. */
	readonly startMs: number | undefined;
	readonly endMs: number | undefined;
};

/** The objectives of a sweep. @throws UserError where it has none: a study of Optuna must. */
export function optunaObjectives({sweep}: SweepState, format: string): readonly Objective[] {
	const objectives = sweep?.objectives ?? [];
	if (objectives.length > 0) return objectives;
	throw new UserError(
		`a sweep without an objective is no study of Optuna, so there is no ${format}`,
		'give a metric a goal in the sweep file, or take --format csv',
	);
}

/** The trials of a sweep as Optuna counts and names them. */
export function* optunaTrials(state: SweepState, objectives: readonly Objective[]): Generator<OptunaTrial> {
	let number = 0;
	for (const trial of state.trials) {
		if (trial === undefined) continue;
		yield describe(trial, number, objectives);
		number += 1;
	}
}

function describe(trial: TrialRecord, number: number, objectives: readonly Objective[]): OptunaTrial {
	const [first] = objectives;
	const points = objectives.length === 1 && first !== undefined ? (own(trial.curves, first.metric) ?? []) : [];
	const curve = points.flatMap(({step, value}) => (Number.isSafeInteger(step) ? [[step, value] as const] : []));
	const startMs = trial.startedAt === undefined ? undefined : Date.parse(trial.startedAt);
	const endMs = startMs === undefined || trial.durationS === undefined ? undefined : startMs + trial.durationS * 1000;
	return {trial, number, ...outcomeOf(trial, objectives, curve), curve, startMs, endMs};
}

/** NaN and missing values are failures to Optuna; infinities are values. */
function outcomeOf(
	trial: TrialRecord,
	objectives: readonly Objective[],
	curve: OptunaTrial['curve'],
): Pick<OptunaTrial, 'state' | 'values'> {
	if (!isTerminal(trial.state)) return {state: trial.state === 'running' ? 'RUNNING' : 'WAITING', values: undefined};
	if (trial.state === 'pruned') {
		const last = curve.at(-1)?.[1];
		return {state: 'PRUNED', values: last === undefined || Number.isNaN(last) ? undefined : [last]};
	}
	const values = objectives.map(({metric}) => numberNamed(trial, metric));
	if (trial.state !== 'complete' || values.some(Number.isNaN)) return {state: 'FAIL', values: undefined};
	return {state: 'COMPLETE', values};
}
