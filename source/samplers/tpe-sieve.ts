/**
 * What tells most kernels of a density that cannot matter at a candidate: their heights and two axes, each a column of
 * its own. Next to nothing of a sum of a thousand kernels is near; what is far is passed over at memory's pace, without
 * touching the kernels' rows.
 */
export type Sieve = {
	/** Log height by place. */
	readonly heights: Float64Array;
	/** 1 / (σ √2) by place, and that times the centre, on the first axis and on the second. */
	readonly inverses: readonly [Float64Array, Float64Array];
	readonly products: readonly [Float64Array, Float64Array];
	/** Places of what {@link sift} left, the newest first. */
	readonly left: Int32Array;
};

/**
 * A sieve of the kernels of some slots.
 * @param rows `width` numbers a slot: log height, then 1 / (σ √2) and that times the centre, axis by axis, then zeros.
 */
export function createSieve(rows: Float64Array, width: number, slots: Int32Array): Sieve {
	const count = slots.length;
	const heights = new Float64Array(count);
	const inverses = [new Float64Array(count), new Float64Array(count)] as const;
	const products = [new Float64Array(count), new Float64Array(count)] as const;
	for (let place = 0; place < count; place += 1) {
		const at = (slots[place] ?? 0) * width;
		heights[place] = rows[at] ?? 0;
		if (width === 1) continue;
		inverses[0][place] = rows[at + 1] ?? 0;
		products[0][place] = rows[at + 2] ?? 0;
		inverses[1][place] = rows[at + 3] ?? 0;
		products[1][place] = rows[at + 4] ?? 0;
	}
	return {heights, inverses, products, left: new Int32Array(count)};
}

/**
 * Leaves the kernels at places below `to` and from `from` on whose log density at a candidate may be `enough` or more,
 * which none of the others is: a density of real axes is not above its height less the exponents of two of them. Gives
 * how many are left.
 */
export function sift(
	{heights, inverses: [inverse0, inverse1], products: [product0, product1], left}: Sieve,
	coordinates: Float64Array,
	{from, to, enough}: {readonly from: number; readonly to: number; readonly enough: number},
): number {
	const x = coordinates[0] ?? 0;
	const y = coordinates[1] ?? 0;
	let count = 0;
	for (let place = to - 1; place >= from; place -= 1) {
		const p = x * (inverse0[place] ?? 0) - (product0[place] ?? 0);
		const q = y * (inverse1[place] ?? 0) - (product1[place] ?? 0);
		if ((heights[place] ?? 0) - (p * p + q * q) < enough) continue;
		left[count] = place;
		count += 1;
	}
	return count;
}
