import {lastReported} from './last-reported.ts';
import {
	createIntervalReader,
	createRepeatsReader,
	hasNumber,
	type Interval,
	mayBeWide,
	numberNamed,
} from './metric-value.ts';
import type {Objective} from '../metric.ts';
import {isRankable} from '../number.ts';
import {crowdingDistances, dominates, paretoRanks} from '../front/pareto.ts';
import {isToldApart} from '../statistics/significance.ts';
import {stableOrder} from '../statistics/stable-order.ts';
import type {SweepState} from '../sweep-state.ts';
import type {Sweep} from '../sweep.ts';
import {isAnchor, isTerminal, type TrialRecord} from '../trial.ts';

/** Flag of a trial for which a constraint is false: it ranks after every feasible one and never wins. */
export const INFEASIBLE = 'INFEASIBLE';

/** The trials of a sweep, best first. */
export type Ranking = {
	/**
	 * Numbers of all trials: feasible complete ones, infeasible ones, complete ones without a rankable value (NaN,
	 * infinite, sentinel, missing), pruned ones by what they had last reported, those that ended otherwise, those that have
	 * not ended. Ties by trial number.
	 */
	readonly order: readonly number[];
	/** 1 for the best value or the Pareto front; equal values share it; undefined for a trial that is not ranked. */
	readonly rankOf: (trial: number) => number | undefined;
	/** The best trial of a sweep with one objective. */
	readonly best: number | undefined;
	/** Trials that no other one beats, by number; with one objective those of the best value. */
	readonly pareto: readonly number[];
	/**
	 * Trials that nothing tells from the best: with one objective those of an equal value, and any that rank behind but whose
	 * interval reaches the best one's (or the front).
	 */
	readonly tied: ReadonlySet<number>;
	/** How many trials have a rank. */
	readonly ranked: number;
	/** Complete trials that have no rank because an objective is NaN, infinite or a sentinel. */
	readonly diverged: ReadonlySet<number>;
};

/** A trial with its coordinates, all to be minimised; none for one that is not ranked. */
type Entry = {readonly trial: TrialRecord; readonly point: readonly number[]};

type Class = 'feasible' | 'infeasible' | 'valueless' | 'pruned' | 'ended' | 'open';
const CLASSES: readonly Class[] = ['feasible', 'infeasible', 'valueless', 'pruned', 'ended', 'open'];
/** Of these nothing says which is better. */
const UNSORTED: ReadonlySet<Class> = new Set(['valueless', 'ended', 'open']);
const NO_POINT: readonly number[] = [];

/** Ranks all trials by the objectives of the sweep. O(n log n) for up to three objectives. */
export function rankTrials(state: SweepState): Ranking {
	const {sweep} = state;
	const objectives = sweep?.objectives ?? [];
	const classes: Record<Class, Entry[]> = {
		feasible: [],
		infeasible: [],
		valueless: [],
		pruned: [],
		ended: [],
		open: [],
	};
	for (const trial of state.trials) {
		if (trial === undefined) continue;
		const point = pointOf(trial, objectives);
		classes[classOf(trial, point)].push({trial, point});
	}
	const ranks = new Uint32Array(state.trials.length);
	const order: number[] = [];
	const front: Entry[] = [];
	for (const name of CLASSES) {
		const entries = classes[name];
		const numbers = numbersOf(entries, ({trial}) => trial.trial);
		if (UNSORTED.has(name)) {
			for (const number of numbers) order.push(number);
			continue;
		}
		const sorted = sortEntries(entries);
		sorted.places.forEach((index, place) => {
			const number = numbers[index] ?? 0;
			order.push(number);
			// An infeasible or pruned trial has its place in the order, but a rank would say that it competes.
			if (name !== 'feasible') return;
			const rank = sorted.ranks[place] ?? 0;
			ranks[number - 1] = rank;
			const entry = rank === 1 ? entries[index] : undefined;
			if (entry !== undefined) front.push(entry);
		});
	}
	const best = objectives.length === 1 ? front[0]?.trial.trial : undefined;
	return {
		order,
		rankOf: trial => ranks[trial - 1] || undefined,
		best,
		pareto: front.map(({trial}) => trial.trial).sort((a, b) => a - b),
		tied: sweep === undefined ? new Set() : findTies(sweep, classes.feasible, front, best),
		ranked: classes.feasible.length,
		diverged: new Set(classes.valueless.filter(entry => isDiverged(entry, objectives)).map(({trial}) => trial.trial)),
	};
}

function pointOf(trial: TrialRecord, objectives: readonly Objective[]): readonly number[] {
	const isPruned = trial.state === 'pruned';
	if (!(hasResults(trial) || isPruned) || isAnchor(trial)) return NO_POINT;
	const point: number[] = [];
	for (const objective of objectives) {
		const {metric} = objective;
		const value = isPruned ? (lastReported(trial, metric)?.value ?? Number.NaN) : numberNamed(trial, metric);
		if (!isRankable(value)) return NO_POINT;
		point.push(minimised(objective, value));
	}
	return point;
}

/** A trial that is measured once more stands where it stood. */
function hasResults({state, remeasured}: TrialRecord): boolean {
	return state === 'complete' || remeasured === true;
}

