/** Points to be minimised on every axis; each has the same length and finite coordinates. */
export type Points = readonly (readonly number[])[];

/**
 * Whether `a` is at least as good as `b` on every axis (all minimised) and better on one.
 */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
	let better = false;
	// Indexed: an iterator for each pair of points would take most of the time of a ranking.
	for (let axis = 0; axis < a.length; axis++) {
		const value = a[axis] ?? Number.NaN;
		const other = b[axis] ?? Number.NaN;
		if (value > other) return false;
		if (value < other) better = true;
	}
	return better;
}

/**
 * Non-domination rank of every point, 1 for the Pareto front; equal points share a rank.
 * Points are visited in lexicographic order, so that only earlier ones can dominate, and the rank is found by binary
 * search over the fronts (efficient non-dominated sort, Zhang et al. 2015). For two and three axes a front keeps
 * only its staircase, which makes it O(n log^2 n); for more it is O(n log n) comparisons times the size of a front.
 */
export function paretoRanks(points: Points): Uint32Array {
	const ranks = new Uint32Array(points.length);
	const firsts = Float64Array.from(points, ([first = 0]) => first);
	const order = Uint32Array.from(points.keys()).sort(
		(a, b) => (firsts[a] ?? 0) - (firsts[b] ?? 0) || compareLexically(at(points, a), at(points, b)) || a - b,
	);
	const axes = points[0]?.length ?? 0;
	const fronts: Front[] = [];
	let previous: readonly number[] | undefined;
	let previousRank = 0;
	for (const index of order) {
		const point = at(points, index);
		if (previous === undefined || compareLexically(previous, point) !== 0) {
			previousRank = firstFrontThatAdmits(fronts, point);
			const front = (fronts[previousRank] ??= axes <= 3 ? createStaircase() : createFullFront());
			front.add(point);
			previous = point;
		}
		ranks[index] = previousRank + 1;
	}
	return ranks;
}

function at(points: Points, index: number): readonly number[] {
	return points[index] ?? [];
}

function compareLexically(a: readonly number[], b: readonly number[]): number {
	for (let axis = 0; axis < a.length; axis++) {
		const difference = (a[axis] ?? Number.NaN) - (b[axis] ?? Number.NaN);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** One front while it is filled in lexicographic order. */
type Front = {
	/** Whether a point of the front dominates this one, which is lexicographically after all of them. */
	readonly dominates: (point: readonly number[]) => boolean;
	readonly add: (point: readonly number[]) => void;
};

function firstFrontThatAdmits(fronts: readonly Front[], point: readonly number[]): number {
	let low = 0;
	let high = fronts.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (fronts[middle]?.dominates(point) === true) low = middle + 1;
		else high = middle;
	}
	return low;
}

function createFullFront(): Front {
	const members: (readonly number[])[] = [];
	return {
		// The latest members are the nearest, and so the likeliest to dominate.
		dominates: point => members.findLast(member => dominates(member, point)) !== undefined,
		add: point => {
			members.push(point);
		},
	};
}

/**
 * A front of two or three axes. The first axis is settled by the order of visits, so what matters of the members is
 * the lower-left staircase of the second and third: second ascending, third descending.
 */
function createStaircase(): Front {
	const seconds: number[] = [];
	const thirds: number[] = [];
	/** Number of steps whose second coordinate is at most `value`. */
	const stepsUpTo = (value: number): number => {
		let low = 0;
		let high = seconds.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((seconds[middle] ?? 0) <= value) low = middle + 1;
			else high = middle;
		}
		return low;
	};
	return {
		dominates: ([, second = 0, third = 0]) => {
			const step = stepsUpTo(second) - 1;
			return step >= 0 && (thirds[step] ?? 0) <= third;
		},
		add: ([, second = 0, third = 0]) => {
			const from = stepsUpTo(second);
			const equal = from > 0 && seconds[from - 1] === second ? 1 : 0;
			let to = from;
			while (to < seconds.length && (thirds[to] ?? 0) >= third) to += 1;
			seconds.splice(from - equal, to - from + equal, second);
			thirds.splice(from - equal, to - from + equal, third);
		},
	};
}

/**
 * Crowding distance of the points of one front (Deb et al. 2002): infinite at the ends of an axis, else the sum of
 * the gaps between neighbours over the width of each axis; an axis on which all are equal says nothing.
 */
export function crowdingDistances(front: Points): Float64Array {
	const distances = new Float64Array(front.length);
	const axes = front[0]?.length ?? 0;
	const values = new Float64Array(front.length);
	const order = new Uint32Array(front.length);
	// Indexed: this is done for each suggestion of a genetic algorithm.
	for (let axis = 0; axis < axes; axis++) {
		for (let index = 0; index < front.length; index++) {
			values[index] = front[index]?.[axis] ?? Number.NaN;
			order[index] = index;
		}
		order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
		const valueAt = (place: number): number => values[order[place] ?? 0] ?? 0;
		const width = valueAt(order.length - 1) - valueAt(0);
		if (width === 0) continue;
		for (let place = 0; place < order.length; place++) {
			const isEnd = place === 0 || place === order.length - 1;
			const gap = isEnd ? Number.POSITIVE_INFINITY : (valueAt(place + 1) - valueAt(place - 1)) / width;
			const index = order[place] ?? 0;
			distances[index] = (distances[index] ?? 0) + gap;
		}
	}
	return distances;
}
