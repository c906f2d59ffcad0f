import type {Points} from '../../domain/front/pareto.ts';
import type {Belief} from './gp-belief.ts';
import {logH, slopeOfLogH} from './log-improvement.ts';

/**
 * The targets below a reference point that no point of a front dominates (all minimised), as boxes that do not overlap.
 * Bounds of boxes are places in the levels of their axis.
 */
export type Boxes = {
	/** By axis, the values that bounds take; the first is minus infinity. */
	readonly levels: readonly Float64Array[];
	/** By axis, one a box. */
	readonly lows: readonly Int32Array[];
	readonly highs: readonly Int32Array[];
};

/** Part of a slab: free from `low` to `high` on the first axis and up to `top` on the second, since `since` on the third. */
type Stripe = {readonly low: number; readonly high: number; readonly top: number; readonly since: number};
type Box = {readonly lows: readonly number[]; readonly highs: readonly number[]};

/**
 * Cuts what a front of one to three axes leaves free. A sweep along the third axis: each point ends the stripes that it
 * cuts, and leaves two; so there are at most three boxes a point. After Lacour, Klamroth and Fonseca 2017 (Computers &
 * Operations Research 79), for three axes.
 */
export function boxesBeyond(front: Points, reference: readonly number[]): Boxes {
	const [right = 0, top = 0, back = 0] = reference;
	const axes = reference.length;
	if (axes === 1) {
		const best = front.reduce((least, [value = right]) => Math.min(least, value), right);
		return indexed([{lows: [Number.NEGATIVE_INFINITY], highs: [best]}], 1);
	}
	const boxes: Box[] = [];
	let stripes: readonly Stripe[] = [{low: Number.NEGATIVE_INFINITY, high: right, top, since: Number.NEGATIVE_INFINITY}];
	const close = (stripe: Stripe, end: number): void => {
		if (stripe.since >= end) return;
		const {low, high, since} = stripe;
		boxes.push({
			lows: [low, Number.NEGATIVE_INFINITY, since].slice(0, axes),
			highs: [high, stripe.top, end].slice(0, axes),
		});
	};
	for (const [x = 0, y = 0, z = Number.NEGATIVE_INFINITY] of front.toSorted(([, , a = 0], [, , b = 0]) => a - b)) {
		const cut = stripes.filter(stripe => stripe.high > x && stripe.top > y);
		const [first] = cut;
		const last = cut.at(-1);
		if (first === undefined || last === undefined || z >= back) continue;
		for (const stripe of cut) close(stripe, z);
		const left = first.low < x ? [{...first, high: x, since: z}] : [];
		const from = stripes.indexOf(first);
		const low = Math.max(x, first.low);
		stripes = [
			...stripes.slice(0, from),
			...left,
			{low, high: last.high, top: y, since: z},
			...stripes.slice(from + cut.length),
		];
	}
	for (const stripe of stripes) close(stripe, axes === 2 ? Number.POSITIVE_INFINITY : back);
	return indexed(boxes, axes);
}

function indexed(boxes: readonly Box[], axes: number): Boxes {
	const all = Array.from({length: axes}, (_, axis) => {
		const bounds = boxes.flatMap(({lows, highs}) => [lows[axis] ?? 0, highs[axis] ?? 0]);
		const levels = Float64Array.from(new Set([Number.NEGATIVE_INFINITY, ...bounds])).sort();
		const places = new Map([...levels].map((level, place) => [level, place]));
		const placesOf = (side: 'lows' | 'highs'): Int32Array =>
			Int32Array.from(boxes, box => places.get(box[side][axis] ?? 0) ?? 0);
		return {levels, lows: placesOf('lows'), highs: placesOf('highs')};
	});
	return {
		levels: all.map(({levels}) => levels),
		lows: all.map(({lows}) => lows),
		highs: all.map(({highs}) => highs),
	};
}

/** By level: log of the expected shortfall below it, and the slopes of that by mean and variance. */
type Shortfalls = {readonly logs: Float64Array; readonly byMean: Float64Array; readonly byVariance: Float64Array};

