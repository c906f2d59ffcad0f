import {referenceBeyond, selectByHypervolume} from '../../domain/front/hypervolume.ts';
import type {Direction} from '../../domain/metric.ts';
import {isRankable} from '../../domain/number.ts';
import {paretoRanks} from '../../domain/front/pareto.ts';
import type {Told} from '../../domain/sampler.ts';

/** How good a trial is, before its number breaks ties. */
export type Score = {
	readonly trial: number;
	/** 0 complete, 1 pruned, 2 infeasible: each stands before the next. */
	readonly rank: 0 | 1 | 2;
	/** Values, all to be minimised (complete); minus the last step, then the value there (pruned); violation. */
	readonly losses: readonly number[];
};

/** The score of a trial that counts; undefined for one that failed or has no number. */
export function scoreOf(told: Told, directions: readonly Direction[]): Score | undefined {
	const {trial} = told;
	if (told.state === 'failed') return undefined;
	if (!told.feasible) return {trial, rank: 2, losses: [told.violation ?? 1]};
	if (told.state === 'pruned') {
		const {last} = told;
		if (last === undefined) return {trial, rank: 1, losses: [1, 0]};
		return {trial, rank: 1, losses: [-last.step, lossOf(last.value, directions[0])]};
	}
	if (told.values.length === 0 || told.values.some(Number.isNaN)) return undefined;
	return {trial, rank: 0, losses: told.values.map((value, objective) => lossOf(value, directions[objective]))};
}

/** A value to be minimised; what may not win (infinite, sentinel, missing) is the worst. */
export function lossOf(value: number, direction: Direction | undefined): number {
	if (!isRankable(value)) return Number.POSITIVE_INFINITY;
	return direction === 'maximize' ? -value : value;
}

/** Order of scores of a sweep with one objective: negative where `a` is better. */
export function compareScores(a: Score, b: Score): number {
	if (a.rank !== b.rank) return a.rank - b.rank;
	for (const [place, loss] of a.losses.entries()) {
		const other = b.losses[place] ?? 0;
		if (loss !== other) return loss < other ? -1 : 1;
	}
	return a.trial - b.trial;
}

/** How many of `count` trials are good: a tenth; with one objective no more than 25 (Optuna's default gamma). */
function goodCount(count: number, objectives: number): number {
	const tenth = Math.ceil(0.1 * count);
	return objectives > 1 ? tenth : Math.min(tenth, 25);
}

/** The scores of a sweep, best first, one inserted at a time. */
export function insertScore(scores: Score[], score: Score): void {
	let low = 0;
	let high = scores.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const other = scores[middle];
		if (other !== undefined && compareScores(other, score) < 0) low = middle + 1;
		else high = middle;
	}
	scores.splice(low, 0, score);
}

/**
 * Numbers of the good trials among sorted scores: feasible complete ones, then pruned ones, then infeasible ones. Of
 * several objectives whole fronts count, and the last front is cut to those that together dominate the most volume
 * (MOTPE: Ozaki et al. 2022, JAIR 73).
 */
export function splitScores(scores: readonly Score[], objectives: number): readonly number[] {
	const count = goodCount(scores.length, objectives);
	if (objectives <= 1) return scores.slice(0, count).map(score => score.trial);
	const complete = scores.filter(score => score.rank === 0).toSorted((a, b) => a.trial - b.trial);
	const rest = scores.slice(complete.length).map(score => score.trial);
	if (complete.length <= count)
		return [...complete.map(score => score.trial), ...rest.slice(0, count - complete.length)];
	const ranks = paretoRanks(complete.map(score => score.losses));
	const good: number[] = [];
	for (let rank = 1; good.length < count; rank += 1) {
		const front = complete.filter((_, index) => ranks[index] === rank);
		const losses = front.map(score => score.losses);
		const room = count - good.length;
		const taken = front.length <= room ? front.keys() : selectByHypervolume(losses, referenceBeyond(losses), room);
		for (const index of taken) good.push(front[index]?.trial ?? 0);
	}
	return good;
}
