import {dominates, type Points} from './pareto.ts';

/**
 * Volume of what points dominate, up to a reference point; all axes minimised. Points that do not lie below the
 * reference on every axis count nothing. Two axes: a sweep, O(n log n); three: slices, O(n²); more: the WFG algorithm
 * (While, Bradstreet and Barone 2012). An infinite reference gives infinity where any point counts.
 */
export function hypervolume(points: Points, reference: readonly number[]): number {
	const inside = points.filter(point => point.every((value, axis) => value < (reference[axis] ?? Number.NaN)));
	if (inside.length === 0) return 0;
	if (!reference.every(Number.isFinite) || !inside.every(point => point.every(Number.isFinite)))
		return Number.POSITIVE_INFINITY;
	switch (reference.length) {
		case 1:
			return (reference[0] ?? 0) - Math.min(...inside.map(([value = 0]) => value));
		case 2:
			return volumeOfPlane(inside, reference);
		case 3:
			return volumeOfSpace(inside, reference);
		default:
			return volumeOfFront(frontOf(inside), reference);
	}
}

function byAxis(points: Points, axis: number): (readonly number[])[] {
	return points.toSorted((a, b) => (a[axis] ?? 0) - (b[axis] ?? 0));
}

function volumeOfPlane(points: Points, [right = 0, top = 0]: readonly number[]): number {
	let volume = 0;
	let ceiling = top;
	for (const [x = 0, y = 0] of byAxis(points, 0)) {
		if (y >= ceiling) continue;
		volume += (right - x) * (ceiling - y);
		ceiling = y;
	}
	return volume;
}

/** Slices between neighbours on the third axis; the staircase of a slice grows from one to the next. */
function volumeOfSpace(points: Points, [right = 0, top = 0, back = 0]: readonly number[]): number {
	const ordered = byAxis(points, 2);
	const stairs: (readonly number[])[] = [];
	let volume = 0;
	for (const [place, point] of ordered.entries()) {
		addStep(stairs, point);
		const next = ordered[place + 1]?.[2] ?? back;
		const depth = next - (point[2] ?? 0);
		if (depth > 0) volume += depth * volumeOfStairs(stairs, right, top);
	}
	return volume;
}

/** Keeps the staircase: first axis rising, second falling. */
function addStep(stairs: (readonly number[])[], point: readonly number[]): void {
	const [x = 0, y = 0] = point;
	let from = stairs.findIndex(([other = 0]) => other >= x);
	if (from < 0) from = stairs.length;
	const [, left = Number.POSITIVE_INFINITY] = stairs[from - 1] ?? [];
	const [sameX, sameY = Number.POSITIVE_INFINITY] = stairs[from] ?? [];
	if (left <= y || (sameX === x && sameY <= y)) return;
	let to = from;
	while (to < stairs.length && (stairs[to]?.[1] ?? 0) >= y) to += 1;
	stairs.splice(from, to - from, point);
}

function volumeOfStairs(stairs: Points, right: number, top: number): number {
	let area = 0;
	let ceiling = top;
	for (const [x = 0, y = 0] of stairs) {
		area += (right - x) * (ceiling - y);
		ceiling = y;
	}
	return area;
}

/** Points that no other dominates, each once, in rising order of the first axis. */
function frontOf(points: Points): (readonly number[])[] {
	const front: (readonly number[])[] = [];
	for (const point of byAxis(points, 0)) {
		if (front.some(other => other.every((value, axis) => value <= (point[axis] ?? 0)))) continue;
		const kept = front.filter(other => !dominates(point, other));
		front.length = 0;
		front.push(...kept, point);
	}
	return front;
}

/** Each point adds its own box less what the later ones share of it. */
function volumeOfFront(front: Points, reference: readonly number[]): number {
	let volume = 0;
	for (const [place, point] of front.entries()) {
		const limited = front.slice(place + 1).map(other => other.map((value, axis) => Math.max(value, point[axis] ?? 0)));
		volume += boxOf(point, reference) - (limited.length === 0 ? 0 : volumeOfFront(frontOf(limited), reference));
	}
	return volume;
}

function boxOf(point: readonly number[], reference: readonly number[]): number {
	return point.reduce((volume, value, axis) => volume * ((reference[axis] ?? 0) - value), 1);
}

/**
 * A reference point that every point lies below: 10 % beyond the worst value of each axis (towards plus infinity, also
 * for negative values), a hair above 0 where that is 0. As MOTPE takes it (Ozaki et al. 2022).
 */
export function referenceBeyond(points: Points): readonly number[] {
	const axes = points[0]?.length ?? 0;
	return Array.from({length: axes}, (_, axis) => {
		const worst = points.reduce((value, point) => Math.max(value, point[axis] ?? 0), Number.NEGATIVE_INFINITY);
		return Math.max(1.1 * worst, 0.9 * worst) || 1e-12;
	});
}

/**
 * Indexes of `count` points that together dominate much: each next one adds the most (greedy, at least 1 - 1/e of the
 * best subset; lazily, as what a point adds only shrinks). Equal points count once while others are left. Ties go to
 * the lexicographically first point. All axes minimised.
 */
export function selectByHypervolume(points: Points, reference: readonly number[], count: number): readonly number[] {
	if (count >= points.length) return [...points.keys()];
	const unique = uniqueIndexes(points);
	if (unique.length <= count || !reference.every(Number.isFinite)) return padded(points, unique, count);
	const left = unique.map(index => ({index, gain: boxOf(points[index] ?? [], reference), of: 0}));
	const chosen: number[] = [];
	const selected: (readonly number[])[] = [];
	let volume = 0;
	while (chosen.length < count) {
		const best = takeBest(left, candidate => {
			if (candidate.of === selected.length) return;
			candidate.gain = Math.min(
				candidate.gain,
				hypervolume([...selected, points[candidate.index] ?? []], reference) - volume,
			);
			candidate.of = selected.length;
		});
		if (best === undefined) break;
		chosen.push(best.index);
		selected.push(points[best.index] ?? []);
		volume += best.gain;
	}
	return chosen;
}

type Candidate = {readonly index: number; gain: number; of: number};

/** Brings up to date only those whose old gain, a bound from above, could still win. */
function takeBest(left: Candidate[], update: (candidate: Candidate) => void): Candidate | undefined {
	let best: Candidate | undefined;
	for (const candidate of left) {
		if (best !== undefined && candidate.gain <= best.gain) continue;
		update(candidate);
		if (best === undefined || candidate.gain > best.gain) best = candidate;
	}
	if (best !== undefined) left.splice(left.indexOf(best), 1);
	return best;
}

function uniqueIndexes(points: Points): number[] {
	const order = [...points.keys()].toSorted((a, b) => compareLexically(points[a] ?? [], points[b] ?? []) || a - b);
	return order.filter((index, place) => {
		const before = order[place - 1];
		return before === undefined || compareLexically(points[before] ?? [], points[index] ?? []) !== 0;
	});
}

function compareLexically(a: readonly number[], b: readonly number[]): number {
	for (const [axis, value] of a.entries()) {
		const difference = value - (b[axis] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

function padded(points: Points, unique: readonly number[], count: number): readonly number[] {
	const taken = new Set(unique);
	const others = [...points.keys()].filter(index => !taken.has(index));
	return [...unique, ...others].slice(0, count);
}
