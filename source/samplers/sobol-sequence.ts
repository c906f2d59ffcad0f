import {philox4x32} from './philox.ts';
import {SOBOL_DIRECTIONS} from './sobol-directions.ts';

/** Dimensions that have direction numbers. */
export const SOBOL_DIMENSIONS = 256;
const BITS = 32;
/** Set this use of the generator apart from other draws. */
const PURPOSE_MATRIX = 0x50b01;

/** Writes the coordinates, in [0, 1), of the point with an index from 0 into an array. */
export type UnitSequence = (index: number, into: Float64Array) => void;

/**
 * The Sobol sequence in Gray-code order, 32 bits a coordinate: any point is found from its index in O(32 d).
 * Scrambled by a random lower-triangular matrix and a digital shift (Matousek 1998) where a seed is given, else plain:
 * 0, 1/2, 3/4, 1/4 … Sources: Joe and Kuo 2008; Antonov and Saleev 1979.
 * @param dimensions at most 256.
 */
export function createSobol(dimensions: number, seed: number | undefined): UnitSequence {
	const directions = directionNumbers(dimensions);
	const shifts = new Uint32Array(dimensions);
	if (seed !== undefined) {
		for (let dimension = 0; dimension < dimensions; dimension += 1) {
			scramble(directions.subarray(dimension * BITS, (dimension + 1) * BITS), dimension, seed);
			shifts[dimension] = philox4x32([dimension, BITS, 0, 0], [seed, PURPOSE_MATRIX])[0];
		}
	}
	return (index, into) => {
		const gray = (index ^ (index >>> 1)) >>> 0;
		for (let dimension = 0; dimension < dimensions; dimension += 1) {
			let word = shifts[dimension] ?? 0;
			for (let bits = gray, place = dimension * BITS; bits !== 0; bits >>>= 1, place += 1) {
				if ((bits & 1) === 1) word ^= directions[place] ?? 0;
			}
			into[dimension] = (word >>> 0) / 2 ** BITS;
		}
	};
}

/** Row by dimension, 32 numbers each, the first with its highest bit set. */
function directionNumbers(dimensions: number): Uint32Array {
	const numbers = new Uint32Array(dimensions * BITS);
	for (let bit = 0; bit < BITS; bit += 1) numbers[bit] = 2 ** (BITS - 1 - bit);
	const rows = SOBOL_DIRECTIONS.trim().split(/[;\n]/);
	for (let dimension = 1; dimension < dimensions; dimension += 1) {
		const [polynomial = '', initial = ''] = (rows[dimension - 1] ?? '').split(' ');
		extend(
			numbers.subarray(dimension * BITS, (dimension + 1) * BITS),
			Number(polynomial),
			initial.split(',').map(Number),
		);
	}
	return numbers;
}

/** The recurrence m(k) = 2 a1 m(k-1) ^ 4 a2 m(k-2) ^ … ^ 2^s m(k-s) ^ m(k-s), on numbers shifted to the top. */
function extend(row: Uint32Array, polynomial: number, initial: readonly number[]): void {
	const degree = initial.length;
	initial.forEach((value, bit) => {
		row[bit] = value * 2 ** (BITS - 1 - bit);
	});
	for (let bit = degree; bit < BITS; bit += 1) {
		const oldest = row[bit - degree] ?? 0;
		let word = oldest ^ (oldest >>> degree);
		for (let back = 1; back < degree; back += 1) {
			if (((polynomial >>> (degree - back)) & 1) === 1) word ^= row[bit - back] ?? 0;
		}
		row[bit] = word;
	}
}

/** Multiplies each number by a random lower-triangular binary matrix with ones on its diagonal. */
function scramble(row: Uint32Array, dimension: number, seed: number): void {
	const lines = Uint32Array.from({length: BITS}, (_, bit) => {
		const above = bit === 0 ? 0 : 0xffffffff << (BITS - bit);
		const random = philox4x32([dimension, bit, 0, 0], [seed, PURPOSE_MATRIX])[0];
		return (random & above) | (1 << (BITS - 1 - bit));
	});
	for (const [place, word] of row.entries()) {
		let mixed = 0;
		for (const [bit, line] of lines.entries()) mixed |= parity(line & word) << (BITS - 1 - bit);
		row[place] = mixed;
	}
}

function parity(word: number): number {
	let bits = word;
	for (let shift = 16; shift > 0; shift >>= 1) bits ^= bits >>> shift;
	return bits & 1;
}
