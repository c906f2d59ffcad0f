import type {Direction} from '../../domain/metric.ts';
import {paretoRanks} from '../../domain/front/pareto.ts';
import type {Learned} from '../learner.ts';
import {lossOf, type Score} from '../tpe/tpe-split.ts';

/** Observations that a model holds: more would make a suggestion slow. */
const MOST = 360;
/** Observations that the parameters are fitted to. */
const MOST_FITTED = 120;

/** A trial's point and what it reached, all to be minimised; infinite where it may not win. */
export type Observation = {
	readonly trial: number;
	readonly point: Float64Array;
	/** One an objective. */
	readonly losses: readonly number[];
	/** Whether all constraints held. */
	readonly feasible: boolean;
	/** How far each constraint is from its limit, above 0 where it failed; absent where that is not known. */
	readonly margins?: readonly number[];
};

/** The observation that a trial is. One that broke constraints is worth what it reached, where these are modelled. */
export function observationOf({point, score, told}: Learned, directions: readonly Direction[]): Observation {
	const {trial, margins, feasible} = told;
	const isModelled = !feasible && margins !== undefined && told.state === 'complete';
	return {
		trial,
		point,
		losses: directions.map((direction, objective) =>
			isModelled ? lossOf(told.values[objective] ?? Number.NaN, direction) : lossOfScore(score, objective),
		),
		feasible,
		...(margins === undefined ? {} : {margins}),
	};
}

/** Observations that matter most, in the order of trials: the better half of the room for the best, the rest for the newest. */
export function selectObservations(observations: readonly Observation[], room: number = MOST): readonly Observation[] {
	if (observations.length <= room) return observations;
	const grades = gradesOf(observations);
	const best = [...observations.keys()]
		.toSorted((a, b) => (grades[a] ?? 0) - (grades[b] ?? 0) || a - b)
		.slice(0, Math.ceil(room / 2));
	const taken = new Set(best);
	const newest = [...observations.keys()].filter(place => !taken.has(place)).slice(best.length - room);
	return [...best, ...newest].toSorted((a, b) => a - b).flatMap(place => observations[place] ?? []);
}

/** What observations are ordered by, the best lowest: the loss, or of several the non-domination rank. */
function gradesOf(observations: readonly Observation[]): ArrayLike<number> {
	if (observations[0]?.losses.length === 1) return observations.map(({losses: [loss = 0]}) => loss);
	return paretoRanks(observations.map(({losses}) => losses.map(loss => Math.min(loss, Number.MAX_VALUE))));
}

/** Observations that parameters are fitted to, of the first so many: see {@link fittedCount}. */
export function selectFitted(observations: readonly Observation[]): readonly Observation[] {
	return selectObservations(observations.slice(0, fittedCount(observations.length)), MOST_FITTED);
}

/**
 * How many of `count` observations the parameters were last fitted to: every one up to 20, then each time that a
 * twentieth has come.
 */
export function fittedCount(count: number): number {
	let fitted = Math.min(count, 20);
	while (fitted + Math.ceil(fitted / 20) <= count) fitted += Math.ceil(fitted / 20);
	return fitted;
}

/**
 * Targets of one objective, of mean 0 and variance 1. Losses far above the median are drawn in (log1p of the distance from the best, in
 * units of the median's), so that a few disasters do not flatten what matters; those that may not win count as the worst.
 */
export function targetsOf(observations: readonly Observation[], objective = 0): Float64Array {
	const losses = observations.map(({losses: all}) => all[objective] ?? Number.POSITIVE_INFINITY);
	const finite = losses.filter(Number.isFinite).toSorted((a, b) => a - b);
	const best = finite[0] ?? 0;
	const worst = finite.at(-1) ?? 0;
	const unit = (finite[Math.floor(finite.length / 2)] ?? 0) - best || worst - best || 1;
	const drawn = Float64Array.from(losses, loss => Math.log1p(((Number.isFinite(loss) ? loss : worst) - best) / unit));
	const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
	const deviation = Math.sqrt(drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length) || 1;
	return drawn.map(value => (value - mean) / deviation);
}

/** What a score is worth to a model of an objective: pruned and infeasible trials are no better than the worst. */
export function lossOfScore(score: Score, objective = 0): number {
	return score.rank === 0 ? (score.losses[objective] ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}
