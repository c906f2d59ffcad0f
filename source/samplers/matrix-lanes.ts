/**
 * Triangular systems with four right-hand sides at once, which lie side by side: `b` has rows of {@link LANES} numbers. As
 * two rows of the matrix are taken together, each number that is read serves several multiplications: a right-hand side
 * costs a third of what it costs alone.
 */

/** Right-hand sides that are solved together. */
export const LANES = 4;

/**
 * Solves L X = B in place, for a lower triangular L (row-major, size × size).
 * @param from rows of B before it are 0, and stay so; even.
 * @param end row to end before.
 */
export function solveLowerLanes(lower: Float64Array, size: number, b: Float64Array, from = 0, end = size): void {
	for (let row = from; row < end; row += 2) {
		const at = row * size;
		// The last row of an odd number has no partner: it is taken twice.
		const below = row + 1 < end ? at + size : at;
		let p = 0;
		let q = 0;
		let r = 0;
		let s = 0;
		let t = 0;
		let u = 0;
		let v = 0;
		let w = 0;
		for (let k = from, lane = from * LANES; k < row; k += 1, lane += LANES) {
			const value = lower[at + k] ?? 0;
			const other = lower[below + k] ?? 0;
			const b0 = b[lane] ?? 0;
			const b1 = b[lane + 1] ?? 0;
			const b2 = b[lane + 2] ?? 0;
			const b3 = b[lane + 3] ?? 0;
			p += value * b0;
			q += value * b1;
			r += value * b2;
			s += value * b3;
			t += other * b0;
			u += other * b1;
			v += other * b2;
			w += other * b3;
		}
		const own = row * LANES;
		const pivot = lower[at + row] ?? 1;
		b[own] = p = ((b[own] ?? 0) - p) / pivot;
		b[own + 1] = q = ((b[own + 1] ?? 0) - q) / pivot;
		b[own + 2] = r = ((b[own + 2] ?? 0) - r) / pivot;
		b[own + 3] = s = ((b[own + 3] ?? 0) - s) / pivot;
		if (below === at) return;
		const shared = lower[below + row] ?? 0;
		const next = lower[below + row + 1] ?? 1;
		b[own + 4] = ((b[own + 4] ?? 0) - t - shared * p) / next;
		b[own + 5] = ((b[own + 5] ?? 0) - u - shared * q) / next;
		b[own + 6] = ((b[own + 6] ?? 0) - v - shared * r) / next;
		b[own + 7] = ((b[own + 7] ?? 0) - w - shared * s) / next;
	}
}

/**
 * Solves Lᵀ X = B in place, likewise.
 * @param from first row whose solution is wanted: those before it are left as they are.
 */
export function solveUpperLanes(lower: Float64Array, size: number, b: Float64Array, from = 0): void {
	for (let row = size - 1; row > from; row -= 2) {
		const at = row * size;
		const above = at - size;
		const own = row * LANES;
		const pivot = lower[at + row] ?? 1;
		const shared = lower[at + row - 1] ?? 0;
		const next = lower[above + row - 1] ?? 1;
		const p = (b[own] ?? 0) / pivot;
		const q = (b[own + 1] ?? 0) / pivot;
		const r = (b[own + 2] ?? 0) / pivot;
		const s = (b[own + 3] ?? 0) / pivot;
		const t = ((b[own - 4] ?? 0) - shared * p) / next;
		const u = ((b[own - 3] ?? 0) - shared * q) / next;
		const v = ((b[own - 2] ?? 0) - shared * r) / next;
		const w = ((b[own - 1] ?? 0) - shared * s) / next;
		b.set([t, u, v, w, p, q, r, s], own - LANES);
		for (let k = from, lane = from * LANES; k < row - 1; k += 1, lane += LANES) {
			const value = lower[at + k] ?? 0;
			const other = lower[above + k] ?? 0;
			b[lane] = (b[lane] ?? 0) - p * value - t * other;
			b[lane + 1] = (b[lane + 1] ?? 0) - q * value - u * other;
			b[lane + 2] = (b[lane + 2] ?? 0) - r * value - v * other;
			b[lane + 3] = (b[lane + 3] ?? 0) - s * value - w * other;
		}
	}
	if ((size - from) % 2 === 0) return;
	const pivot = lower[from * size + from] ?? 1;
	for (let lane = from * LANES; lane < (from + 1) * LANES; lane += 1) b[lane] = (b[lane] ?? 0) / pivot;
}
