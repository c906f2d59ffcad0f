import {createRepeatsReader} from './metric-value.ts';
import type {Ranking} from './rank.ts';
import {welchTest} from '../statistics/significance.ts';
import type {SweepState} from '../sweep-state.ts';
import type {TrialRecord} from '../trial.ts';

/** A trial beside the best one of its sweep. */
export type VersusBest = {
	/** Whether chance may have put it behind: the mark `=` of the leaderboard. */
	readonly isTied: boolean;
	/**
	 * How likely chance alone gives a difference of the objective as large, by Welch's t test over the measured executions
	 * of both; undefined where one of the two ran fewer than twice.
	 */
	readonly p: number | undefined;
};

/** A reader of that; undefined for the best trial itself, and for trials that are not ranked. */
export function createVersusBest(
	{sweep, trials}: Pick<SweepState, 'sweep' | 'trials'>,
	ranking: Ranking,
): (trial: TrialRecord) => VersusBest | undefined {
	const [objective, another] = sweep?.objectives ?? [];
	const best = ranking.best === undefined ? undefined : trials[ranking.best - 1];
	const isRanked = ({trial}: TrialRecord): boolean => ranking.rankOf(trial) !== undefined;
	if (sweep === undefined || objective === undefined || another !== undefined || best === undefined) {
		return trial => (isRanked(trial) ? {isTied: ranking.tied.has(trial.trial), p: undefined} : undefined);
	}
	const read = createRepeatsReader(sweep, objective.metric);
	const repeatsOf = (trial: TrialRecord): readonly number[] => (trial.executions.length < 2 ? [] : read(trial));
	const repeatsOfBest = repeatsOf(best);
	return trial => {
		if (trial.trial === best.trial || !isRanked(trial)) return undefined;
		const repeats = repeatsOf(trial);
		const p = repeats.length < 2 || repeatsOfBest.length < 2 ? undefined : welchTest(repeats, repeatsOfBest).p;
		return {isTied: ranking.tied.has(trial.trial), p};
	};
}
