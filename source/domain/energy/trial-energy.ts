import {own} from '../record.ts';
import type {SweepState} from '../sweep-state.ts';
import type {ExecutionState, TrialRecord} from '../trial.ts';

/** What the trials of a sweep have used of its energy; the rest went by idle, in gates and in pauses. */
export type TrialEnergy = {
	/** Of all executions that have an energy: warm-ups, failures and earlier runs, too. */
	readonly joules: number;
	/** Executions that ran without an energy of their own: too short, or beside others. */
	readonly unmeasured: number;
};

/**
 * Joules of one execution: its own, else, where its trial has joules all the same, of as long a part of those. Undefined
 * where neither has any.
 */
export function joulesOfExecution(
	trial: TrialRecord,
	{telemetry, superseded, durationS}: ExecutionState,
): number | undefined {
	const measured = own(telemetry ?? {}, 'energy_j');
	if (typeof measured === 'number') return measured;
	const share = superseded === true ? undefined : own(trial.telemetry, 'energy_j');
	if (typeof share !== 'number') return undefined;
	// Runs that were measured together are about as long; one that was too short to be measured is shorter.
	return durationS === undefined || !trial.durationS ? share : (share * durationS) / trial.durationS;
}

/** Joules that a trial took in all: of every execution that has an energy, else its own; NaN where neither is known. */
export function joulesOfTrial(trial: TrialRecord): number {
	const used = trial.executions.flatMap(execution =>
		execution.outcome === undefined ? [] : (joulesOfExecution(trial, execution) ?? []),
	);
	if (used.length > 0) return used.reduce((sum, joules) => sum + joules, 0);
	const whole = own(trial.telemetry, 'energy_j');
	return typeof whole === 'number' ? whole : Number.NaN;
}

/** Sums up the energy of all executions. */
export function energyOfTrials(trials: SweepState['trials']): TrialEnergy {
	let [joules, unmeasured] = [0, 0];
	for (const trial of trials) {
		if (trial === undefined) continue;
		for (const execution of trial.executions) {
			if (execution.outcome === undefined) continue;
			const used = joulesOfExecution(trial, execution);
			if (used !== undefined) joules += used;
			else if ((execution.durationS ?? 0) > 0) unmeasured += 1;
		}
	}
	return {joules, unmeasured};
}
