import {type Kernels, membersOf, rowWidth, type Side} from './tpe-kernels.ts';
import {createSieve, setSieveShape, sift, type Sieve} from './tpe-sieve.ts';
import {logCell, logPeak, PRIOR_CENTRE, PRIOR_INVERSE} from './tpe-shapes.ts';

/** A kernel this far, in logarithms, below the largest cannot change a sum of doubles. */
const NEGLIGIBLE = 50;
/** Kernels that are sifted at once: what the first of them add up to tells more of the next ones to be negligible. */
const SIFTED = 128;
/** Newest trials that have full weight. */
const FULL_WEIGHT = 25;

/** One of the two densities: a mixture of the kernels of a side and of the prior. */
export type Density = {
	readonly kernels: Kernels;
	readonly side: Side;
	/** Axes that it speaks of: all, or one. */
	readonly axes: readonly number[];
	/** Slots of its kernels, by key. */
	readonly slots: Int32Array;
	/** Not normalised, by place in `slots`; the prior's is 1. */
	readonly weights: Float64Array;
	readonly totalWeight: number;
};

/**
 * The density of a side over some axes. Over several every kernel counts (a joint model: an axis that was inactive in a
 * trial has the prior there); over one axis those that have a value on it.
 * @param all slots of the side, where they are at hand.
 * @param evenly all weights 1; else the newest 25 weigh 1 and older ones fall linearly to 1/n (Bergstra 2013).
 */
export function createDensity(
	kernels: Kernels,
	side: Side,
	axes: readonly number[],
	evenly: boolean,
	all: Int32Array = membersOf(kernels, side),
): Density {
	const [only = 0] = axes;
	const width = kernels.axes.length;
	const slots = axes.length === 1 ? all.filter(slot => !Number.isNaN(kernels.centres[slot * width + only])) : all;
	const weights = new Float64Array(slots.length).fill(1);
	if (!evenly) rampWeights(weights);
	let totalWeight = 1;
	for (let place = 0; place < weights.length; place += 1) totalWeight += weights[place] ?? 0;
	return {kernels, side, axes, slots, weights, totalWeight};
}

/** linspace(1/n, 1, n - 25), then ones. */
function rampWeights(weights: Float64Array): void {
	const ramp = weights.length - FULL_WEIGHT;
	const first = 1 / weights.length;
	for (let place = 0; place < ramp; place += 1) {
		weights[place] = ramp === 1 ? first : first + ((1 - first) * place) / (ramp - 1);
	}
}

/** Log densities at candidates: coordinates of points, but the index of the cell on ordered axes. */
export function logDensities(density: Density, candidates: readonly Float64Array[]): Float64Array {
	const start = createSums(density);
	return Float64Array.from(candidates, candidate => {
		const sum = start(candidate);
		while (sum.left > 0) extendSum(density, sum);
		return logOf(density, sum);
	});
}

/**
 * A log density at a candidate while its kernels are added up. They are added from the newest trial back: it is the
 * likeliest to be near, so that little is missing soon, and most of the others turn out to be negligible.
 */
export type KernelSum = {
	readonly candidate: Float64Array;
	readonly view: View;
	/** Largest log of a kernel so far, or of the prior. */
	largest: number;
	/** Weighted kernels so far, over the largest. */
	total: number;
	/** Kernels that are still to be added. */
	left: number;
};

/**
 * Gives sums of which only the prior is added yet; see {@link extendSum}. An axis that is NaN in a candidate is inactive
 * and says nothing.
 */
export function createSums(density: Density): (candidate: Float64Array) => KernelSum {
	const views = new Map<string, View>();
	let whole: View | undefined;
	const viewOf = (candidate: Float64Array): View => {
		if (!density.axes.some(axis => Number.isNaN(candidate[axis]))) return (whole ??= createView(density, density.axes));
		const active = density.axes.filter(axis => !Number.isNaN(candidate[axis]));
		const pattern = active.join();
		const view = views.get(pattern) ?? createView(density, active);
		views.set(pattern, view);
		return view;
	};
	return candidate => {
		const view = viewOf(candidate);
		const largest = logPrior(density.kernels, candidate, view.active);
		return {candidate, view, largest, total: 1, left: density.slots.length};
	};
}

/** The log density of what a sum has: never less than before it was extended, but for the last digits. */
export function logOf({totalWeight}: Density, {largest, total}: KernelSum): number {
	return largest + Math.log(total / totalWeight);
}

/** A density over the axes that are active in a candidate. */
type View = {
	readonly active: readonly number[];
	readonly reals: Int32Array;
	readonly others: Int32Array;
	/** As the rows of kernels, over these reals. */
	readonly rows: Float64Array;
	readonly sieve: Sieve;
	/** Log share of a categorical kernel's own choice, of any other, and of each without a kernel; by axis. */
	readonly shares: Float64Array;
	/** The candidate on the reals, and zeros up to a multiple of four. */
	readonly coordinates: Float64Array;
};

function createView({kernels, side, slots}: Density, active: readonly number[]): View {
	const reals = active.filter(axis => kernels.axes[axis]?.kind === 'real');
	const others = active.filter(axis => kernels.axes[axis]?.kind !== 'real');
	const shares = new Float64Array(kernels.axes.length * 3);
	for (const axis of others) {
		const count = kernels.axes[axis]?.count ?? 1;
		const share = 1 / ((kernels.active[axis * 2 + side] ?? 0) + 1);
		const sum = 1 + count * share;
		shares.set([Math.log((1 + share) / sum), Math.log(share / sum), -Math.log(count)], axis * 3);
	}
	const {rows, sieve} = reals.length === kernels.reals.length ? kernels : shapesOver(kernels, slots, reals);
	return {
		active,
		reals: Int32Array.from(reals),
		others: Int32Array.from(others),
		rows,
		sieve,
		shares,
		coordinates: new Float64Array((rowWidth(reals.length) - 1) >> 1),
	};
}

