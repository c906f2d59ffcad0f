const SIZE = 624;
const MIDDLE = 397;

/** The generator of NumPy's legacy `RandomState`. */
export type MersenneTwister = {
	/** A double in [0, 1) with 53 random bits (`random_sample`). */
	readonly unit: () => number;
	/** A whole number from 0 to `max`, by masked rejection (`random_interval`, below 2^32). */
	readonly upTo: (max: number) => number;
};

/**
 * MT19937 seeded by one 32-bit number. Source: Matsumoto and Nishimura, ACM TOMACS 8, 3-30 (1998), `init_genrand` and
 * `genrand_res53` of the 2002 revision.
 */
export function createMersenneTwister(seed: number): MersenneTwister {
	const state = new Uint32Array(SIZE);
	state[0] = seed;
	for (let index = 1; index < SIZE; index += 1) {
		const previous = state[index - 1] ?? 0;
		state[index] = Math.imul(1812433253, previous ^ (previous >>> 30)) + index;
	}
	let place = SIZE;
	const word = (): number => {
		if (place === SIZE) {
			regenerate(state);
			place = 0;
		}
		let y = state[place] ?? 0;
		place += 1;
		y ^= y >>> 11;
		y ^= (y << 7) & 0x9d2c5680;
		y ^= (y << 15) & 0xefc60000;
		return (y ^ (y >>> 18)) >>> 0;
	};
	return {
		unit: () => {
			const high = word() >>> 5;
			return (high * 67108864 + (word() >>> 6)) / 9007199254740992;
		},
		upTo: max => {
			if (max === 0) return 0;
			const mask = 2 ** (32 - Math.clz32(max)) - 1;
			let value = (word() & mask) >>> 0;
			while (value > max) value = (word() & mask) >>> 0;
			return value;
		},
	};
}

function regenerate(state: Uint32Array): void {
	for (let index = 0; index < SIZE; index += 1) {
		const y = ((state[index] ?? 0) & 0x80000000) | ((state[(index + 1) % SIZE] ?? 0) & 0x7fffffff);
		const twist = (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
		state[index] = (state[(index + MIDDLE) % SIZE] ?? 0) ^ twist;
	}
}
