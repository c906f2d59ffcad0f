import {createIntervalReader, type Interval, numberNamed} from './metric-value.ts';
import type {Objective} from './metric.ts';
import {isRankable} from './number.ts';
import {crowdingDistances, dominates, paretoRanks} from './pareto.ts';
import type {SweepState} from './sweep-state.ts';
import type {Sweep} from './sweep.ts';
import {isTerminal, type TrialRecord} from './trial.ts';

/** Flag of a trial for which a constraint is false: it ranks after every feasible one and never wins. */
const INFEASIBLE = 'INFEASIBLE';

/** The trials of a sweep, best first. */
export type Ranking = {
	/**
	 * Numbers of all trials: feasible complete ones, infeasible ones, complete ones without a rankable value (NaN,
	 * infinite, sentinel, missing), those that ended otherwise, those that have not ended. Ties by trial number.
	 */
	readonly order: readonly number[];
	/** 1 for the best value or the Pareto front; equal values share it; undefined for a trial that is not ranked. */
	readonly rankOf: (trial: number) => number | undefined;
	/** The best trial of a sweep with one objective. */
	readonly best: number | undefined;
	/** Trials that no other one beats, by number; with one objective those of the best value. */
	readonly pareto: readonly number[];
	/** Trials that rank behind, but whose interval reaches the best one's (or the front). */
	readonly tied: ReadonlySet<number>;
};

type Class = 'feasible' | 'infeasible' | 'valueless' | 'ended' | 'open';
const CLASSES: readonly Class[] = ['feasible', 'infeasible', 'valueless', 'ended', 'open'];

/** Ranks all trials by the objectives of the sweep. O(n log n) for up to three objectives. */
export function rankTrials(state: SweepState): Ranking {
	const {sweep} = state;
	const objectives = sweep?.objectives ?? [];
	const classes: Record<Class, TrialRecord[]> = {feasible: [], infeasible: [], valueless: [], ended: [], open: []};
	const ranks = new Uint32Array(state.trials.length);
	for (const trial of state.trials) if (trial !== undefined) classes[classOf(trial, objectives)].push(trial);
	for (const name of ['feasible', 'infeasible'] as const) classes[name] = sortClass(classes[name], objectives, ranks);
	const front = classes.feasible.filter(trial => ranks[trial.trial - 1] === 1);
	// An infeasible trial keeps its place in the order, but a rank would say that it competes.
	for (const trial of classes.infeasible) ranks[trial.trial - 1] = 0;
	return {
		order: CLASSES.flatMap(name => classes[name].map(trial => trial.trial)),
		rankOf: trial => ranks[trial - 1] || undefined,
		best: objectives.length === 1 ? front[0]?.trial : undefined,
		pareto: front.map(trial => trial.trial).sort((a, b) => a - b),
		tied: sweep === undefined ? new Set() : findTies(sweep, classes.feasible, front),
	};
}

function classOf(trial: TrialRecord, objectives: readonly Objective[]): Class {
	if (!isTerminal(trial.state)) return 'open';
	if (trial.state !== 'complete') return 'ended';
	if (objectives.length === 0 || !objectives.every(({metric}) => isRankable(numberNamed(trial, metric))))
		return 'valueless';
	return trial.flags.includes(INFEASIBLE) ? 'infeasible' : 'feasible';
}

/** Coordinates that are all to be minimised. */
function pointOf(trial: TrialRecord, objectives: readonly Objective[]): number[] {
	return objectives.map(objective => minimised(objective, numberNamed(trial, objective.metric)));
}

function minimised(objective: Objective, value: number): number {
	return objective.direction === 'maximize' ? -value : value;
}

function sortClass(trials: TrialRecord[], objectives: readonly Objective[], ranks: Uint32Array): TrialRecord[] {
	const [objective] = objectives;
	if (objective === undefined) return trials;
	return objectives.length === 1 ? sortByValue(trials, objective, ranks) : sortByFronts(trials, objectives, ranks);
}

function sortByValue(trials: TrialRecord[], objective: Objective, ranks: Uint32Array): TrialRecord[] {
	const values = Float64Array.from(trials, trial => minimised(objective, numberNamed(trial, objective.metric)));
	const order = sortedIndices(trials.length, (a, b) => (values[a] ?? 0) - (values[b] ?? 0));
	let rank = 0;
	let previous: number | undefined;
	order.forEach((index, place) => {
		const value = values[index];
		if (value !== previous) rank = place + 1;
		previous = value;
		setRank(ranks, trials[index], rank);
	});
	return pick(trials, order);
}

function sortByFronts(trials: TrialRecord[], objectives: readonly Objective[], ranks: Uint32Array): TrialRecord[] {
	const points = trials.map(trial => pointOf(trial, objectives));
	const fronts = paretoRanks(points);
	const crowding = new Float64Array(trials.length);
	const members = Map.groupBy(fronts.keys(), index => fronts[index]);
	for (const indices of members.values()) {
		const distances = crowdingDistances(pick(points, indices));
		indices.forEach((index, place) => {
			crowding[index] = distances[place] ?? 0;
		});
	}
	trials.forEach((trial, index) => setRank(ranks, trial, fronts[index] ?? 0));
	const order = sortedIndices(trials.length, (a, b) => {
		const byFront = (fronts[a] ?? 0) - (fronts[b] ?? 0);
		if (byFront !== 0) return byFront;
		const [of, other] = [crowding[a] ?? 0, crowding[b] ?? 0];
		return of === other ? 0 : other - of;
	});
	return pick(trials, order);
}

function setRank(ranks: Uint32Array, trial: TrialRecord | undefined, rank: number): void {
	if (trial !== undefined) ranks[trial.trial - 1] = rank;
}

/** Trials stand in the order of their numbers, so the index breaks ties. */
function sortedIndices(count: number, compare: (a: number, b: number) => number): Uint32Array {
	return Uint32Array.from({length: count}, (_, index) => index).sort((a, b) => compare(a, b) || a - b);
}

function pick<T>(items: readonly T[], order: Iterable<number>): T[] {
	const picked: T[] = [];
	for (const index of order) {
		const item = items[index];
		if (item !== undefined) picked.push(item);
	}
	return picked;
}

/**
 * Trials behind the front that are in it if chance is granted them: seen at the better end of their intervals, no
 * member of the front, seen at its worse end, beats them.
 */
function findTies(sweep: Sweep, feasible: readonly TrialRecord[], front: readonly TrialRecord[]): ReadonlySet<number> {
	const readers = sweep.objectives.map(objective => ({objective, read: createIntervalReader(sweep, objective.metric)}));
	const corner = (trial: TrialRecord, end: 'better' | 'worse'): number[] =>
		readers.map(({objective, read}) => endOf(objective, read(trial), end));
	const frontCorners = front.map(trial => corner(trial, 'worse'));
	const inFront = new Set(front);
	const tied = new Set<number>();
	for (const trial of feasible) {
		if (inFront.has(trial)) continue;
		const better = corner(trial, 'better');
		if (!frontCorners.some(worse => dominates(worse, better))) tied.add(trial.trial);
	}
	return tied;
}

function endOf(objective: Objective, interval: Interval, end: 'better' | 'worse'): number {
	const wantsHigh = (objective.direction === 'maximize') === (end === 'better');
	return minimised(objective, wantsHigh ? interval.high : interval.low);
}
