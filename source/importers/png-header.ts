/** Size of a picture, in pixels. */
export type PictureSize = {readonly width: number; readonly height: number};

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const HEADER_BYTES = 24;
const MOST_PIXELS = 64_000_000;

/**
 * The size that a PNG's header promises, read without inflating anything; undefined for what is no PNG, has no pixels,
 * or promises more than 64 million of them.
 * Source: PNG specification, sections 5.2 and 11.2.2.
 */
export function readPngSize(bytes: Uint8Array): PictureSize | undefined {
	if (bytes.length < HEADER_BYTES || SIGNATURE.some((byte, index) => bytes[index] !== byte)) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return undefined;
	const width = view.getUint32(16);
	const height = view.getUint32(20);
	return width > 0 && height > 0 && width * height <= MOST_PIXELS ? {width, height} : undefined;
}
