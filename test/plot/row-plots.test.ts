import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {renderBar} from '../../source/plot/bar.ts';
import {textOf} from '../../source/plot/cells.ts';
import {renderGauge} from '../../source/plot/gauge.ts';
import {renderSparkline, sparkGlyph, sparkRange} from '../../source/plot/sparkline.ts';
import {displayWidth, isPlainAscii} from '../../source/plot/width.ts';

const value = fc.oneof(fc.double(), fc.constant(undefined));
const glyphs = fc.constantFrom('ascii' as const, 'unicode' as const);

describe('sparkline', () => {
	it('has eight levels and blanks for gaps', () => {
		const line = renderSparkline([0, 1, 2, 3, 4, 5, 6, 7, undefined, Number.NaN, 0], {columns: 12, glyphs: 'unicode'});
		assert.equal(textOf(line), '▁▂▃▄▅▆▇█  ▁ ');
		assert.equal(textOf(renderSparkline([0, 1, 2, 3, 4, 5, 6, 7], {columns: 8, glyphs: 'ascii'})), '_.:-=+*#');
	});

	it('grows to the right until full, then keeps the newest', () => {
		assert.equal(textOf(renderSparkline([0, 1], {columns: 4, glyphs: 'unicode'})), '▁█  ');
		assert.equal(textOf(renderSparkline([0, 1], {columns: 4, glyphs: 'unicode', align: 'end'})), '  ▁█');
		assert.equal(textOf(renderSparkline([9, 9, 0, 1], {columns: 2, glyphs: 'unicode'})), '▁█');
	});

	it('does not fill the row with the noise of a steady signal', () => {
		const noisy = [50, 50.1, 50, 50.1];
		const range = sparkRange(noisy, 10);
		assert.equal(new Set(textOf(renderSparkline(noisy, {columns: 4, glyphs: 'unicode', range}))).size, 1);
	});

	it('is monotone: a higher value never has a lower glyph', () => {
		fc.assert(
			fc.property(
				fc.double({noNaN: true}),
				fc.double({noNaN: true}),
				fc.double({noNaN: true}),
				fc.double({noNaN: true}),
				(a, b, low, high) => {
					const range = {low: Math.min(low, high), high: Math.max(low, high)};
					const [lower, higher] = [Math.min(a, b), Math.max(a, b)];
					assert.ok(sparkGlyph(lower, range, 'unicode') <= sparkGlyph(higher, range, 'unicode'));
				},
			),
		);
	});

	it('has the promised width for any input', () => {
		fc.assert(
			fc.property(fc.array(value), fc.nat(80), glyphs, (buckets, columns, set) => {
				const text = textOf(renderSparkline(buckets, {columns, glyphs: set}));
				assert.equal(displayWidth(text), columns);
				if (set === 'ascii') assert.ok(isPlainAscii(text));
			}),
		);
	});
});

describe('bar', () => {
	const bar = (amount: number, base?: number): string =>
		textOf(
			renderBar(amount, {
				columns: 8,
				glyphs: 'unicode',
				low: base === undefined ? 0 : -1,
				high: 1,
				...(base === undefined ? {} : {base}),
			}),
		);

	it('has steps of an eighth', () => {
		assert.deepEqual(
			[0, 1 / 64, 0.5, 1, 2].map(amount => bar(amount)),
			['        ', '▏       ', '████    ', '████████', '████████'],
		);
	});

	it('grows both ways from a base within', () => {
		assert.deepEqual(
			[-1, -0.125, 0, 1].map(amount => bar(amount, 0)),
			['████│   ', '   ▐│   ', '    │   ', '    │███'],
		);
	});

	it('is empty for NaN and never wider than asked for', () => {
		assert.equal(bar(Number.NaN), '        ');
		fc.assert(
			fc.property(
				fc.double(),
				fc.double(),
				fc.double(),
				fc.option(fc.double(), {nil: undefined}),
				fc.nat(40),
				glyphs,
				(amount, low, high, base, columns, set) => {
					const line = renderBar(amount, {columns, glyphs: set, low, high, ...(base === undefined ? {} : {base})});
					assert.equal(displayWidth(textOf(line)), columns);
					if (set === 'ascii') assert.ok(isPlainAscii(textOf(line)));
				},
			),
		);
	});
});

describe('gauge', () => {
	it('shows a bar, a track and the label', () => {
		assert.equal(textOf(renderGauge(0.5, {columns: 14, glyphs: 'unicode', label: '50 %'})), '████▌──── 50 %');
		assert.equal(textOf(renderGauge(0.5, {columns: 14, glyphs: 'ascii', label: '50 %'})), '=====.... 50 %');
	});

	it('has the promised width for any input', () => {
		fc.assert(
			fc.property(fc.double(), fc.string({unit: 'grapheme'}), fc.nat(40), glyphs, (fraction, label, columns, set) => {
				assert.equal(displayWidth(textOf(renderGauge(fraction, {columns, glyphs: set, label}))), columns);
			}),
		);
	});
});
