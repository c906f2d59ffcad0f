import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {selectHeatmap} from '../../source/plot/heatmap/heatmap-data.ts';
import {renderHeatmap} from '../../source/plot/heatmap/heatmap.ts';
import {renderSvg} from '../../source/plot/render-svg.ts';
import {renderText} from '../../source/plot/render-text.ts';
import {gemmSweep} from '../helpers/plot-sweep.ts';

const TOKEN = /<(\/?)([a-z]+)((?:\s[a-z:A-Z-]+="[^"<]*")*)\s*(\/?)>|[^<]+/gy;

/** Throws where a text is no well-formed XML of the kind that we write. */
function assertWellFormed(xml: string): void {
	const open: string[] = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < xml.length) {
		const start = TOKEN.lastIndex;
		const match = TOKEN.exec(xml);
		assert.ok(match !== null, `no token at ${start}: ${xml.slice(start, start + 60)}`);
		const [text, closing, name, attributes = '', selfClosing] = match;
		assert.doesNotMatch(name === undefined ? text : attributes, /&(?!amp;|lt;|gt;|quot;)/);
		if (name === undefined || selfClosing === '/') continue;
		if (closing === '/') assert.equal(open.pop(), name);
		else open.push(name);
	}
	assert.deepEqual(open, []);
}

describe('SVG', () => {
	it('is well-formed for any text', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('<&">', '█▁▏⣿│░', '漢')))),
				fc.string({unit: 'binary'}),
				(lines, title) => {
					assertWellFormed(
						renderSvg(
							lines.map(line => line.map(text => ({text, style: {bold: true, inverse: true, underline: true}}))),
							{title},
						),
					);
				},
			),
		);
	});

	it('holds the texts, the colours and a size in cells', () => {
		const {input} = selectHeatmap(gemmSweep());
		const svg = renderSvg(renderHeatmap(input, {columns: 80, rows: 20, glyphs: 'unicode', scale: createColorScale()}), {
			title: 'gemm',
		});
		assertWellFormed(svg);
		assert.match(svg, /<title>gemm<\/title>/);
		assert.match(svg, /fill="#fde725"/);
		assert.match(svg, /width="748" height="428"/);
	});
});

describe('text', () => {
	it('has no escapes without colours and no blanks at line ends', () => {
		const {input} = selectHeatmap(gemmSweep());
		const picture = renderHeatmap(input, {columns: 80, rows: 20, glyphs: 'unicode'});
		const text = renderText(picture);
		assert.doesNotMatch(text, /\u001B/);
		assert.doesNotMatch(text, / \n/);
		assert.equal(text.split('\n').length, 21);
	});

	it('wraps styled runs, and keeps blanks that show a background', () => {
		const sgrOf = (style: {readonly bold?: boolean} | undefined): string =>
			style === undefined ? '' : style.bold === true ? '1' : '44';
		const picture = [
			[
				{text: 'a', style: {bold: true}},
				{text: ' '},
				{text: '  ', style: {background: {kind: 'role', role: 'best'} as const}},
				{text: ' '},
			],
		];
		assert.equal(renderText(picture, sgrOf), '\u001B[1ma\u001B[m \u001B[44m  \u001B[m\n');
		assert.equal(renderText([[{text: 'a'}, {text: '  ', style: {bold: true}}]], sgrOf), 'a\n');
	});
});
