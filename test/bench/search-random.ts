import {philox4x32, unitInterval} from '../../source/samplers/philox.ts';

/** A stream of numbers in [0, 1), the same for the same seed. */
export function createDrawStream(seed: number): () => number {
	let count = 0;
	return () => {
		count += 1;
		const [high, low] = philox4x32([count, 0, 0, 0], [seed, 0xbe7c]);
		return unitInterval(high, low);
	};
}
