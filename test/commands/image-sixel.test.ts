import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {encodeSixel} from '../../source/commands/image/image-sixel.ts';
import type {Raster} from '../../source/domain/view/raster.ts';
import {decodeSixel, noise} from '../helpers/sixel.ts';

function percentOf(pixels: Uint8Array, pixel: number): string | undefined {
	const [red = 0, green = 0, blue = 0, opacity = 0] = pixels.subarray(pixel * 4, pixel * 4 + 4);
	return opacity < 128 ? undefined : [red, green, blue].map(level => Math.round((level * 100) / 255)).join(';');
}

test('property: sixels decode to the pixels they were made of, where the colours are few', () => {
	const level = fc.constantFrom(0, 51, 128, 255);
	const pixel = fc.tuple(level, level, level, fc.constantFrom(0, 255));
	fc.assert(
		fc.property(fc.integer({min: 1, max: 12}), fc.array(pixel, {minLength: 1, maxLength: 200}), (width, list) => {
			const height = Math.max(1, Math.floor(list.length / width));
			const pixels = Uint8Array.from(
				Array.from({length: width * height}, (_, at) => list[at % list.length] ?? []).flat(),
			);
			const rows = decodeSixel(encodeSixel({width, height, pixels}));
			rows.forEach((row, y) =>
				row.forEach((color, x) => assert.equal(color, percentOf(pixels, y * width + x), `${x}, ${y}`)),
			);
		}),
		{numRuns: 60},
	);
});

/** How far the colours of sixels are from the pixels, in percent of a part: the mean, and the largest. */
function distances(raster: Raster): {readonly mean: number; readonly most: number} {
	const all = decodeSixel(encodeSixel(raster)).flatMap((row, y) =>
		row.flatMap((color, x) => {
			const [is = [], was = []] = [color, percentOf(raster.pixels, y * raster.width + x)].map(text =>
				text?.split(';').map(Number),
			);
			return is.map((part, index) => Math.abs(part - (was[index] ?? Number.NaN)));
		}),
	);
	return {mean: all.reduce((sum, one) => sum + one, 0) / all.length, most: Math.max(...all)};
}

test('sixels of many colours are near to them, and of a smooth image very near', () => {
	const wild = distances({width: 60, height: 40, pixels: noise(60, 40)});
	assert.ok(wild.mean < 6 && wild.most < 40, JSON.stringify(wild));
	const smooth = Uint8Array.from({length: 32 * 32 * 4}, (_, at) => {
		const [x, y] = [(at >> 2) % 32, Math.floor((at >> 2) / 32)];
		return [x * 8, y * 8, 128, 255][at % 4] ?? 0;
	});
	const near = distances({width: 32, height: 32, pixels: smooth});
	assert.ok(near.mean < 1.5 && near.most <= 6, JSON.stringify(near));
});
