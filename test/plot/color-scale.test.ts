import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {COLOR_SCALES, contrastText, createColorScale, relativeLuminance} from '../../source/plot/color-scale.ts';

const rgb = (red: number, green: number, blue: number): object => ({kind: 'rgb', red, green, blue});

describe('colour scales', () => {
	it('are the published viridis', () => {
		const {at} = createColorScale('viridis');
		// Rows 0, 64, 127, 191 and 255 of _viridis_data in BIDS/colormap, times 255.
		assert.deepEqual(at(0), rgb(68, 1, 84));
		assert.deepEqual(at(64 / 255), rgb(59, 82, 139));
		assert.deepEqual(at(127 / 255), rgb(33, 144, 141));
		assert.deepEqual(at(191 / 255), rgb(92, 200, 99));
		assert.deepEqual(at(1), rgb(253, 231, 37));
	});

	for (const id of COLOR_SCALES) {
		it(`${id} grows lighter all the way`, () => {
			const {at} = createColorScale(id);
			const lightness = Array.from({length: 256}, (_, index) => relativeLuminance(at(index / 255)));
			lightness.forEach((value, index) =>
				assert.ok(index === 0 || value >= (lightness[index - 1] ?? 0) - 0.001, `step ${index}`),
			);
			assert.ok((lightness.at(-1) ?? 0) - (lightness[0] ?? 0) > 0.6);
		});

		it(`${id} has readable text on every colour (WCAG AA)`, () => {
			const {at} = createColorScale(id);
			for (let index = 0; index < 256; index += 1) {
				const [a, b] = [relativeLuminance(at(index / 255)), relativeLuminance(contrastText(at(index / 255)))];
				assert.ok((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 4.5);
			}
		});
	}

	it('hold what is outside at the ends', () => {
		const {at} = createColorScale();
		assert.deepEqual(at(-1), at(0));
		assert.deepEqual(at(2), at(1));
		assert.deepEqual(at(Number.NaN), at(0));
	});
});
