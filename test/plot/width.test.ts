import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
	cellText,
	clustersOf,
	cutToWidth,
	displayWidth,
	expandTabs,
	fitToWidth,
	isPlainAscii,
} from '../../source/plot/width.ts';

const anyText = fc.oneof(
	fc.string({unit: 'binary'}),
	fc.string({unit: 'grapheme'}),
	fc.constantFrom('', '漢字', '👩‍👩‍👧', 'e\u0301', 'مرحبا', '▁█⣿★'),
);

describe('display width', () => {
	it('counts columns, not code units', () => {
		assert.equal(displayWidth('abc'), 3);
		assert.equal(displayWidth('漢字'), 4);
		assert.equal(displayWidth('e\u0301'), 1);
		assert.equal(displayWidth('👩‍👩‍👧'), 2);
		assert.equal(displayWidth('▁▂⣿│★°'), 6);
	});

	it('is the sum of the clusters', () => {
		fc.assert(
			fc.property(anyText, text => {
				const sum = clustersOf(cellText(text, 'unicode')).reduce((total, cluster) => total + cluster.width, 0);
				assert.equal(sum, displayWidth(cellText(text, 'unicode')));
			}),
		);
	});
});

describe('tabulators', () => {
	it('end at the next of every eight columns, counted in columns', () => {
		assert.equal(expandTabs('a\tb\t\tc'), `a${' '.repeat(7)}b${' '.repeat(15)}c`);
		assert.equal(expandTabs('漢字\tx'), `漢字${' '.repeat(4)}x`);
		assert.equal(expandTabs('12345678\tx'), `12345678${' '.repeat(8)}x`);
		assert.equal(expandTabs('none'), 'none');
	});
});

describe('cutting and padding', () => {
	it('marks a cut and never splits a wide character', () => {
		assert.equal(cutToWidth('quantization', 6), 'quant…');
		assert.equal(cutToWidth('quantization', 6, 'ascii'), 'quant~');
		assert.equal(cutToWidth('漢字漢字', 4), '漢…');
		assert.equal(cutToWidth('abc', 3), 'abc');
		assert.equal(cutToWidth('abc', 0), '');
	});

	it('pads on the side that is asked for', () => {
		assert.equal(fitToWidth('ab', 5), 'ab   ');
		assert.equal(fitToWidth('ab', 5, 'end'), '   ab');
		assert.equal(fitToWidth('ab', 5, 'center'), ' ab  ');
	});

	it('gives exactly the columns that were asked for', () => {
		fc.assert(
			fc.property(anyText, fc.nat(30), fc.constantFrom('start', 'end', 'center'), (text, columns, align) => {
				assert.equal(displayWidth(fitToWidth(cellText(text, 'unicode'), columns, align)), columns);
			}),
		);
	});
});

describe('cell text', () => {
	it('makes control characters and bidi overrides visible', () => {
		assert.equal(cellText('a\u001B[31mb', 'unicode'), 'a\\x1b[31mb');
		assert.equal(cellText('a\u202Eb', 'unicode'), 'a\\u202eb');
	});

	it('spells out what ASCII has a word for and keeps the width of the rest', () => {
		assert.equal(cellText('°C', 'ascii'), 'C');
		assert.equal(cellText('≥1e-5 µs', 'ascii'), '>=1e-5 us');
		assert.equal(cellText('größe', 'ascii'), 'gro?e');
		assert.equal(cellText('漢', 'ascii'), '??');
	});

	it('is plain ASCII in ASCII mode for any input', () => {
		fc.assert(fc.property(anyText, text => assert.ok(isPlainAscii(cellText(text, 'ascii')))));
	});
});
