/** Square matrices are row-major Float64Arrays of n × n numbers. */

/** Sum of products of two runs of numbers; four sums side by side, as each waits for its last addition. */
function dotRuns(a: Float64Array, atA: number, b: Float64Array, atB: number, count: number): number {
	let p = 0;
	let q = 0;
	let r = 0;
	let s = 0;
	let k = 0;
	for (; k + 3 < count; k += 4) {
		p += (a[atA + k] ?? 0) * (b[atB + k] ?? 0);
		q += (a[atA + k + 1] ?? 0) * (b[atB + k + 1] ?? 0);
		r += (a[atA + k + 2] ?? 0) * (b[atB + k + 2] ?? 0);
		s += (a[atA + k + 3] ?? 0) * (b[atB + k + 3] ?? 0);
	}
	for (; k < count; k += 1) p += (a[atA + k] ?? 0) * (b[atB + k] ?? 0);
	return p + q + (r + s);
}

/**
 * Turns the lower triangle of a symmetric positive definite matrix into its Cholesky factor, from row `first` on (rows
 * before it are factored already). Says whether it succeeded.
 */
export function factorise(matrix: Float64Array, size: number, first = 0): boolean {
	for (let row = first; row < size; row += 1) {
		const at = row * size;
		for (let column = 0; column < row; column += 1) {
			const other = column * size;
			const sum = (matrix[at + column] ?? 0) - dotRuns(matrix, at, matrix, other, column);
			matrix[at + column] = sum / (matrix[other + column] ?? 1);
		}
		const pivot = (matrix[at + row] ?? 0) - dotRuns(matrix, at, matrix, at, row);
		if (!(pivot > 0)) return false;
		matrix[at + row] = Math.sqrt(pivot);
	}
	return true;
}

/** Solves L x = b in place, for a lower triangular L. */
export function solveLower(lower: Float64Array, size: number, b: Float64Array): void {
	for (let row = 0; row < size; row += 1) {
		const at = row * size;
		const sum = (b[row] ?? 0) - dotRuns(lower, at, b, 0, row);
		b[row] = sum / (lower[at + row] ?? 1);
	}
}

/** Solves Lᵀ x = b in place, for a lower triangular L. */
export function solveUpper(lower: Float64Array, size: number, b: Float64Array): void {
	for (let row = size - 1; row >= 0; row -= 1) {
		const at = row * size;
		const value = (b[row] ?? 0) / (lower[at + row] ?? 1);
		b[row] = value;
		for (let k = 0; k < row; k += 1) b[k] = (b[k] ?? 0) - value * (lower[at + k] ?? 0);
	}
}

/** The lower triangle of (L Lᵀ)⁻¹. */
export function invertFactored(lower: Float64Array, size: number): Float64Array {
	// Row r of `inverse` is column r of L⁻¹, so that all inner loops run along rows.
	const inverse = new Float64Array(size * size);
	for (let column = 0; column < size; column += 1) {
		const at = column * size;
		inverse[at + column] = 1 / (lower[at + column] ?? 1);
		for (let row = column + 1; row < size; row += 1) {
			const sum = -dotRuns(lower, row * size + column, inverse, at + column, row - column);
			inverse[at + row] = sum / (lower[row * size + row] ?? 1);
		}
	}
	const result = new Float64Array(size * size);
	for (let row = 0; row < size; row += 1) {
		for (let column = 0; column <= row; column += 1) {
			result[row * size + column] = dotRuns(inverse, row * size + row, inverse, column * size + row, size - row);
		}
	}
	return result;
}
