const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** Four 32-bit words. */
export type Words = readonly [number, number, number, number];

/**
 * Philox4x32-10: a bijection of four 32-bit words under a key of two, whose outputs pass as random. Counter-based:
 * any draw is computed from its coordinates alone, whatever was drawn before.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011; test vectors of Random123.
 */
export function philox4x32(counter: Words, key: readonly [number, number]): Words {
	let a = counter[0] | 0;
	let b = counter[1] | 0;
	let c = counter[2] | 0;
	let d = counter[3] | 0;
	let k0 = key[0] | 0;
	let k1 = key[1] | 0;
	for (let round = 0; round < ROUNDS; round += 1) {
		const high0 = multiplyHigh(MULTIPLIER_0, a);
		const low0 = Math.imul(MULTIPLIER_0, a);
		const high1 = multiplyHigh(MULTIPLIER_1, c);
		const low1 = Math.imul(MULTIPLIER_1, c);
		a = high1 ^ b ^ k0;
		b = low1;
		c = high0 ^ d ^ k1;
		d = low0;
		k0 = (k0 + WEYL_0) | 0;
		k1 = (k1 + WEYL_1) | 0;
	}
	return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

/** The upper 32 bits of a product of two 32-bit words, from 16-bit halves: no sum of them leaves 32 bits. */
function multiplyHigh(x: number, y: number): number {
	const xLow = x & 0xffff;
	const xHigh = x >>> 16;
	const yLow = y & 0xffff;
	const yHigh = y >>> 16;
	const middle = Math.imul(xHigh, yLow) + (Math.imul(xLow, yLow) >>> 16);
	const cross = Math.imul(xLow, yHigh) + (middle & 0xffff);
	return (Math.imul(xHigh, yHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** A text as two 32-bit words (FNV-1a over UTF-16 units, from two starts). */
export function hashText(text: string): readonly [number, number] {
	let first = 0x811c9dc5;
	let second = 0x9747b28c;
	for (let index = 0; index < text.length; index += 1) {
		const unit = text.charCodeAt(index);
		first = Math.imul(first ^ unit, 0x01000193);
		second = Math.imul(second ^ unit, 0x01000193) ^ (second >>> 15);
	}
	return [first >>> 0, second >>> 0];
}

/** A double in [0, 1) with 53 random bits, from two words. */
export function unitInterval(high: number, low: number): number {
	return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 0x20000000000000;
}
