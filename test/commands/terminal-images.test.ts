import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {decodePng} from '../../source/commands/png-raster.ts';
import {createAnswerWait} from '../../source/commands/answer-wait.ts';
import {
	findImageProtocol,
	IMAGE_PROTOCOLS,
	type ImageProtocol,
	type ImageTerminal,
	LONGEST_IMAGE_BYTES,
} from '../../source/commands/image-protocols.ts';
import {encodeSixel} from '../../source/commands/image-sixel.ts';
import {createScreenImages} from '../../source/commands/screen-images.ts';
import {createFrameWriter} from '../../source/commands/screen-writer.ts';
import {createTerminalImages} from '../../source/commands/terminal-images.ts';
import {clustersOf, displayWidth} from '../../source/plot/width.ts';
import {renderPlaceholders} from '../../source/plot/placeholder-cells.ts';
import {type Line, textOf} from '../../source/plot/cells.ts';

/** Pixels that do not pack well, so that more than one piece is sent. */
function noise(width: number, height: number): Uint8Array {
	let state = 7;
	return Uint8Array.from({length: width * height * 4}, (_, index) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return index % 4 === 3 ? 255 : state >>> 24;
	});
}

test('an image is sent in pieces, as pixels encoded anew, and taken away', async () => {
	const sent: string[] = [];
	const images = createTerminalImages(text => void sent.push(text), 0x01_02_03);
	const raster = {width: 60, height: 40, pixels: noise(60, 40)};
	const placed = await images.place(raster);
	assert.deepEqual(placed, {id: 0x01_02_03, columns: 38, rows: 13});
	const pieces = sent.map(text => /^\u001B_G([^;]*);([A-Za-z0-9+/=]*)\u001B\\$/.exec(text) ?? assert.fail(text));
	assert.ok(pieces.length > 1);
	assert.match(pieces[0]?.[1] ?? '', /^a=T,U=1,f=100,t=d,i=66051,c=38,r=13,q=2,m=1$/);
	assert.match(pieces.at(-1)?.[1] ?? '', /m=0$/);
	assert.ok(pieces.every(piece => (piece[2]?.length ?? 0) <= 4096));
	const bytes = Buffer.from(pieces.map(piece => piece[2]).join(''), 'base64');
	assert.deepEqual(decodePng(bytes).pixels, raster.pixels);
	sent.length = 0;
	assert.equal((await images.place(raster)).id, 0x01_02_04);
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

const capable = {depth: 'true', glyphs: 'unicode'} as const;

function protocolOf(
	environment: ImageTerminal['environment'],
	more: Partial<ImageTerminal> = {},
): ImageProtocol['id'] | undefined {
	return findImageProtocol({environment, capabilities: capable, attributes: [], cell: undefined, ...more})?.id;
}

test('images go only to terminals that say they take them, or are known to', () => {
	assert.equal(protocolOf({TERM: 'xterm-kitty'}), 'kitty');
	assert.equal(protocolOf({TERM: 'xterm-ghostty'}), 'kitty');
	assert.equal(protocolOf({TERM: 'xterm-256color'}), undefined);
	assert.equal(protocolOf({TERM: 'xterm-kitty', TMUX: '/tmp/x'}), undefined);
	assert.equal(protocolOf({TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app'}), 'iterm');
	assert.equal(protocolOf({TERM: 'xterm-256color', LC_TERMINAL: 'iTerm2'}), 'iterm', 'over ssh');
	assert.equal(protocolOf({TERM: 'tmux-256color', LC_TERMINAL: 'iTerm2', TMUX: '/tmp/x'}), undefined);
	assert.equal(protocolOf({TERM: 'tmux-256color', TMUX: '/tmp/x'}, {attributes: [1, 2, 4]}), 'sixel', 'its own word');
	assert.equal(protocolOf({TERM: 'xterm-256color'}, {attributes: [64, 1, 22]}), undefined);
	assert.equal(protocolOf({TERM: 'xterm-kitty'}, {capabilities: {...capable, depth: 'none'}}), undefined);
	assert.equal(protocolOf({TERM: 'xterm-kitty'}, {capabilities: {...capable, glyphs: 'ascii'}}), undefined);
	assert.equal(protocolOf({}, {attributes: [4], capabilities: {depth: '16', glyphs: 'unicode'}}), undefined);
});

/** The pixels of sixels, red, green and blue in percent; undefined where nothing was drawn. Written after the manual. */
function decodeSixel(text: string): readonly (readonly (string | undefined)[])[] {
	const match = /^\u001BP0;1;0q"1;1;(\d+);(\d+)(.*)\u001B\\$/s.exec(text);
	assert.ok(match !== null, text.slice(0, 40));
	const [width, height] = [Number(match[1]), Number(match[2])];
	const rows = Array.from({length: height}, () => Array.from<string | undefined>({length: width}));
	const registers = new Map<string, string>();
	let [color, column, top] = ['', 0, 0];
	for (const [token, register, , rgb, repeat, repeated, move] of (match[3] ?? '').matchAll(
		/#(\d+)(;2;(\d+;\d+;\d+))?|!(\d+)([?-~])|([$-])|[?-~]/g,
	)) {
		if (register !== undefined && rgb !== undefined) registers.set(register, rgb);
		else if (register !== undefined) color = registers.get(register) ?? assert.fail(token);
		else if (move === '$') column = 0;
		else if (move === '-') [column, top] = [0, top + 6];
		else {
			const bits = (repeated ?? token).charCodeAt(0) - 63;
			for (let count = Number(repeat ?? 1); count > 0; count -= 1, column += 1) {
				for (let bit = 0; bit < 6; bit += 1) {
					if ((bits & (1 << bit)) === 0) continue;
					const row = rows[top + bit] ?? assert.fail('a row below the image');
					assert.ok(column < width, 'a column beside the image');
					row[column] = color;
				}
			}
		}
	}
	return rows;
}

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

test('sixels of many colours are near to them', () => {
	const raster = {width: 60, height: 40, pixels: noise(60, 40)};
	decodeSixel(encodeSixel(raster)).forEach((row, y) =>
		row.forEach((color, x) => {
			const [is = [], was = []] = [color, percentOf(raster.pixels, y * 60 + x)].map(text =>
				text?.split(';').map(Number),
			);
			is.forEach((part, index) =>
				assert.ok(Math.abs(part - (was[index] ?? Number.NaN)) <= 11, `${is.join(' ')} ${was.join(' ')}`),
			);
		}),
	);
});

test('an image of iTerm2 is a PNG of the same pixels, in as many cells as were left for it', async () => {
	const raster = {width: 60, height: 40, pixels: noise(60, 40)};
	const terminal = {environment: {}, capabilities: capable, attributes: [], cell: undefined};
	const protocol = IMAGE_PROTOCOLS.find(({id}) => id === 'iterm');
	const text =
		protocol !== undefined && 'draw' in protocol ? await protocol.draw(raster, {columns: 38, rows: 13}, terminal) : '';
	const match = /^\u001B\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\u0007$/.exec(text ?? '');
	assert.ok(match !== null);
	const bytes = Buffer.from(match[2] ?? '', 'base64');
	assert.equal(match[1], `inline=1;preserveAspectRatio=0;doNotMoveCursor=1;size=${bytes.length};width=38;height=13`);
	assert.deepEqual(decodePng(bytes).pixels, raster.pixels);
});

test('what would take a thin line seconds is drawn in half blocks', async () => {
	const terminal = {environment: {}, capabilities: capable, attributes: [4], cell: {width: 40, height: 80}};
	const raster = {width: 480, height: 360, pixels: noise(480, 360)};
	for (const protocol of IMAGE_PROTOCOLS) {
		const text = 'draw' in protocol ? await protocol.draw(raster, {columns: 38, rows: 14}, terminal) : '';
		assert.ok((text?.length ?? 0) <= LONGEST_IMAGE_BYTES, protocol.id);
	}
});

/** A screen of a terminal that takes sixels, with an image of 4 × 3 cells placed. */
async function createSixelScreen() {
	const sent: string[] = [];
	const write = (text: string): void => void sent.push(text);
	const wait = createAnswerWait(() => 0);
	const images = createScreenImages({environment: {}, capabilities: capable, write, firstId: 7, wait});
	images.ask();
	assert.deepEqual(sent.splice(0), ['\u001B[c\u001B[16t']);
	assert.equal(await images.place({width: 4, height: 6, pixels: noise(4, 6)}), undefined, 'it has not answered yet');
	for (const reply of ['\u001B[6;20;10t', '\u001B[?62;4;22c']) images.answer(reply);
	const placed = (await images.place({width: 4, height: 6, pixels: noise(4, 6)})) ?? assert.fail('no place');
	assert.deepEqual([placed.columns, placed.rows], [4, 3]);
	const writer = createFrameWriter({write, pendingBytes: () => 0, sgrOf: () => '', synchronized: false, images});
	/** Rows of the image from a row down, with text around it; what is sent for it. */
	const show = (top: number | undefined, rows = 3): string => {
		const shown = renderPlaceholders(placed).slice(0, rows);
		const picture = Array.from({length: 8}, (_, row): Line => {
			const part = top === undefined ? [] : (shown[row - top] ?? []);
			return [{text: `row ${row} `}, ...part, {text: '.'}];
		});
		writer.present(picture, {columns: 20, rows: 8});
		return sent.splice(0).join('');
	};
	return {show};
}

const IMAGE = /\u001B\[(\d+);(\d+)H\u001BP0;1;0q.*\u001B\\$/s;

test('an image is drawn over its cells once, again where it moved, and erased with what stood around it', async () => {
	const {show} = await createSixelScreen();
	const first = show(2);
	assert.deepEqual(IMAGE.exec(first)?.slice(1), ['3', '7']);
	assert.ok(first.includes('row 3     .'), 'blanks under it');
	assert.ok(!first.includes('\u{10EEEE}'));
	assert.equal(show(2), '', 'nothing changed');
	const moved = show(4);
	assert.ok(moved.startsWith('\u001B[m\u001B[2J'));
	assert.deepEqual(IMAGE.exec(moved)?.slice(1), ['5', '7']);
	const cut = show(6);
	assert.ok(cut.startsWith('\u001B[m\u001B[2J') && !IMAGE.test(cut), 'a part of an image is not drawn');
	assert.ok(IMAGE.test(show(1)));
	const gone = show(undefined);
	assert.ok(gone.startsWith('\u001B[m\u001B[2J') && !IMAGE.test(gone));
});

test('at the end an answer is waited for, but not for long', async () => {
	const wait = createAnswerWait(() => performance.now());
	await wait.answered();
	wait.begin();
	const waiting = wait.answered();
	wait.end();
	await waiting;
});
