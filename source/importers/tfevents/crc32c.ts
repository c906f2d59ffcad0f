/** Polynomial of Castagnoli, reflected (RFC 3720, appendix B.4). */
const POLYNOMIAL = 0x82f63b78;
/** What TensorFlow adds to a rotated checksum, so that the checksum of data with checksums stays strong. */
const MASK_DELTA = 0xa282ead8;

/** CRC-32C of `bytes[from, to)` as TFRecord files store it: rotated by 15 bits, plus a constant. */
export type MaskedCrc = (bytes: Uint8Array, from: number, to: number) => number;

/** Makes the function with its table. Source: tensorflow/core/lib/hash/crc32c.h. */
export function createMaskedCrc32c(): MaskedCrc {
	const table = Uint32Array.from({length: 256}, (_, byte) => {
		let crc = byte;
		for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
		return crc;
	});
	return (bytes, from, to) => {
		let crc = 0xffff_ffff;
		for (let at = from; at < to; at += 1) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
		crc = ~crc >>> 0;
		return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
	};
}
