/**
 * What tells most kernels of a density that cannot matter at a candidate: their heights and two axes, each a column of
 * its own. Next to nothing of a sum of a thousand kernels is near; what is far is passed over at memory's pace, without
 * touching the kernels' rows.
 */
export type Sieve = {
	/** Log height by slot. */
	readonly heights: Float64Array;
	/** 1 / (σ √2) by slot, and that times the centre, on the first axis and on the second. */
	readonly inverses: readonly [Float64Array, Float64Array];
	readonly products: readonly [Float64Array, Float64Array];
	/** Places of what {@link sift} left, the newest first. */
	readonly left: Int32Array;
};

/** A sieve of kernels with so many slots, none of which has a shape yet. */
export function createSieve(slots: number): Sieve {
	return {
		heights: new Float64Array(slots),
		inverses: [new Float64Array(slots), new Float64Array(slots)],
		products: [new Float64Array(slots), new Float64Array(slots)],
		left: new Int32Array(slots),
	};
}

/** The same kernels in a sieve with room for more. */
export function growSieve(sieve: Sieve, slots: number): Sieve {
	const grown = createSieve(slots);
	grown.heights.set(sieve.heights);
	for (const column of [0, 1] as const) {
		grown.inverses[column].set(sieve.inverses[column]);
		grown.products[column].set(sieve.products[column]);
	}
	return grown;
}

/** Takes the shape of a kernel on an axis; those of all but the first two are not kept. */
export function setSieveShape(
	{inverses, products}: Sieve,
	slot: number,
	column: number,
	inverse: number,
	product: number,
): void {
	if (column !== 0 && column !== 1) return;
	inverses[column][slot] = inverse;
	products[column][slot] = product;
}

/**
 * Leaves the kernels at places below `to` and from `from` on whose log density at a candidate may be `enough` or more,
 * which none of the others is: a density of real axes is not above its height less the exponents of two of them. Gives
 * how many are left.
 * @param slots by place.
 */
export function sift(
	{heights, inverses: [inverse0, inverse1], products: [product0, product1], left}: Sieve,
	slots: Int32Array,
	coordinates: Float64Array,
	{from, to, enough}: {readonly from: number; readonly to: number; readonly enough: number},
): number {
	const x = coordinates[0] ?? 0;
	const y = coordinates[1] ?? 0;
	let count = 0;
	for (let place = to - 1; place >= from; place -= 1) {
		const slot = slots[place] ?? 0;
		const p = x * (inverse0[slot] ?? 0) - (product0[slot] ?? 0);
		const q = y * (inverse1[slot] ?? 0) - (product1[slot] ?? 0);
		if ((heights[slot] ?? 0) - (p * p + q * q) < enough) continue;
		left[count] = place;
		count += 1;
	}
	return count;
}
