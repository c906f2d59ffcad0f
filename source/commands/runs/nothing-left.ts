import {assertNever} from '../../domain/errors.ts';
import {addExtension, type Extension, extendedBudget} from '../../domain/sweep/extension.ts';
import type {Budget, Sweep} from '../../domain/sweep.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {countAnchors, isTerminal, STOPPED} from '../../domain/trial.ts';
import {writeDuration, writeEnergy} from '../../domain/unit.ts';
import {type BudgetEnd, budgetEnd, trialLimit} from '../../engine/budget.ts';

/** Why a resume would run nothing, and what would make it go on. */
export type NothingLeft = {readonly why: string; readonly hint: string};

/** How a finished run is named in a hint. */
export type FinishedRun = {
	/** As the person named it. */
	readonly run: string;
	/** The sweep file it came from, or its frozen copy. */
	readonly sweepFile: string;
};

/**
 * Says why a run that has ended has nothing left that a resume could run; undefined where it has, or has not ended.
 * @param extension what the person grants it beyond its budget.
 */
export function findNothingLeft(
	sweep: Sweep,
	recorded: SweepState,
	extension: Extension,
	{run, sweepFile}: FinishedRun,
): NothingLeft | undefined {
	if (recorded.phase !== 'ended') return undefined;
	const state = {...recorded, ...addExtension(recorded, extension)};
	const spent = {timeMs: state.elapsedMs, energyJ: () => state.energyJ, failuresInARow: 0};
	const end = budgetEnd(sweep, state, spent);
	// A budget of time, energy or failures is asked before what is queued.
	if (end !== undefined)
		return {why: end.why, hint: hintOfBudget(extendedBudget(sweep.budget, state), state, end, {run, sweepFile})};
	if (state.trials.some(trial => trial !== undefined && (!isTerminal(trial.state) || trial.why === STOPPED)))
		return undefined;
	const more = `sweeptop rerun ${run} --trials 1, or sweeptop enqueue ${run} KEY=VALUE`;
	if (state.endedWhy?.startsWith('space exhausted') === true)
		return {why: `every point was run (${state.endedWhy})`, hint: `measure one again, or add one: ${more}`};
	const limit = trialLimit(sweep, state);
	const trials = state.trials.length - countAnchors(state.trials);
	if (trials < limit) return undefined;
	const missing = trials - limit + 1;
	return {
		why: `trial budget spent (${trials})`,
		hint: `extend it: sweeptop resume ${run} --trials +${Math.max(10, missing)}; or measure one again: ${more}`,
	};
}

/** What makes a sweep go on whose time, energy or patience with failures is spent. */
function hintOfBudget(
	{timeMs = 0, energyJ = 0}: Budget,
	state: SweepState,
	{limit}: BudgetEnd,
	{run, sweepFile}: FinishedRun,
): string {
	const extend = `extend it: sweeptop resume ${run}`;
	switch (limit) {
		case 'time':
			return `${extend} --time +${writeDuration(enoughMore(timeMs, state.elapsedMs))}`;
		case 'energy':
			return `${extend} --energy +${writeEnergy(enoughMore(energyJ, state.energyJ ?? 0))}`;
		case 'failures':
			return `a resume keeps its limit; one with more is a new run: sweeptop run ${sweepFile} --set budget.failures=N`;
		default:
			return assertNever(limit);
	}
}

/** The budget once more, or as often as it takes to get beyond what was spent. */
function enoughMore(budget: number, spent: number): number {
	return budget * Math.max(1, Math.floor(spent / budget));
}