function minimised(objective: Objective, value: number): number {
	return objective.direction === 'maximize' ? -value : value;
}

function classOf(trial: TrialRecord, point: readonly number[]): Class {
	if (trial.state === 'pruned' && point.length > 0) return 'pruned';
	if (!hasResults(trial)) return isTerminal(trial.state) ? 'ended' : 'open';
	if (point.length === 0) return 'valueless';
	return trial.flags.includes(INFEASIBLE) ? 'infeasible' : 'feasible';
}

/** Whether an objective has a value, but none that can be ranked. */
function isDiverged({trial}: Entry, objectives: readonly Objective[]): boolean {
	return objectives.some(({metric}) => hasNumber(trial, metric) && !isRankable(numberNamed(trial, metric)));
}

/** One number of each entry; several times as fast as `Float64Array.from` with a function. */
function numbersOf(entries: readonly Entry[], read: (entry: Entry) => number): Float64Array {
	const numbers = new Float64Array(entries.length);
	entries.forEach((entry, index) => {
		numbers[index] = read(entry);
	});
	return numbers;
}

/** Indices of entries, best first, and the rank of each place. */
type Sorted = {readonly places: Uint32Array; readonly ranks: Uint32Array};

function sortEntries(entries: readonly Entry[]): Sorted {
	return entries[0]?.point.length === 1 ? sortByValue(entries) : sortByFronts(entries);
}

/** Touches the entries in their own order only: in that of the values each of 100,000 would be a cache miss. */
function sortByValue(entries: readonly Entry[]): Sorted {
	const values = numbersOf(entries, ({point}) => point[0] ?? 0);
	const places = stableOrder(values);
	const ranks = new Uint32Array(entries.length);
	let rank = 0;
	let previous: number | undefined;
	places.forEach((index, place) => {
		const value = values[index];
		if (value !== previous) rank = place + 1;
		previous = value;
		ranks[place] = rank;
	});
	return {places, ranks};
}

/** Front after front; within one the crowded last (Deb et al. 2002), ties by number. */
function sortByFronts(entries: readonly Entry[]): Sorted {
	const rankOfEntry = paretoRanks(entries.map(({point}) => point));
	const fronts: number[][] = [];
	entries.forEach((_, index) => {
		(fronts[(rankOfEntry[index] ?? 1) - 1] ??= []).push(index);
	});
	const places = Uint32Array.from(fronts.flatMap(front => sortByCrowding(front, entries)));
	return {places, ranks: Uint32Array.from(places, index => rankOfEntry[index] ?? 0)};
}

function sortByCrowding(front: readonly number[], entries: readonly Entry[]): readonly number[] {
	if (front.length === 1) return front;
	const distances = crowdingDistances(front.map(index => entries[index]?.point ?? NO_POINT));
	const order = Uint32Array.from(front.keys()).sort((a, b) => {
		const [of = 0, other = 0] = [distances[a], distances[b]];
		// The ends are infinite, and infinity minus infinity would be no order.
		return of === other ? a - b : other - of;
	});
	return Array.from(order, index => front[index] ?? 0);
}

/**
 * Trials behind the front that are in it if chance is granted them: seen at the better end of their intervals, no
 * member of the front, seen at its worse end, beats them. With one objective, two trials that both have repeats are told
 * apart by Welch's test of these in place of intervals, and those with the value of the best one are tied with it.
 */
function findTies(
	sweep: Sweep,
	feasible: readonly Entry[],
	front: readonly Entry[],
	best: number | undefined,
): ReadonlySet<number> {
	const [objective, another] = sweep.objectives;
	const readRepeats =
		objective === undefined || another !== undefined ? undefined : createRepeatsReader(sweep, objective.metric);
	const repeatsOf = ({trial}: Entry): readonly number[] =>
		readRepeats === undefined || trial.executions.length < 2 ? [] : readRepeats(trial);
	const frontRepeats = front.map(repeatsOf);
	const readers = sweep.objectives.map(objective => ({objective, read: createIntervalReader(sweep, objective.metric)}));
	const corner = ({trial, point}: Entry, end: 'better' | 'worse'): readonly number[] => {
		if (!readers.some(({objective}) => mayBeWide(trial, objective.metric))) return point;
		return readers.map(({objective, read}) => endOf(objective, read(trial), end));
	};
	const frontCorners = front.map(entry => corner(entry, 'worse'));
	const inFront = new Set(front);
	const tied = new Set<number>();
	for (const entry of feasible) {
		if (inFront.has(entry)) {
			if (best !== undefined && entry.trial.trial !== best) tied.add(entry.trial.trial);
			continue;
		}
		const repeats = repeatsOf(entry);
		let better: readonly number[] | undefined;
		const isBeaten = frontCorners.some((worse, index) => {
			const others = frontRepeats[index] ?? [];
			if (repeats.length > 1 && others.length > 1) return isToldApart(others, repeats);
			better ??= corner(entry, 'better');
			return dominates(worse, better);
		});
		if (!isBeaten) tied.add(entry.trial.trial);
	}
	return tied;
}

function endOf(objective: Objective, interval: Interval, end: 'better' | 'worse'): number {
	const wantsHigh = (objective.direction === 'maximize') === (end === 'better');
	return minimised(objective, wantsHigh ? interval.high : interval.low);
}
