const MAX_SWEEPS = 60;

/** Eigenvalues of a symmetric matrix, and its eigenvectors as the columns of a row-major matrix. */
export type Eigen = {readonly values: Float64Array; readonly vectors: Float64Array};

/** The eigen decomposition of a symmetric matrix by Jacobi's rotations (Golub and Van Loan 2013, section 8.5). */
export function decompose(matrix: Float64Array, size: number): Eigen {
	const a = matrix.slice();
	const vectors = new Float64Array(size * size);
	for (let k = 0; k < size; k += 1) vectors[k * size + k] = 1;
	for (let sweep = 0; sweep < MAX_SWEEPS; sweep += 1) {
		let off = 0;
		let diagonal = 0;
		for (let p = 0; p < size; p += 1) {
			diagonal += (a[p * size + p] ?? 0) ** 2;
			for (let q = p + 1; q < size; q += 1) off += (a[p * size + q] ?? 0) ** 2;
		}
		if (off <= 1e-32 * diagonal) break;
		for (let p = 0; p < size - 1; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, vectors, size, p, q);
	}
	return {values: Float64Array.from({length: size}, (_, k) => a[k * size + k] ?? 0), vectors};
}

/** Turns the plane of two axes so that their shared element becomes 0. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
	const shared = a[p * size + q] ?? 0;
	if (shared === 0) return;
	const theta = ((a[q * size + q] ?? 0) - (a[p * size + p] ?? 0)) / (2 * shared);
	const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
	const c = 1 / Math.sqrt(t * t + 1);
	const s = t * c;
	for (let k = 0; k < size; k += 1) {
		const [x, y] = [a[k * size + p] ?? 0, a[k * size + q] ?? 0];
		a[k * size + p] = c * x - s * y;
		a[k * size + q] = s * x + c * y;
	}
	for (let k = 0; k < size; k += 1) {
		const [x, y] = [a[p * size + k] ?? 0, a[q * size + k] ?? 0];
		a[p * size + k] = c * x - s * y;
		a[q * size + k] = s * x + c * y;
		const [u, v] = [vectors[k * size + p] ?? 0, vectors[k * size + q] ?? 0];
		vectors[k * size + p] = c * u - s * v;
		vectors[k * size + q] = s * u + c * v;
	}
}
