import {LANES, solveLowerLanes, solveUpperLanes} from './matrix-lanes.ts';

/** Square matrices are row-major Float64Arrays of n × n numbers. */

/** Sum of products of two runs of numbers; four sums side by side, as each waits for its last addition. */
export function dotRuns(a: Float64Array, atA: number, b: Float64Array, atB: number, count: number): number {
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
 * before it are factored already). Says whether it succeeded. Four rows at a time: what lies left of their square is a
 * triangular system with a right-hand side a row. The same bits wherever it starts.
 */
export function factorise(matrix: Float64Array, size: number, first = 0): boolean {
	const b = new Float64Array(size * LANES);
	for (let start = first - (first % LANES); start < size; start += LANES) {
		const end = Math.min(size, start + LANES);
		for (let row = start; row < end; row += 1) {
			for (let column = 0, at = row - start; column < start; column += 1, at += LANES) {
				b[at] = matrix[row * size + column] ?? 0;
			}
		}
		solveLowerLanes(matrix, size, b, 0, start);
		for (let row = Math.max(first, start); row < end; row += 1) {
			for (let column = 0, at = row - start; column < start; column += 1, at += LANES) {
				matrix[row * size + column] = b[at] ?? 0;
			}
			if (!factoriseRow(matrix, size, row, start)) return false;
		}
	}
	return true;
}

/** Ends a row whose columns before `start` are factored. */
function factoriseRow(matrix: Float64Array, size: number, row: number, start: number): boolean {
	const at = row * size;
	for (let column = start; column < row; column += 1) {
		const other = column * size;
		const sum = (matrix[at + column] ?? 0) - dotRuns(matrix, at, matrix, other, column);
		matrix[at + column] = sum / (matrix[other + column] ?? 1);
	}
	const pivot = (matrix[at + row] ?? 0) - dotRuns(matrix, at, matrix, at, row);
	if (!(pivot > 0)) return false;
	matrix[at + row] = Math.sqrt(pivot);
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

/** The lower triangle of (L Lᵀ)⁻¹, four columns at a time. */
export function invertFactored(lower: Float64Array, size: number): Float64Array {
	const result = new Float64Array(size * size);
	const b = new Float64Array(size * LANES);
	for (let start = 0; start < size; start += LANES) {
		const end = Math.min(size, start + LANES);
		b.fill(0, start * LANES);
		for (let column = start; column < end; column += 1) b[column * LANES + column - start] = 1;
		solveLowerLanes(lower, size, b, start);
		solveUpperLanes(lower, size, b, start);
		for (let row = start; row < size; row += 1) {
			for (let column = start; column < end && column <= row; column += 1) {
				result[row * size + column] = b[row * LANES + column - start] ?? 0;
			}
		}
	}
	return result;
}
