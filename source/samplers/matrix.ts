/** Square matrices are row-major Float64Arrays of n × n numbers. */

/**
 * Turns the lower triangle of a symmetric positive definite matrix into its Cholesky factor, from row `first` on (rows
 * before it are factored already). Says whether it succeeded.
 */
export function factorise(matrix: Float64Array, size: number, first = 0): boolean {
	for (let row = first; row < size; row += 1) {
		const at = row * size;
		for (let column = 0; column < row; column += 1) {
			const other = column * size;
			let sum = matrix[at + column] ?? 0;
			for (let k = 0; k < column; k += 1) sum -= (matrix[at + k] ?? 0) * (matrix[other + k] ?? 0);
			matrix[at + column] = sum / (matrix[other + column] ?? 1);
		}
		let pivot = matrix[at + row] ?? 0;
		for (let k = 0; k < row; k += 1) pivot -= (matrix[at + k] ?? 0) ** 2;
		if (!(pivot > 0)) return false;
		matrix[at + row] = Math.sqrt(pivot);
	}
	return true;
}

/** Solves L x = b in place, for a lower triangular L. */
export function solveLower(lower: Float64Array, size: number, b: Float64Array): void {
	for (let row = 0; row < size; row += 1) {
		const at = row * size;
		let sum = b[row] ?? 0;
		for (let k = 0; k < row; k += 1) sum -= (lower[at + k] ?? 0) * (b[k] ?? 0);
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
			let sum = 0;
			for (let k = column; k < row; k += 1) sum -= (lower[row * size + k] ?? 0) * (inverse[at + k] ?? 0);
			inverse[at + row] = sum / (lower[row * size + row] ?? 1);
		}
	}
	const result = new Float64Array(size * size);
	for (let row = 0; row < size; row += 1) {
		for (let column = 0; column <= row; column += 1) {
			let sum = 0;
			for (let k = row; k < size; k += 1) sum += (inverse[row * size + k] ?? 0) * (inverse[column * size + k] ?? 0);
			result[row * size + column] = sum;
		}
	}
	return result;
}
