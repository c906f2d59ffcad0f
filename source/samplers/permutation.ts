import {philox4x32} from './philox.ts';

const ROUNDS = 6;
/** Halves up to this many bits fit two into a double. */
const NARROW_BITS = 26;
/** Sets this use of the generator apart from the samplers' draws. */
const PURPOSE = 0x5eed;

/** A seeded shuffle of 0 … `count` - 1 that keeps nothing: the place of each index is computed. */
export type Permutation = (index: bigint) => bigint;

/**
 * A format-preserving permutation: a balanced Feistel network over the next even power of two, walked along its
 * cycle until it lands inside. Memory does not grow with `count`; the expected number of walks is below 4.
 * Source: Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002.
 */
export function createPermutation(count: bigint, seed: number): Permutation {
	if (count <= 1n) return index => index;
	const bits = (count - 1n).toString(2).length;
	const half = Math.ceil(bits / 2);
	const once = half <= NARROW_BITS ? narrowNetwork(half, seed) : wideNetwork(half, seed);
	return index => {
		let place = once(index);
		while (place >= count) place = once(place);
		return place;
	};
}

function narrowNetwork(half: number, seed: number): Permutation {
	const span = 2 ** half;
	const keys = Array.from({length: ROUNDS}, (_, round) => philox4x32([round, 0, 0, 0], [seed, PURPOSE])[0]);
	return index => {
		const whole = Number(index);
		let left = Math.floor(whole / span);
		let right = whole % span;
		for (const key of keys) {
			const mixed = (mixWord(right ^ key) % span) ^ left;
			left = right;
			right = mixed;
		}
		return BigInt(left * span + right);
	};
}

/** The finaliser of MurmurHash3: every input bit flips each output bit with probability one half. */
function mixWord(word: number): number {
	let h = word;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

function wideNetwork(half: number, seed: number): Permutation {
	const width = BigInt(half);
	const mask = (1n << width) - 1n;
	return index => {
		let left = index >> width;
		let right = index & mask;
		for (let round = 0; round < ROUNDS; round += 1) {
			const mixed = (mixWide(right, half, round, seed) & mask) ^ left;
			left = right;
			right = mixed;
		}
		return (left << width) | right;
	};
}

/** At least `bits` random bits of a half: its words are absorbed 64 bits at a time, then blocks are squeezed out. */
function mixWide(half: bigint, bits: number, round: number, seed: number): bigint {
	const key = [seed, PURPOSE] as const;
	let state: readonly [number, number] = [0, 0];
	for (let taken = 0; taken < bits; taken += 64) {
		const word = half >> BigInt(taken);
		const low = Number(word & 0xffffffffn) ^ state[0];
		const high = Number((word >> 32n) & 0xffffffffn) ^ state[1];
		const [a, b] = philox4x32([low, high, round, 1], key);
		state = [a, b];
	}
	let mixed = 0n;
	for (let block = 0; block * 128 < bits; block += 1) {
		for (const word of philox4x32([state[0], state[1], round, block + 2], key)) mixed = (mixed << 32n) | BigInt(word);
	}
	return mixed;
}
