import type {Raster} from '../../domain/view/raster.ts';
import {createStandIns, type Rgb} from './image-colors.ts';

/** Colours that a sixel image may have: what the VT340's successors all take. */
const MOST_COLORS = 256;

/** A pixel is drawn where it is at least half opaque; elsewhere the background is left. */
const OPAQUE = 128;

/** A pixel that is not drawn. */
const NOTHING = -1;

/**
 * An image as sixels: bands of six rows, in each of them one pass for each of its colours, repeats as `!n`. Colours are
 * exact where there are at most 256 of them, else the means of as many groups of them.
 * Source: DEC, VT330/VT340 Programmer Reference Manual, volume 2, chapter 14.
 */
export function encodeSixel(raster: Raster): string {
	const {colors, places} = paletteOf(raster);
	const registers = colors.map(([red, green, blue], index) => {
		const percent = (level: number): number => Math.round((level * 100) / 255);
		return `#${index};2;${percent(red)};${percent(green)};${percent(blue)}`;
	});
	const bands: string[] = [];
	for (let top = 0; top < raster.height; top += 6) bands.push(bandOf(places, raster, top));
	// P2 = 1: pixels that no colour sets keep what stands there.
	return `\u001BP0;1;0q"1;1;${raster.width};${raster.height}${registers.join('')}${bands.join('-')}\u001B\\`;
}

/** The colours of an image, and for each pixel the place of its own. */
function paletteOf({pixels}: Raster): {readonly colors: readonly Rgb[]; readonly places: Int16Array} {
	const exact = indexed(pixels, rgb => rgb);
	if (exact !== undefined) return exact;
	const standIn = createStandIns(pixels, {most: MOST_COLORS, isDrawn: opacity => opacity >= OPAQUE});
	return indexed(pixels, standIn) ?? {colors: [], places: new Int16Array()};
}

/** Pixels by the colour that stands for each; undefined where these are too many. */
function indexed(
	pixels: Uint8Array,
	standIn: (rgb: Rgb) => Rgb,
): {readonly colors: readonly Rgb[]; readonly places: Int16Array} | undefined {
	const places = new Int16Array(pixels.length / 4).fill(NOTHING);
	const colors: Rgb[] = [];
	const known = new Map<number, number>();
	for (let pixel = 0; pixel < places.length; pixel += 1) {
		const [red = 0, green = 0, blue = 0, opacity = 0] = pixels.subarray(pixel * 4, pixel * 4 + 4);
		if (opacity < OPAQUE) continue;
		const rgb = standIn([red, green, blue]);
		const key = (rgb[0] << 16) | (rgb[1] << 8) | rgb[2];
		let place = known.get(key);
		if (place === undefined) {
			if (colors.length === MOST_COLORS) return undefined;
			place = colors.push(rgb) - 1;
			known.set(key, place);
		}
		places[pixel] = place;
	}
	return {colors, places};
}

/** Six rows: for each colour among them a bit for each row of a column, `?` (63) being none. */
function bandOf(places: Int16Array, {width, height}: Raster, top: number): string {
	const masks = new Map<number, Uint8Array>();
	for (let row = top; row < Math.min(height, top + 6); row += 1) {
		for (let column = 0; column < width; column += 1) {
			const color = places[row * width + column] ?? NOTHING;
			if (color === NOTHING) continue;
			const mask = masks.get(color) ?? new Uint8Array(width);
			masks.set(color, mask);
			mask[column] = (mask[column] ?? 0) | (1 << (row - top));
		}
	}
	return [...masks].map(([color, mask]) => `#${color}${packed(mask)}`).join('$');
}

/** Repeats of more than three are counted; nothing at the end of a row is left out. */
function packed(mask: Uint8Array): string {
	const end = mask.findLastIndex(bits => bits !== 0) + 1;
	let text = '';
	for (let column = 0; column < end; ) {
		const bits = mask[column] ?? 0;
		let next = column + 1;
		while (next < end && mask[next] === bits) next += 1;
		const glyph = String.fromCharCode(63 + bits);
		const count = next - column;
		text += count > 3 ? `!${count}${glyph}` : glyph.repeat(count);
		column = next;
	}
	return text;
}
