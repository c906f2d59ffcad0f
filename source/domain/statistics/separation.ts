import {createRepeatsReader} from '../ranking/metric-value.ts';
import {rankTrials} from '../ranking/rank.ts';
import {welchTest} from './significance.ts';
import type {SeparationSettings} from '../sweep.ts';
import type {SweepState} from '../sweep-state.ts';
import {type ExecutionState, STOPPED, type TrialRecord} from '../trial.ts';

/** `run.separate` where nothing else is given. */
export const DEFAULT_SEPARATION: SeparationSettings = {top: 3, confidence: 0.95, maxRepeats: 10};

/** How the reason begins for which a trial that had ended gets another run. */
export const MEASURED_AGAIN = 'measured again';

/** The best trial of a sweep, and those of the next best that repeats have not told from it. */
export type Ties = {
	readonly leader: number;
	/** Best first; empty where the leader stands alone. */
	readonly rivals: readonly number[];
	/** The trial to be measured once more: of the leader and its rivals the one with the fewest repeats, the better first. */
	readonly next: number | undefined;
};

/**
 * Whether the best trial is the best one: Welch's test of its repeats against those of the next best (`top` in all).
 * Fewer than two repeats tell nothing; repeats of two trials that never vary will tell no more. Only feasible trials
 * that are complete take part. A trial that failed when it was measured again, or has its `maxRepeats`, is not measured
 * any more. Undefined for a sweep without one objective, or without a complete trial. A race after Maron and Moore
 * 1994 (Hoeffding races) and Birattari et al. 2002 (F-race).
 */
export function findRivals(state: SweepState, settings: SeparationSettings): Ties | undefined {
	const {sweep} = state;
	const [objective, another] = sweep?.objectives ?? [];
	if (sweep === undefined || objective === undefined || another !== undefined) return undefined;
	const ranking = rankTrials(state);
	const best = ranking.order.slice(0, settings.top).filter(trial => ranking.rankOf(trial) !== undefined);
	const [leader] = best;
	if (leader === undefined) return undefined;
	const readRepeats = createRepeatsReader(sweep, objective.metric);
	const repeats = new Map(
		best.map(number => {
			const trial = state.trials[number - 1];
			return [number, trial === undefined ? [] : readRepeats(trial)];
		}),
	);
	const repeatsOf = (trial: number): readonly number[] => repeats.get(trial) ?? [];
	const rivals = best.slice(1).filter(trial => isTied(repeatsOf(leader), repeatsOf(trial), chanceOfLook(settings)));
	const waiting = [leader, ...rivals].filter(number => mayRepeat(state.trials[number - 1], settings));
	const [next] = waiting.toSorted(
		(a, b) => repeatsOf(a).length - repeatsOf(b).length || best.indexOf(a) - best.indexOf(b),
	);
	return {leader, rivals, next: rivals.length === 0 ? undefined : next};
}

/**
 * The chance that one look may take: the race looks again after each run, so that all of it is shared by as many looks as
 * a trial has repeats after its first (Bonferroni). Of two equal trials one then leads by chance in no more than
 * 1 - confidence of all races: 3 to 5 % at 0.95 with 5, 10 and 30 repeats, against 24 % with 10 where each look takes all.
 */
function chanceOfLook({confidence, maxRepeats}: SeparationSettings): number {
	return (1 - confidence) / Math.max(1, maxRepeats - 1);
}

function isTied(leader: readonly number[], rival: readonly number[], chance: number): boolean {
	if (leader.length < 2 || rival.length < 2) return true;
	if (isSteady(leader) && isSteady(rival)) return false;
	return welchTest(leader, rival).p >= chance;
}

function isSteady(values: readonly number[]): boolean {
	return values.every(value => value === values[0]);
}

/** Whether a trial may be measured once more: it is complete, its last run was too, and it has not had all its repeats. */
export function mayRepeat(trial: TrialRecord | undefined, {maxRepeats}: SeparationSettings): boolean {
	if (trial === undefined || (trial.state !== 'complete' && trial.remeasured !== true)) return false;
	const last = trial.executions.at(-1);
	if (last === undefined || (last.outcome !== 'complete' && !isBrokenOff(last))) return false;
	return trial.executions.filter(isTried).length < maxRepeats;
}

/** A measured run that came to an end of its own, good or bad. */
function isTried(execution: ExecutionState): boolean {
	return execution.role === 'measured' && execution.superseded !== true && !isBrokenOff(execution);
}

/** A run that says nothing of its program: the engine died, or the sweep was stopped. */
function isBrokenOff({outcome, why}: ExecutionState): boolean {
	return outcome === undefined || outcome === 'lost' || (outcome === 'killed' && why === STOPPED);
}

/** Trials as a person reads them: `#12, #7 and #3`. */
export function formatTrials(trials: readonly number[]): string {
	const names = trials.map(trial => `#${trial}`);
	const last = names.at(-1) ?? '';
	return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** What `run.separate` does, as a clause of a plan. */
export function separationText({top, confidence, maxRepeats}: SeparationSettings): string {
	const percent = Number((100 * confidence).toPrecision(6));
	return `the best ${top} up to ${maxRepeats} times each, until one leads (${percent} %)`;
}
