import type {Ranking} from '../domain/ranking/rank.ts';
import {createSweepState, type SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {Draft} from '../domain/trial/trial-fold.ts';
import {memoize, type Table} from './table.ts';

/** What plots are made from: a state and the ranking of its trials. */
export type RankedSweep = {readonly state: SweepState; readonly ranking: Ranking};

/**
 * A selector of the part of a sweep that the filter of a table lets pass; all of it, the same objects, where nothing is
 * filtered. Ranks stay those among all trials: the best one is the same with and without a filter.
 */
export function createSweepFilter(): (sweep: RankedSweep, table: Table) => RankedSweep {
	const filtered = memoize((state: SweepState, ranking: Ranking, passing: readonly number[]): RankedSweep => {
		const trials = new Array<TrialRecord | undefined>(state.trials.length);
		trials.fill(undefined);
		const counts: Draft<SweepState['counts']> = {...createSweepState().counts};
		for (const number of passing) {
			const trial = state.trials[number - 1];
			if (trial === undefined) continue;
			trials[number - 1] = trial;
			counts[trial.state] += 1;
		}
		return {state: {...state, trials, counts}, ranking: among(ranking, trials)};
	});
	return (sweep, {order, total}) => (order.length === total ? sweep : filtered(sweep.state, sweep.ranking, order));
}

function among(ranking: Ranking, trials: SweepState['trials']): Ranking {
	const passes = (trial: number): boolean => trials[trial - 1] !== undefined;
	return {
		order: ranking.order.filter(passes),
		rankOf: trial => (passes(trial) ? ranking.rankOf(trial) : undefined),
		best: ranking.best !== undefined && passes(ranking.best) ? ranking.best : undefined,
		pareto: ranking.pareto.filter(passes),
		tied: new Set([...ranking.tied].filter(passes)),
		ranked: ranking.ranked,
		diverged: new Set([...ranking.diverged].filter(passes)),
	};
}
