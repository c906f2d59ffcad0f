import {inflateSync} from 'node:zlib';
import {convertIndexedToRgb, decode, type DecodedPng, encode, hasPngSignature} from 'fast-png';
import {type Raster, shrinkRaster} from '../../domain/view/raster.ts';

/** Largest file that is decoded. */
export const LONGEST_PNG_BYTES = 16 * 1024 * 1024;
const MOST_PIXELS = 16_000_000;
/** What is kept of an image: more than a terminal can show in cells. */
const KEPT = {width: 480, height: 360} as const;

/** The parts of a file that make its pixels; names and profiles are left out, so that they need no decoding. */
const PARTS: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
const SIGNATURE_BYTES = 8;
const CHANNELS: ReadonlyMap<number, number> = new Map([
	[0, 1],
	[2, 3],
	[3, 1],
	[4, 2],
	[6, 4],
]);

/**
 * Decodes a PNG that a program left, and shrinks it. Sizes are checked before anything is unpacked, so that a small
 * file cannot take all memory. Throws for a file that is none, is damaged or is too large.
 */
export function decodePng(bytes: Uint8Array): Raster {
	if (bytes.length > LONGEST_PNG_BYTES) throw new RangeError('the image file is too large');
	if (!hasPngSignature(bytes)) throw new TypeError('no PNG file');
	const parts = readParts(bytes);
	checkSize(parts);
	const kept = Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...parts.map(part => part.whole)]);
	return shrinkRaster(toRaster(decode(kept)), KEPT);
}

/** A PNG of these pixels. */
export function encodePng({width, height, pixels}: Raster): Uint8Array {
	return encode({width, height, data: pixels, channels: 4});
}

type Part = {readonly name: string; readonly data: Buffer; readonly whole: Buffer};

/** Chunks as PNG (ISO/IEC 15948, clause 5) lays them: length, name, data, checksum. */
function readParts(bytes: Uint8Array): readonly Part[] {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const parts: Part[] = [];
	for (let at = SIGNATURE_BYTES; at + 12 <= buffer.length; ) {
		const end = at + 12 + buffer.readUInt32BE(at);
		if (end > buffer.length) throw new RangeError('the image file is cut off');
		const name = buffer.toString('latin1', at + 4, at + 8);
		if (PARTS.has(name)) parts.push({name, data: buffer.subarray(at + 8, end - 4), whole: buffer.subarray(at, end)});
		at = end;
	}
	return parts;
}

function checkSize(parts: readonly Part[]): void {
	const [header] = parts;
	if (header?.name !== 'IHDR' || header.data.length !== 13) throw new TypeError('the image has no header');
	if (parts.filter(part => part.name === 'IHDR').length > 1) throw new TypeError('the image has two headers');
	const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
	if (width === 0 || height === 0 || width * height > MOST_PIXELS) throw new RangeError(`${width} × ${height} pixels`);
	const bits = (header.data[8] ?? 0) * (CHANNELS.get(header.data[9] ?? -1) ?? 0);
	// Seven interlaced images have at most twice the rows, each with a byte more.
	const most = Math.ceil((width * bits) / 8 + 1) * height * 2 + 64;
	inflateSync(Buffer.concat(parts.flatMap(part => (part.name === 'IDAT' ? [part.data] : []))), {maxOutputLength: most});
}

function toRaster(png: DecodedPng): Raster {
	const {width, height, depth} = png;
	const channels = png.palette === undefined ? png.channels : (png.palette[0]?.length ?? 3);
	const data = png.palette === undefined ? png.data : convertIndexedToRgb(png);
	const most = png.palette === undefined ? 2 ** depth - 1 : 255;
	const pixels = new Uint8Array(width * height * 4);
	const grey = channels < 3;
	const opaque = channels === 1 || channels === 3;
	const level = (at: number): number => Math.round(((data[at] ?? 0) * 255) / most);
	for (let pixel = 0; pixel < width * height; pixel += 1) {
		const [from, to] = [pixel * channels, pixel * 4];
		pixels[to] = level(from);
		pixels[to + 1] = level(grey ? from : from + 1);
		pixels[to + 2] = level(grey ? from : from + 2);
		pixels[to + 3] = opaque ? 255 : level(from + channels - 1);
	}
	return {width, height, pixels};
}
