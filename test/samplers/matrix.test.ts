import assert from 'node:assert/strict';
import {test} from 'node:test';
import {factorise, invertFactored, solveLower, solveUpper} from '../../source/samplers/matrix.ts';
import {LANES, solveLowerLanes, solveUpperLanes} from '../../source/samplers/matrix-lanes.ts';
import {near} from './sampler-helpers.ts';

test('matrices: factor, solve, invert; a singular one is refused', () => {
	const matrix = Float64Array.from([4, 2, 0.6, 2, 5, 1, 0.6, 1, 3]);
	const lower = matrix.slice();
	assert.ok(factorise(lower, 3));
	const b = Float64Array.from([1, -2, 0.5]);
	solveLower(lower, 3, b);
	solveUpper(lower, 3, b);
	for (const [row, value] of [1, -2, 0.5].entries()) {
		const product = [0, 1, 2].reduce((sum, k) => sum + (matrix[row * 3 + k] ?? 0) * (b[k] ?? 0), 0);
		near(product, value, 1e-14, 'A x');
	}
	const inverse = invertFactored(lower, 3);
	const unit = [0, 1, 2].reduce((sum, k) => sum + (inverse[6 + k] ?? 0) * (matrix[k * 3 + 2] ?? 0), 0);
	near(unit, 1, 1e-14, 'A⁻¹ A');
	assert.equal(factorise(Float64Array.from([1, 1, 1, 1]), 2), false);
});

test('several right-hand sides at once: the same solutions, for odd and even sizes', () => {
	for (const size of [1, 2, 5, 8]) {
		const lower = new Float64Array(size * size);
		for (let row = 0; row < size; row += 1) {
			for (let column = 0; column <= row; column += 1) {
				lower[row * size + column] = column === row ? 2 + row / 3 : Math.sin(row * 5 + column);
			}
		}
		const lanes = Float64Array.from({length: size * LANES}, (_, at) => Math.cos(at * 3));
		const alone = Array.from({length: LANES}, (_, lane) => lanes.filter((_value, at) => at % LANES === lane));
		for (const [together, single] of [
			[solveLowerLanes, solveLower],
			[solveUpperLanes, solveUpper],
		] as const) {
			together(lower, size, lanes);
			for (const [lane, b] of alone.entries()) {
				single(lower, size, b);
				for (const [row, value] of b.entries()) near(lanes[row * LANES + lane] ?? 0, value, 1e-13, `${size}: ${row}`);
			}
		}
	}
});

/** A covariance of points on a line. */
function lineCovariance(size: number): Float64Array {
	return Float64Array.from({length: size * size}, (_, at) => {
		const [row, column] = [Math.floor(at / size), at % size];
		return column > row ? 0 : Math.exp(-Math.abs(row - column) / 5) + (row === column ? 0.1 : 0);
	});
}

test('matrices larger than a block: the factor and the inverse, the same bits from whatever row on', () => {
	for (const size of [4, 5, 7, 11, 26]) {
		const matrix = lineCovariance(size);
		const lower = matrix.slice();
		assert.ok(factorise(lower, size));
		for (let row = 0; row < size; row += 1) {
			for (let column = 0; column <= row; column += 1) {
				let product = 0;
				for (let k = 0; k <= column; k += 1) product += (lower[row * size + k] ?? 0) * (lower[column * size + k] ?? 0);
				near(product, matrix[row * size + column] ?? 0, 1e-14, 'L Lᵀ');
			}
		}
		for (let first = 1; first < size; first += 1) {
			const begun = matrix.slice();
			begun.set(lower.subarray(0, first * size));
			assert.ok(factorise(begun, size, first));
			assert.deepEqual(begun, lower, `${size} from row ${first}`);
		}
		const inverse = invertFactored(lower, size);
		const at = (of: Float64Array, a: number, b: number): number => of[Math.max(a, b) * size + Math.min(a, b)] ?? 0;
		for (let row = 0; row < size; row += 1) {
			for (let column = 0; column < size; column += 1) {
				let product = 0;
				for (let k = 0; k < size; k += 1) product += at(matrix, row, k) * at(inverse, k, column);
				near(product, row === column ? 1 : 0, 1e-13, 'A A⁻¹');
			}
		}
	}
	const singular = new Float64Array(36).fill(1);
	assert.equal(factorise(singular, 6), false);
});
