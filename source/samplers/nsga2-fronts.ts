import {crowdingDistances, dominates} from '../domain/front/pareto.ts';
import type {Candidate} from './learner.ts';

/** Candidates by non-dominated fronts, kept while they come one by one. */
export type FrontPool = {
	readonly add: (candidate: Candidate) => void;
	/** The best so many: feasible before pruned before infeasible, by fronts, then the least crowded, then by number. */
	readonly best: (count: number) => readonly Candidate[];
};

/** One front; its order is made when it is asked for. */
type Front = {members: Candidate[]; ordered?: readonly Candidate[]};

/**
 * An empty pool. A new member pushes those that it dominates one front down, these others of that front, and so on: what
 * it does not touch stays as it is (efficient non-domination level update, Li et al. 2017, IEEE Trans. Cybern. 47).
 */
export function createFrontPool(): FrontPool {
	const groups: readonly Front[][] = [[], [], []];
	return {
		add: candidate => insert(groups[candidate.score.rank] ?? [], candidate),
		best: count => {
			const chosen: Candidate[] = [];
			for (const front of groups.flat()) {
				if (chosen.length >= count) break;
				front.ordered ??= orderFront(front.members);
				for (const candidate of front.ordered) chosen.push(candidate);
			}
			return chosen.slice(0, count);
		},
	};
}

function insert(fronts: Front[], candidate: Candidate): void {
	let moved = [candidate];
	let place = firstThatAdmits(fronts, candidate);
	while (moved.length > 0) {
		const front = fronts[place];
		if (front === undefined) {
			fronts.push({members: moved});
			return;
		}
		const above = moved;
		const isBelow = (member: Candidate): boolean =>
			above.some(({score}) => dominates(score.losses, member.score.losses));
		const below = front.members.filter(isBelow);
		const stay = below.length === 0 ? front.members : front.members.filter(member => !below.includes(member));
		// Where a whole front gives way, it and all after it move as they are.
		if (stay.length === 0) {
			fronts.splice(place, 0, {members: moved});
			return;
		}
		fronts[place] = {members: [...stay, ...moved]};
		moved = below;
		place += 1;
	}
}

/** Fronts that hold somebody who dominates it come first. */
function firstThatAdmits(fronts: readonly Front[], {score}: Candidate): number {
	let low = 0;
	let high = fronts.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const isDominated = fronts[middle]?.members.some(member => dominates(member.score.losses, score.losses)) === true;
		if (isDominated) low = middle + 1;
		else high = middle;
	}
	return low;
}

function orderFront(members: readonly Candidate[]): readonly Candidate[] {
	if (members.length === 1) return members;
	const byNumber = members.toSorted((a, b) => a.score.trial - b.score.trial);
	const distances = crowdingDistances(byNumber.map(({score}) => score.losses.map(clampInfinite)));
	return [...byNumber.keys()]
		.toSorted((a, b) => compareDescending(distances[a] ?? 0, distances[b] ?? 0) || a - b)
		.flatMap(index => byNumber[index] ?? []);
}

/** Infinities are equal, where their difference would be no number. */
function compareDescending(a: number, b: number): number {
	return a === b ? 0 : a > b ? -1 : 1;
}

function clampInfinite(value: number): number {
	return Number.isFinite(value) ? value : Number.MAX_VALUE / 4;
}
