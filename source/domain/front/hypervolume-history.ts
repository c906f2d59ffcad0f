/**
 * The hypervolume of two axes, both minimised, after each point in turn: entry i is that of points 0 to i. NaN or
 * infinite coordinates, and points that are not below the reference, add nothing. O(n log n) in all, but for the moves
 * of an array of the front.
 */
export function hypervolumeHistory(
	allXs: Float64Array,
	allYs: Float64Array,
	[right, top]: readonly [number, number],
): Float64Array {
	const volumes = new Float64Array(allXs.length);
	// The front so far: x rising, y falling.
	const xs: number[] = [];
	const ys: number[] = [];
	let volume = 0;
	for (let index = 0; index < volumes.length; index += 1) {
		const [x, y] = [allXs[index] ?? Number.NaN, allYs[index] ?? Number.NaN];
		if (x < right && y < top && Number.isFinite(x) && Number.isFinite(y)) {
			volume += addPoint(xs, ys, {x, y, right, top});
		}
		volumes[index] = volume;
	}
	return volumes;
}

/** Puts a point into the front; gives the area that only it dominates. */
function addPoint(
	xs: number[],
	ys: number[],
	{x, y, right, top}: {readonly x: number; readonly y: number; readonly right: number; readonly top: number},
): number {
	const from = firstAtLeast(xs, x);
	const before = ys[from - 1] ?? top;
	if (before <= y || (xs[from] === x && (ys[from] ?? top) <= y)) return 0;
	let [gain, ceiling, left] = [0, before, x];
	let to = from;
	// Each step that is dominated bounded a strip of what is new.
	for (; to < xs.length && (ys[to] ?? 0) >= y; to += 1) {
		gain += ((xs[to] ?? 0) - left) * (ceiling - y);
		[left, ceiling] = [xs[to] ?? 0, ys[to] ?? 0];
	}
	gain += ((xs[to] ?? right) - left) * (ceiling - y);
	xs.splice(from, to - from, x);
	ys.splice(from, to - from, y);
	return gain;
}

function firstAtLeast(sorted: readonly number[], value: number): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] ?? 0) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}
