/** The data that the presets `training` and `quantization` learn: see NOTICE.md. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';

/** Pixels of a picture, rows of 8; a pixel is 0 to 1. */
export const PIXELS = 64;
export const CLASSES = 10;
/** Pictures before this one are learnt; the others, by other writers, are for the test. */
const LEARNT = 1437;
const DARKEST = 16;

/**
 * `{train, test}`, each `{count, images, labels}`: `images` holds `count` × 64 pixels, `labels` the digits.
 * @param {URL} file the gzipped table, 65 whole numbers a line
 */
export function readDigits(file = new URL('digits.csv.gz', import.meta.url)) {
	const rows = gunzipSync(readFileSync(file)).toString('ascii').trim().split('\n');
	const numbers = rows.map(row => row.split(',').map(Number));
	return {train: createSet(numbers.slice(0, LEARNT)), test: createSet(numbers.slice(LEARNT))};
}

function createSet(rows) {
	const images = new Float32Array(rows.length * PIXELS);
	const labels = new Uint8Array(rows.length);
	rows.forEach((row, index) => {
		for (let pixel = 0; pixel < PIXELS; pixel++) images[index * PIXELS + pixel] = row[pixel] / DARKEST;
		labels[index] = row[PIXELS];
	});
	return {count: rows.length, images, labels};
}