/**
 * Logarithm of the volume that a point of independent normal coordinates is expected to take of the boxes: the sum over
 * boxes of products over axes of E(high - y)⁺ - E(low - y)⁺. With one axis it is the expected improvement. Slopes by the
 * axes' means and variances are written where arrays for them are given. Source: Daulton, Balandat and Bakshy 2020,
 * arXiv 2006.05078; in logarithms as Ament et al. 2023, arXiv 2310.20708.
 */
export function logVolume(
	{levels, lows, highs}: Boxes,
	beliefs: readonly Belief[],
	partials?: {readonly mean: Float64Array; readonly variance: Float64Array},
): number {
	const axes = levels.length;
	const [best, only] = [levels[0]?.[1], beliefs[0]];
	if (axes === 1 && best !== undefined && only !== undefined) return logImprovement(best, only, partials);
	const count = highs[0]?.length ?? 0;
	const falls = levels.map((of, axis) => shortfalls(of, beliefs[axis], partials !== undefined));
	const logs = new Float64Array(count);
	let largest = Number.NEGATIVE_INFINITY;
	for (let box = 0; box < count; box += 1) {
		let log = 0;
		for (let axis = 0; axis < axes; axis += 1) {
			const of = falls[axis]?.logs;
			const high = of?.[highs[axis]?.[box] ?? 0] ?? 0;
			const low = of?.[lows[axis]?.[box] ?? 0] ?? 0;
			log += high + Math.log(-Math.expm1(low - high));
		}
		logs[box] = log;
		if (log > largest) largest = log;
	}
	if (!Number.isFinite(largest)) return Number.NEGATIVE_INFINITY;
	let sum = 0;
	for (let box = 0; box < count; box += 1) {
		logs[box] = Math.exp((logs[box] ?? 0) - largest);
		sum += logs[box] ?? 0;
	}
	if (partials === undefined) return largest + Math.log(sum);
	for (let axis = 0; axis < axes; axis += 1) {
		const of = falls[axis];
		let byMean = 0;
		let byVariance = 0;
		for (let box = 0; box < count; box += 1) {
			const share = (logs[box] ?? 0) / sum;
			// A box that has no share may have no slope in doubles either.
			if (of === undefined || share < 1e-20) continue;
			const high = highs[axis]?.[box] ?? 0;
			const low = lows[axis]?.[box] ?? 0;
			const part = Math.exp((of.logs[low] ?? 0) - (of.logs[high] ?? 0));
			const weight = share / (1 - part);
			byMean += weight * ((of.byMean[high] ?? 0) - part * (of.byMean[low] ?? 0));
			byVariance += weight * ((of.byVariance[high] ?? 0) - part * (of.byVariance[low] ?? 0));
		}
		partials.mean[axis] = byMean;
		partials.variance[axis] = byVariance;
	}
	return largest + Math.log(sum);
}

/** The same for one axis: the log of how far a coordinate is expected to fall below a level. */
function logImprovement(
	level: number,
	{mean, variance}: Belief,
	partials?: {readonly mean: Float64Array; readonly variance: Float64Array},
): number {
	const deviation = Math.sqrt(variance);
	const z = (level - mean) / deviation;
	if (partials !== undefined) {
		const slope = slopeOfLogH(z);
		partials.mean[0] = -slope / deviation;
		partials.variance[0] = (1 - slope * z) / (2 * variance);
	}
	return Math.log(deviation) + logH(z);
}

function shortfalls(levels: Float64Array, belief: Belief = {mean: 0, variance: 1}, withSlopes: boolean): Shortfalls {
	const logs = new Float64Array(levels.length).fill(Number.NEGATIVE_INFINITY);
	const byMean = new Float64Array(levels.length);
	const byVariance = new Float64Array(levels.length);
	const slopes = withSlopes ? {mean: new Float64Array(1), variance: new Float64Array(1)} : undefined;
	for (let place = 1; place < levels.length; place += 1) {
		logs[place] = logImprovement(levels[place] ?? 0, belief, slopes);
		byMean[place] = slopes?.mean[0] ?? 0;
		byVariance[place] = slopes?.variance[0] ?? 0;
	}
	return {logs, byMean, byVariance};
}
