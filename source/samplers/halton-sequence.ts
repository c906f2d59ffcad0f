import {createMersenneTwister} from './mersenne-twister.ts';
import {philox4x32} from './philox.ts';
import type {UnitSequence} from './sobol-sequence.ts';

/** Digits are permuted up to this value of the last one, as Owen 2017 does. */
const LAST_DIGIT = 2 ** -54;
/** Sets this use of the generator apart from other draws. */
const PURPOSE_DIGITS = 0x4a170;
/** Points that MLCommons leaves out at the start, its index 0 included. */
export const MLCOMMONS_FIRST = 101;
const BELOW_ONE = 1 - 2 ** -53;

/**
 * The Halton sequence: radical inverses in the first primes. With a seed each digit position of each base has a random
 * permutation of its own (Owen 2017, arXiv 1706.02808), else it is plain: 0, 1/2, 1/4, 3/4 … in base 2.
 */
export function createHalton(dimensions: number, seed: number | undefined): UnitSequence {
	const bases = firstPrimes(dimensions);
	const tables = seed === undefined ? undefined : bases.map((base, dimension) => digitTables(base, dimension, seed));
	return (index, into) => {
		for (let dimension = 0; dimension < bases.length; dimension += 1) {
			const base = bases[dimension] ?? 2;
			const table = tables?.[dimension];
			into[dimension] = table === undefined ? radicalInverse(index, base) : permutedInverse(index, base, table);
		}
	};
}

function radicalInverse(index: number, base: number): number {
	let value = 0;
	let weight = 1 / base;
	for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
		value += (rest % base) * weight;
		weight /= base;
	}
	return value;
}

/** Every position counts, as the zeros behind the last digit are permuted too. */
function permutedInverse(index: number, base: number, table: Float64Array): number {
	let value = 0;
	let rest = index;
	let row = 0;
	for (; rest > 0 && row < table.length; row += base) {
		const next = Math.floor(rest / base);
		value += table[row + rest - next * base] ?? 0;
		rest = next;
	}
	for (; row < table.length; row += base) value += table[row] ?? 0;
	return Math.min(value, BELOW_ONE);
}

/** One permutation of the digits a position, one after the other, each digit with the weight of its position. */
function digitTables(base: number, dimension: number, seed: number): Float64Array {
	const positions = Math.ceil(-Math.log(LAST_DIGIT) / Math.log(base));
	const tables = new Float64Array(positions * base);
	let weight = 1 / base;
	for (let position = 0; position < positions; position += 1) {
		const row = tables.subarray(position * base, (position + 1) * base);
		for (let digit = 0; digit < base; digit += 1) row[digit] = digit;
		for (let digit = base - 1; digit > 0; digit -= 1) {
			const [word] = philox4x32([dimension, position, digit, 0], [seed, PURPOSE_DIGITS]);
			swap(row, digit, Math.floor((word / 2 ** 32) * (digit + 1)));
		}
		for (let digit = 0; digit < base; digit += 1) row[digit] = (row[digit] ?? 0) * weight;
		weight /= base;
	}
	return tables;
}

function swap(row: Uint16Array | Float64Array, a: number, b: number): void {
	const kept = row[a] ?? 0;
	row[a] = row[b] ?? 0;
	row[b] = kept;
}

/**
 * The Halton set of MLCommons' AlgoPerf, bit for bit: the primes next below the largest below 1000, one permutation of
 * the digits of each base and one shift, both from NumPy's `RandomState(base)`. It has no seed; its first 100 points
 * are not used (start at {@link MLCOMMONS_FIRST}). Their order there is shuffled without a seed, here it is the
 * sequence's. Sources: Bousquet et al. 2017, arXiv 1706.03200; mlcommons/algorithmic-efficiency, `halton.py`.
 */
export function createMlcommonsHalton(dimensions: number): UnitSequence {
	const axes = mlcommonsPrimes(dimensions).map(base => {
		const generator = createMersenneTwister(base);
		const digits = new Uint16Array(base);
		for (let digit = 0; digit < base; digit += 1) digits[digit] = digit;
		for (let digit = base - 2; digit > 0; digit -= 1) swap(digits, digit + 1, generator.upTo(digit) + 1);
		return {base, digits, shift: generator.unit()};
	});
	return (index, into) => {
		for (const [dimension, {base, digits, shift}] of axes.entries()) {
			let value = 0;
			let denominator = base;
			for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
				value += (digits[rest % base] ?? 0) / denominator;
				denominator *= base;
			}
			into[dimension] = (value + shift) % 1;
		}
	};
}

function mlcommonsPrimes(dimensions: number): readonly number[] {
	for (let limit = 1000; ; limit += 1000) {
		// Their sieve lists odd primes below the limit.
		const primes = primesBelow(limit).slice(1);
		if (primes.length > dimensions) return primes.slice(-dimensions - 1, -1);
	}
}

function firstPrimes(count: number): readonly number[] {
	for (let limit = 64; ; limit *= 2) {
		const primes = primesBelow(limit);
		if (primes.length >= count) return primes.slice(0, count);
	}
}

function primesBelow(limit: number): number[] {
	const composite = new Uint8Array(limit);
	const primes: number[] = [];
	for (let candidate = 2; candidate < limit; candidate += 1) {
		if (composite[candidate] === 1) continue;
		primes.push(candidate);
		for (let multiple = candidate * candidate; multiple < limit; multiple += candidate) composite[multiple] = 1;
	}
	return primes;
}
