import assert from 'node:assert/strict';
import {test} from 'node:test';
import {decodePng} from '../../source/commands/png-raster.ts';
import {createTerminalImages, holdsImages} from '../../source/commands/terminal-images.ts';
import {clustersOf, displayWidth} from '../../source/plot/width.ts';
import {renderPlaceholders} from '../../source/plot/placeholder-cells.ts';
import {textOf} from '../../source/plot/cells.ts';

/** Pixels that do not pack well, so that more than one piece is sent. */
function noise(width: number, height: number): Uint8Array {
	let state = 7;
	return Uint8Array.from({length: width * height * 4}, (_, index) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return index % 4 === 3 ? 255 : state >>> 24;
	});
}

test('an image is sent in pieces, as pixels encoded anew, and taken away', () => {
	const sent: string[] = [];
	const images = createTerminalImages(text => void sent.push(text), 0x01_02_03);
	const raster = {width: 60, height: 40, pixels: noise(60, 40)};
	const placed = images.place(raster);
	assert.deepEqual(placed, {id: 0x01_02_03, columns: 38, rows: 13});
	const pieces = sent.map(text => /^\u001B_G([^;]*);([A-Za-z0-9+/=]*)\u001B\\$/.exec(text) ?? assert.fail(text));
	assert.ok(pieces.length > 1);
	assert.match(pieces[0]?.[1] ?? '', /^a=T,U=1,f=100,t=d,i=66051,c=38,r=13,q=2,m=1$/);
	assert.match(pieces.at(-1)?.[1] ?? '', /m=0$/);
	assert.ok(pieces.every(piece => (piece[2]?.length ?? 0) <= 4096));
	const bytes = Buffer.from(pieces.map(piece => piece[2]).join(''), 'base64');
	assert.deepEqual(decodePng(bytes).pixels, raster.pixels);
	sent.length = 0;
	assert.equal(images.place(raster).id, 0x01_02_04);
	assert.match(sent[0] ?? '', /a=d,d=I,i=66051/);
	sent.length = 0;
	images.clear();
	images.clear();
	assert.deepEqual(sent, ['\u001B_Ga=d,d=I,i=66052,q=2;\u001B\\']);
});

test('placeholders are one column each and say row, column and number of the image', () => {
	const picture = renderPlaceholders({id: 0x01_02_03, columns: 3, rows: 2});
	assert.equal(picture.length, 2);
	const [first = [], second = []] = picture;
	assert.equal(displayWidth(textOf(first)), 3);
	assert.deepEqual(
		clustersOf(textOf(second)).map(cluster => [...cluster.text].map(c => c.codePointAt(0))),
		[
			[0x10eeee, 0x030d, 0x0305],
			[0x10eeee, 0x030d, 0x030d],
			[0x10eeee, 0x030d, 0x030e],
		],
	);
	assert.deepEqual(first[0]?.style?.foreground, {kind: 'rgb', red: 1, green: 2, blue: 3});
});

test('only terminals that are known to fill placeholders are given images', () => {
	const capable = {depth: 'true', glyphs: 'unicode'} as const;
	assert.ok(holdsImages({TERM: 'xterm-kitty'}, capable));
	assert.ok(holdsImages({TERM: 'xterm-ghostty'}, capable));
	assert.ok(!holdsImages({TERM: 'xterm-256color'}, capable));
	assert.ok(!holdsImages({TERM: 'xterm-kitty', TMUX: '/tmp/x'}, capable));
	assert.ok(!holdsImages({TERM: 'xterm-kitty'}, {...capable, depth: 'none'}));
	assert.ok(!holdsImages({TERM: 'xterm-kitty'}, {...capable, glyphs: 'ascii'}));
});
