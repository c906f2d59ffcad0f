import {stableOrder} from '../statistics/stable-order.ts';

/**
 * Indexes of the points of two axes, both minimised, that no other one dominates, by rising x; equal points are all in
 * it. O(n), where ranks of all points would take O(n log² n). No coordinate is NaN.
 */
export function planeFront(xs: Float64Array, ys: Float64Array): readonly number[] {
	const order = stableOrder(xs);
	const front: number[] = [];
	let lowest = Number.POSITIVE_INFINITY;
	for (let start = 0; start < order.length; ) {
		const x = xs[order[start] ?? 0];
		let [end, least] = [start, Number.POSITIVE_INFINITY];
		for (; end < order.length && xs[order[end] ?? 0] === x; end += 1)
			least = Math.min(least, ys[order[end] ?? 0] ?? least);
		if (least < lowest) {
			for (let place = start; place < end; place += 1) {
				const index = order[place] ?? 0;
				if (ys[index] === least) front.push(index);
			}
			lowest = least;
		}
		start = end;
	}
	return front;
}
