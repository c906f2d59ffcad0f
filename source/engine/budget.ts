import type {Sweep} from '../domain/sweep.ts';
import {countEnded, type SweepState} from '../domain/sweep-state.ts';

/** Why a sweep ends; `failed` says that its failure limit was hit (exit code 1). */
export type BudgetEnd = {readonly why: string; readonly failed: boolean};

/** What the budget is held against. */
export type Spent = {
	/** Milliseconds that engines of this sweep ran, this one included. */
	readonly timeMs: number;
	/** Asked only where the budget names energy: it integrates the samples. */
	readonly energyJ: () => number | undefined;
	/** Trials that failed one after the other, up to now. */
	readonly failuresInARow: number;
};

/** Number of trials that the sweep may have in all, or infinity. */
export function trialLimit(sweep: Sweep, state: SweepState): number {
	return sweep.budget.trials === undefined ? Number.POSITIVE_INFINITY : sweep.budget.trials + state.extendedTrials;
}

/** Whether time, energy or failures forbid the next trial. The trial count is not asked here: it limits asking. */
export function budgetEnd(sweep: Sweep, state: SweepState, spent: Spent): BudgetEnd | undefined {
	const {timeMs, energyJ, failures} = sweep.budget;
	if (timeMs !== undefined && spent.timeMs >= timeMs) {
		return {why: `time budget spent (${(timeMs / 1000).toFixed(0)} s)`, failed: false};
	}
	if (energyJ !== undefined && (spent.energyJ() ?? 0) >= energyJ) {
		return {why: `energy budget spent (${energyJ} J)`, failed: false};
	}
	if (failures === undefined) return undefined;
	if (spent.failuresInARow >= failures) return {why: `${spent.failuresInARow} trials failed in a row`, failed: true};
	const failed = countFailed(state);
	return failed >= failures && failed === countEnded(state)
		? {why: `all of the first ${failed} trials failed`, failed: true}
		: undefined;
}

/** Ended trials that have no result and were not ended by a person. */
export function countFailed(state: SweepState): number {
	return state.counts.failed + state.counts['timed-out'] + state.counts.unkillable + state.counts.lost;
}
