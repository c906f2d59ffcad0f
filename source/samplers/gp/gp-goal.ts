import {paretoRanks, type Points} from '../../domain/front/pareto.ts';
import {type Boxes, boxesBeyond} from './gp-boxes.ts';
import {filled} from './gp-beliefs.ts';
import type {Observation} from './gp-targets.ts';
import {philox4x32} from '../philox.ts';

/** What a search is to improve on, and the observed points that it looks around, the best first. */
export type Goal = {
	/** Undefined where constraints are modelled and no observation holds them. */
	readonly gains: Boxes | undefined;
	readonly leaders: readonly Float64Array[];
	/** How far from a start a search climbs, as a share of each axis. */
	readonly reach: number;
};

const LEADERS = 8;
/** Share of the front's extent by which the reference of volumes lies beyond it. */
const BEYOND = 0.1;
/**
 * With several objectives no climb goes farther than this share of an axis: what is unknown in the corners of many axes
 * promises volume that is not there. The estimator of densities errs elsewhere, see `auto`.
 */
const REACH = 0.1;
/** Sets this use of the generator apart from other draws. */
const PURPOSE = 0x69b;

type Circumstances = {readonly seed: number; readonly trial: number; readonly isConstrained: boolean};

/**
 * The goal after observations with targets (one list an objective). With one objective the best lead; with several the
 * front does, in an order of the trial's own, so that all of it is looked around in the course of trials.
 */
export function goalOf(
	observations: readonly Observation[],
	targets: readonly Float64Array[],
	{seed, trial, isConstrained}: Circumstances,
): Goal {
	const points: Points = observations.map((_, place) => targets.map(of => of[place] ?? 0));
	const grades = targets.length === 1 ? (targets[0] ?? []) : paretoRanks(points);
	const turns = observations.map((_, place) =>
		targets.length === 1 ? 0 : philox4x32([trial, place, 0, 0], [seed, PURPOSE])[0],
	);
	const order = [...observations.keys()].toSorted((a, b) => {
		return (
			worthOf(observations[a]) - worthOf(observations[b]) ||
			(grades[a] ?? 0) - (grades[b] ?? 0) ||
			(turns[a] ?? 0) - (turns[b] ?? 0) ||
			a - b
		);
	});
	const leaders = order.slice(0, LEADERS).map(place => filled(observations[place]?.point ?? new Float64Array()));
	const isHeld = !isConstrained || observations[order[0] ?? -1]?.feasible === true;
	const gains = isHeld ? gainsOf(observations, points, isConstrained) : undefined;
	return {gains, leaders, reach: targets.length === 1 ? 1 : REACH};
}

function gainsOf(observations: readonly Observation[], points: Points, isConstrained: boolean): Boxes {
	const reached = points.filter((_, place) => !isConstrained || observations[place]?.feasible === true);
	const axes = points[0]?.length ?? 1;
	if (axes === 1) return boxesBeyond(reached, [Number.POSITIVE_INFINITY]);
	const ranks = paretoRanks(reached);
	const front = reached.filter((_, index) => ranks[index] === 1);
	return boxesBeyond(front, referenceOf(front, reached));
}

/**
 * A tenth of the front's extent beyond its worst on each axis. Farther out what is bad on one axis and best on the others
 * would gain much, and the search would gather in corners.
 */
function referenceOf(front: Points, reached: Points): readonly number[] {
	return (front[0] ?? []).map((_, axis) => {
		const [low, high] = rangeOf(front, axis);
		const [, worst] = rangeOf(reached, axis);
		return high + BEYOND * (high - low || worst - low || 1);
	});
}

function rangeOf(points: Points, axis: number): readonly [number, number] {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (const point of points) {
		const value = point[axis] ?? 0;
		low = Math.min(low, value);
		high = Math.max(high, value);
	}
	return [low, high];
}

/** Feasible observations lead; of others those that break constraints the least. */
function worthOf(observation: Observation | undefined): number {
	if (observation === undefined || observation.feasible) return 0;
	return observation.margins?.reduce((sum, margin) => sum + Math.max(0, margin), 0) ?? Number.MAX_VALUE;
}