/** Rows and sieve as those of the kernels, over some of the real axes. */
function shapesOver(
	{axes, centres, inverses, heights, count}: Kernels,
	slots: Int32Array,
	reals: readonly number[],
): Pick<View, 'rows' | 'sieve'> {
	const stride = rowWidth(reals.length);
	const rows = new Float64Array(count * stride);
	const sieve = createSieve(count);
	for (const slot of slots) {
		let height = 0;
		for (const [column, axis] of reals.entries()) {
			const at = slot * axes.length + axis;
			const centre = centres[at] ?? 0;
			const inverse = inverses[at] ?? 0;
			const product = inverse * (Number.isNaN(centre) ? PRIOR_CENTRE : centre);
			height += heights[at] ?? 0;
			rows[slot * stride + 1 + 2 * column] = inverse;
			rows[slot * stride + 2 + 2 * column] = product;
			setSieveShape(sieve, slot, column, inverse, product);
		}
		rows[slot * stride] = height;
		sieve.heights[slot] = height;
	}
	return {rows, sieve};
}

/** Adds some more kernels to a sum. */
export function extendSum({kernels, slots, weights}: Density, sum: KernelSum): void {
	const {candidate, view, left: to} = sum;
	const {reals, others, rows, shares, coordinates, sieve} = view;
	const from = Math.max(0, to - SIFTED);
	let {largest, total} = sum;
	for (let column = 0; column < reals.length; column += 1) coordinates[column] = candidate[reals[column] ?? 0] ?? 0;
	const count = sift(sieve, slots, coordinates, {from, to, enough: largest - NEGLIGIBLE});
	for (let index = 0; index < count; index += 1) {
		const place = sieve.left[index] ?? 0;
		const slot = slots[place] ?? 0;
		const enough = largest - NEGLIGIBLE;
		let log = logReals(rows, slot, coordinates, enough);
		for (let column = 0; column < others.length && log >= enough; column += 1) {
			log += logDiscrete(kernels, shares, candidate, slot, others[column] ?? 0);
		}
		if (!(log >= enough)) continue;
		if (log > largest) {
			total *= Math.exp(largest - log);
			largest = log;
			total += weights[place] ?? 0;
		} else total += (weights[place] ?? 0) * Math.exp(log - largest);
	}
	sum.largest = largest;
	sum.total = total;
	sum.left = from;
}

/** Height and exponents of a kernel on the real axes, added until they are less than `enough`. */
function logReals(rows: Float64Array, slot: number, coordinates: Float64Array, enough: number): number {
	let at = slot * (1 + 2 * coordinates.length);
	let log = rows[at] ?? 0;
	// Four at a time: a branch for each axis costs more than the multiplications that it saves.
	for (let column = 0; column < coordinates.length && log >= enough; column += 4) {
		const p = (coordinates[column] ?? 0) * (rows[at + 1] ?? 0) - (rows[at + 2] ?? 0);
		const q = (coordinates[column + 1] ?? 0) * (rows[at + 3] ?? 0) - (rows[at + 4] ?? 0);
		const r = (coordinates[column + 2] ?? 0) * (rows[at + 5] ?? 0) - (rows[at + 6] ?? 0);
		const s = (coordinates[column + 3] ?? 0) * (rows[at + 7] ?? 0) - (rows[at + 8] ?? 0);
		log -= p * p + q * q + (r * r + s * s);
		at += 8;
	}
	return log;
}

function logDiscrete(
	kernels: Kernels,
	shares: Float64Array,
	candidate: Float64Array,
	slot: number,
	axis: number,
): number {
	const at = slot * kernels.axes.length + axis;
	const cell = candidate[axis] ?? 0;
	const table = kernels.tables[axis];
	if (table !== undefined) return table.values[(kernels.heights[at] ?? 0) + cell] ?? 0;
	const centre = kernels.centres[at] ?? Number.NaN;
	const description = kernels.axes[axis];
	if (description?.kind === 'ordered') {
		return logCell(description, cell, Number.isNaN(centre) ? PRIOR_CENTRE : centre, kernels.inverses[at] ?? 1);
	}
	return shares[axis * 3 + (centre === cell ? 0 : Number.isNaN(centre) ? 2 : 1)] ?? 0;
}

function logPrior({axes}: Kernels, candidate: Float64Array, active: readonly number[]): number {
	let log = 0;
	for (const axis of active) {
		const description = axes[axis];
		if (description === undefined) continue;
		const coordinate = candidate[axis] ?? 0;
		if (description.kind === 'categorical') log -= Math.log(description.count);
		else if (description.kind === 'ordered') log += logCell(description, coordinate, PRIOR_CENTRE, PRIOR_INVERSE);
		else {
			const distance = (coordinate - PRIOR_CENTRE) * PRIOR_INVERSE;
			log += LOG_PRIOR_PEAK - distance * distance;
		}
	}
	return log;
}

const LOG_PRIOR_PEAK = logPeak(PRIOR_CENTRE, PRIOR_INVERSE);
