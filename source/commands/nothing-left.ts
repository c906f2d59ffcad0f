import type {Sweep} from '../domain/sweep.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {countAnchors, isTerminal, STOPPED} from '../domain/trial.ts';
import {budgetEnd, trialLimit} from '../engine/budget.ts';

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
 * @param extendTrials how many trials the person grants it beyond its budget; 0 for none.
 */
export function findNothingLeft(
	sweep: Sweep,
	state: SweepState,
	extendTrials: number,
	{run, sweepFile}: FinishedRun,
): NothingLeft | undefined {
	if (state.phase !== 'ended') return undefined;
	const spent = {timeMs: state.elapsedMs, energyJ: () => state.energyJ, failuresInARow: 0};
	const end = budgetEnd(sweep, state, spent);
	// A budget of time, energy or failures is asked before what is queued.
	if (end !== undefined) {
		const flag = end.failed ? '--set budget.failures=N' : end.why.startsWith('time') ? '--time 2h' : '--energy 100kJ';
		return {
			why: end.why,
			hint: `a resume keeps its budget; one with more is a new run: sweeptop run ${sweepFile} ${flag}`,
		};
	}
	if (state.trials.some(trial => trial !== undefined && (!isTerminal(trial.state) || trial.why === STOPPED)))
		return undefined;
	const more = `sweeptop rerun ${run} --trials 1, or sweeptop enqueue ${run} KEY=VALUE`;
	if (state.endedWhy?.startsWith('space exhausted') === true)
		return {why: `every point was run (${state.endedWhy})`, hint: `measure one again, or add one: ${more}`};
	const limit = trialLimit(sweep, state) + extendTrials;
	const trials = state.trials.length - countAnchors(state.trials);
	if (trials < limit) return undefined;
	const missing = trials - limit + 1;
	return {
		why: `trial budget spent (${trials})`,
		hint: `extend it: sweeptop resume ${run} --trials +${Math.max(10, missing)}; or measure one again: ${more}`,
	};
}
