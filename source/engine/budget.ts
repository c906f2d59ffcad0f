import {extendedBudget} from '../domain/sweep/extension.ts';
import {formatSignificant} from '../domain/metric.ts';
import type {Sweep} from '../domain/sweep.ts';
import {counted} from '../domain/text/counted.ts';
import {failedFromTheStart, failedInARow} from '../domain/sweep/sweep-end.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {countEnded, countFailed} from '../domain/trial/trial-counts.ts';
import {energyOfTrials} from '../domain/energy/trial-energy.ts';

/** Why a sweep ends. */
export type BudgetEnd = {
	readonly why: string;
	/** Which of the limits it was. */
	readonly limit: 'time' | 'energy' | 'failures';
};

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
	return extendedBudget(sweep.budget, state).trials ?? Number.POSITIVE_INFINITY;
}

/** Whether time, energy or failures forbid the next trial. The trial count is not asked here: it limits asking. */
export function budgetEnd(sweep: Sweep, state: SweepState, spent: Spent): BudgetEnd | undefined {
	const {timeMs, energyJ, failures} = extendedBudget(sweep.budget, state);
	if (timeMs !== undefined && spent.timeMs >= timeMs) {
		return {why: `time budget spent (${(timeMs / 1000).toFixed(0)} s)`, limit: 'time'};
	}
	if (energyJ !== undefined) {
		const used = spent.energyJ() ?? 0;
		if (used >= energyJ) return {why: energySpent(energyJ, used, state), limit: 'energy'};
	}
	if (failures === undefined) return undefined;
	if (spent.failuresInARow >= failures) return {why: failedInARow(spent.failuresInARow), limit: 'failures'};
	const failed = countFailed(state);
	return failed >= failures && failed === countEnded(state)
		? {why: failedFromTheStart(failed), limit: 'failures'}
		: undefined;
}

/** Less than this share of the budget is not told. */
const LEAST_TOLD = 0.01;

/**
 * `energy budget spent (100 J): 157 J in all, 129 J of it between the trials`. A trial that has begun is not ended by the
 * budget, and the machine draws power between trials, too: both are told where they show.
 */
function energySpent(budgetJ: number, usedJ: number, {trials}: SweepState): string {
	const spent = `energy budget spent (${budgetJ} J)`;
	const {joules, unmeasured} = energyOfTrials(trials);
	const betweenJ = usedJ - joules;
	const where = unmeasured === 0 ? '' : ` or in ${counted(unmeasured, 'run')} too short or shared`;
	const parts = [
		...(usedJ - budgetJ < LEAST_TOLD * budgetJ ? [] : [`${formatSignificant(usedJ, 3)} J in all`]),
		...(betweenJ < LEAST_TOLD * budgetJ
			? []
			: [`${formatSignificant(betweenJ, 3)} J of it between the trials${where}`]),
	];
	return parts.length === 0 ? spent : `${spent}: ${parts.join(', ')}`;
}
