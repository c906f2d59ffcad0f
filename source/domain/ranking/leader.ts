import {kneeOf} from '../front/knee.ts';
import {numberNamed} from './metric-value.ts';
import type {Objective} from '../metric.ts';
import type {Ranking} from './rank.ts';
import type {SweepState} from '../sweep-state.ts';
import type {TrialRecord} from '../trial.ts';

/** The one trial that stands for a sweep, and why: it is the best, the knee of the front, or the first of its front. */
export type Leader = {readonly trial: number; readonly as: 'best' | 'knee' | 'front'};

/**
 * The trial that stands for a sweep wherever one is named: the best of one objective; of several the knee of their front,
 * or the first one of a front without a knee. Undefined where none is ranked.
 */
export function findLeader(state: Pick<SweepState, 'sweep' | 'trials'>, ranking: Ranking): Leader | undefined {
	if (ranking.best !== undefined) return {trial: ranking.best, as: 'best'};
	const knee = findKnee(state, ranking);
	if (knee !== undefined) return {trial: knee, as: 'knee'};
	// Ranked trials stand before all others.
	const first = ranking.pareto.length === 0 ? undefined : ranking.order[0];
	return first === undefined ? undefined : {trial: first, as: 'front'};
}

/** The knee of the front of two objectives; undefined for any other number, and for a front without one. */
export function findKnee({sweep, trials}: Pick<SweepState, 'sweep' | 'trials'>, ranking: Ranking): number | undefined {
	const [first, second, another] = sweep?.objectives ?? [];
	if (first === undefined || second === undefined || another !== undefined) return undefined;
	const front = ranking.pareto.flatMap(number => trials[number - 1] ?? []);
	const knee = kneeOf(front.map(trial => [minimised(trial, first), minimised(trial, second)]));
	return knee === undefined ? undefined : front[knee]?.trial;
}

function minimised(trial: TrialRecord, {metric, direction}: Objective): number {
	const value = numberNamed(trial, metric);
	return direction === 'maximize' ? -value : value;
}
