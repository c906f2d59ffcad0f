import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {createClamp} from '../../source/executors/clamp.ts';

const through = (text: string, columns = 80, rows = 24) =>
	createClamp(columns, rows).filter(Buffer.from(text)).toString();

test('what needs no change goes through as it is', () => {
	const plain = Buffer.from('plain text, 漢字 é\r\n');
	assert.equal(createClamp(80, 24).filter(plain), plain);
	const ordinary =
		'\x1b[1;38;2;255;0;10mred\x1b[0m\x1b[?25l\x1b[10;20H\x1b]0;title\x07\x1bPq#0\x1b\\\x1b(B\x1b7\x1b[38:5:200m\x1b[4:3m\x1b[!p\x1b[>c';
	assert.equal(through(ordinary), ordinary);
});

test('counts are cut at the screen, other parameters at 9999', () => {
	assert.equal(through('\x1b[2147483647b'), '\x1b[80b');
	assert.equal(through('\x1b[99999999999999999999L'), '\x1b[80L');
	assert.equal(through("\x1b[100000'}"), "\x1b[80'}");
	assert.equal(through('\x1b[100000;5H'), '\x1b[9999;5H');
	assert.equal(through('\x1b[0000000000012;5H'), '\x1b[0000000000012;5H');
	assert.equal(through(`\x1b[${'9'.repeat(1e6)}A`), '\x1b[80A');
	const many = through(`\x1b[${Array.from({length: 100}, (_, index) => index).join(';')}m`);
	assert.equal(many.split(';').length, 65);
});

test('a C1 control is its seven-bit form', () => {
	assert.equal(through('\u009b2147483647b\u009d0;t\x07é'), '\x1b[80b\x1b]0;t\x07é');
});

test('a string without end is called off, and text goes on with the next line', () => {
	for (const begin of ['\x1b]0;', '\x1bP', '\x1b_', '\x1b^', '\x1bX']) {
		const out = through(`${begin}${'x'.repeat(200_000)}\nnext`);
		assert.ok(out.length < 66_000);
		assert.match(out, /\x18next$/);
	}
	const clamp = createClamp(80, 24);
	clamp.filter(Buffer.from('\x1b]0;'));
	const block = Buffer.alloc(1 << 20, 0x78);
	let bytes = 0;
	for (let index = 0; index < 50; index += 1) bytes += clamp.filter(block).length;
	assert.ok(bytes < 66_000, `${bytes} bytes of 50 MB`);
});

test('any split of the stream gives the same', () => {
	const piece = fc.constantFrom(
		'\x1b',
		'[',
		'9',
		';',
		'b',
		'\x1b[9999999b',
		'\x1b]0;',
		'\x07',
		'\x1b\\',
		'\x18',
		'é',
		'\u009b',
		'x',
		'\n',
		"'}",
		' @',
		'?',
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 40}), fc.array(fc.nat(100), {maxLength: 10}), (pieces, cuts) => {
			const stream = Buffer.from(pieces.join(''));
			const edges = [0, ...cuts.filter(cut => cut < stream.length).toSorted((a, b) => a - b), stream.length];
			const clamp = createClamp(80, 24);
			const parts = edges.slice(1).map((edge, index) => Buffer.from(clamp.filter(stream.subarray(edges[index], edge))));
			assert.equal(Buffer.concat(parts).toString(), createClamp(80, 24).filter(stream).toString());
			assert.doesNotMatch(Buffer.concat(parts).toString(), /\x1b\[[^@-~\x1b]*\d{5}/);
		}),
	);
});
