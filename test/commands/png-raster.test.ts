import assert from 'node:assert/strict';
import {test} from 'node:test';
import {deflateSync} from 'node:zlib';
import {encode} from 'fast-png';
import {decodePng} from '../../source/commands/image/png-raster.ts';
import {renderImage} from '../../source/plot/image-cells.ts';
import {textOf} from '../../source/plot/cells.ts';

/** A chunk with a checksum of zero: the sizes are looked at before any checksum is. */
function chunk(name: string, data: Uint8Array): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	return Buffer.concat([length, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)]);
}

function header(width: number, height: number): Buffer {
	const data = Buffer.alloc(13);
	data.writeUInt32BE(width, 0);
	data.writeUInt32BE(height, 4);
	data.set([8, 2, 0, 0, 0], 8);
	return chunk('IHDR', data);
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

test('pixels of every kind of image become red, green, blue and opacity', () => {
	const rgb = decodePng(encode({width: 2, height: 1, data: new Uint8Array([255, 0, 0, 0, 0, 255]), channels: 3}));
	assert.deepEqual([...rgb.pixels], [255, 0, 0, 255, 0, 0, 255, 255]);
	const grey = decodePng(encode({width: 2, height: 1, data: new Uint8Array([7, 128, 200, 0]), channels: 2}));
	assert.deepEqual([...grey.pixels], [7, 7, 7, 128, 200, 200, 200, 0]);
	const deep = decodePng(encode({width: 1, height: 1, data: new Uint16Array([65_535]), channels: 1, depth: 16}));
	assert.deepEqual([...deep.pixels], [255, 255, 255, 255]);
});

test('a large image is shrunk, its shape kept', () => {
	const data = new Uint8Array(1200 * 300 * 3).fill(100);
	const {width, height, pixels} = decodePng(encode({width: 1200, height: 300, data, channels: 3}));
	assert.deepEqual([width, height], [480, 120]);
	assert.deepEqual([...pixels.slice(0, 4)], [100, 100, 100, 255]);
});

test('a file that says it is huge, unpacks to more than it says, or is cut off is refused', () => {
	const packed = chunk('IDAT', deflateSync(Buffer.alloc(64)));
	assert.throws(() => decodePng(Buffer.concat([SIGNATURE, header(60_000, 60_000), packed])), /60000 × 60000 pixels/);
	const bomb = chunk('IDAT', deflateSync(Buffer.alloc(50_000_000)));
	assert.throws(() => decodePng(Buffer.concat([SIGNATURE, header(4, 4), bomb])), RangeError);
	const whole = encode({width: 9, height: 9, data: new Uint8Array(9 * 9 * 3), channels: 3});
	for (let length = 0; length < whole.length - 12; length += 7)
		assert.throws(() => decodePng(whole.subarray(0, length)));
	assert.throws(() => decodePng(Buffer.from('GIF89a')), /no PNG/);
});

test('an image becomes half blocks in colour and shades without', () => {
	const raster = {
		width: 2,
		height: 2,
		pixels: new Uint8Array([255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255]),
	};
	const [line = []] = renderImage(raster, {columns: 10, rows: 10, glyphs: 'unicode', colored: true});
	assert.equal(textOf(line), '▀▄');
	assert.deepEqual(line[0]?.style, {
		foreground: {kind: 'rgb', red: 255, green: 0, blue: 0},
		background: {kind: 'rgb', red: 0, green: 0, blue: 255},
	});
	const [shades = []] = renderImage(raster, {columns: 10, rows: 10, glyphs: 'ascii', colored: false});
	assert.match(textOf(shades), /^[ .:\-=+*#%@]{2}$/);
});

test('a picture keeps its shape in any room', () => {
	const raster = {width: 40, height: 20, pixels: new Uint8Array(40 * 20 * 4).fill(255)};
	for (const [columns, rows] of [
		[10, 10],
		[100, 5],
		[3, 1],
	] as const) {
		const picture = renderImage(raster, {columns, rows, glyphs: 'unicode', colored: true});
		assert.ok(picture.length <= rows && (picture[0]?.length ?? 0) <= columns);
		assert.ok(Math.abs((picture[0]?.length ?? 0) - picture.length * 4) <= 2, `${columns} × ${rows}`);
	}
});
