import assert from 'node:assert/strict';
import {test} from 'node:test';
import {decodePng} from '../../source/commands/image/png-raster.ts';
import {createAnswerWait} from '../../source/commands/screen/answer-wait.ts';
import {
	findImageProtocol,
	IMAGE_PROTOCOLS,
	type ImageProtocol,
	type ImageTerminal,
	LONGEST_IMAGE_BYTES,
} from '../../source/commands/image/image-protocols.ts';
import {createScreenImages} from '../../source/commands/screen/screen-images.ts';
import {createFrameWriter} from '../../source/commands/screen/screen-writer.ts';
import {createTerminalImages} from '../../source/commands/image/terminal-images.ts';
import {clustersOf, displayWidth} from '../../source/plot/width.ts';
import {renderPlaceholders} from '../../source/plot/placeholder-cells.ts';
import {decodeSixel, noise} from '../helpers/sixel.ts';
import {type Line, textOf} from '../../source/plot/cells.ts';

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
	return findImageProtocol({environment, capabilities: capable, attributes: [], name: '', cell: undefined, ...more})
		?.id;
}

test('images go only to terminals that say they take them, or are known to', () => {
	const named = (name: string, environment: ImageTerminal['environment'] = {}) => protocolOf(environment, {name});
	assert.equal(protocolOf({TERM: 'xterm-kitty'}), undefined, 'it has not said which version');
	assert.equal(named('kitty(0.41.1)'), 'kitty');
	assert.equal(named('kitty(1.0.0)'), 'kitty');
	assert.equal(named('kitty(0.41.1)', {TMUX: '/tmp/x'}), 'kitty', 'tmux let the question pass, so also the image');
	assert.equal(named('kitty(0.26.5)'), 'kitty-cursor', 'placeholders came with 0.28');
	assert.equal(named('kitty(0.26.5)', {TMUX: '/tmp/x'}), undefined);
	assert.equal(named('ghostty 1.1.3'), 'kitty');
	assert.equal(named('WezTerm 20240203-110809-5046fc22'), 'iterm', 'over ssh');
	assert.equal(named('XTerm(379)'), undefined);
	assert.equal(protocolOf({TERM: 'xterm-256color'}), undefined);
	assert.equal(protocolOf({TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app'}), 'iterm');
	assert.equal(protocolOf({TERM: 'xterm-256color', LC_TERMINAL: 'iTerm2'}), 'iterm', 'over ssh');
	assert.equal(protocolOf({TERM: 'tmux-256color', LC_TERMINAL: 'iTerm2', TMUX: '/tmp/x'}), undefined);
	assert.equal(protocolOf({TERM: 'tmux-256color', TMUX: '/tmp/x'}, {attributes: [1, 2, 4]}), 'sixel', 'its own word');
	assert.equal(protocolOf({TERM: 'xterm-256color'}, {attributes: [64, 1, 22]}), undefined);
	const kitty = 'kitty(0.41.1)';
	assert.equal(protocolOf({}, {name: kitty, capabilities: {...capable, depth: 'none'}}), undefined);
	assert.equal(protocolOf({}, {name: kitty, capabilities: {...capable, glyphs: 'ascii'}}), undefined);
	const few = {attributes: [4], capabilities: {depth: '16', glyphs: 'unicode'}} as const;
	assert.equal(protocolOf({}, few), 'sixel', 'sixels bring their own colours');
});

test('a small image is enlarged by whole pixels, a large one is shrunk, both within their cells', async () => {
	const terminal = {environment: {}, capabilities: capable, attributes: [4], name: '', cell: {width: 10, height: 20}};
	const protocol = findImageProtocol(terminal) ?? assert.fail('no way to show an image');
	const shown = async (width: number, height: number) => {
		const raster = {width, height, pixels: noise(width, height)};
		const cells = protocol.sizeOf?.(raster, {columns: 12, rows: 6}, terminal) ?? assert.fail('no size');
		const [first] = decodeSixel((await protocol.draw?.(raster, cells, terminal)) ?? '');
		return [cells.columns, cells.rows, first?.length];
	};
	assert.deepEqual(await shown(30, 20), [12, 4, 120]);
	assert.deepEqual(await shown(100, 40), [10, 2, 100]);
	assert.deepEqual(await shown(240, 120), [12, 3, 120]);
});

test('the size of a cell is asked of the window where the terminal keeps it to itself', async () => {
	const sent: string[] = [];
	const write = (text: string): void => void sent.push(text);
	const wait = createAnswerWait(() => 0);
	const images = createScreenImages({
		environment: {TMUX: '/tmp/x'},
		capabilities: capable,
		write,
		firstId: 7,
		wait,
		size: () => ({columns: 80, rows: 24}),
	});
	images.ask();
	assert.deepEqual(sent.splice(0), ['\u001BPtmux;\u001B\u001B[>q\u001B\\\u001B[16t\u001B[c']);
	images.answer('\u001B[?62;4c');
	assert.deepEqual(sent.splice(0), ['\u001B[?2;1;0S']);
	images.answer('\u001B[?2;0;480;312S');
	await wait.answered();
	const placed = await images.place({width: 50, height: 50, pixels: new Uint8Array(10_000).fill(255)});
	assert.deepEqual([placed?.columns, placed?.rows], [34, 16], 'four pixels for each, in cells of 6 × 13');
	images.answer('\u001BP>|kitty(0.41.1)\u001B\\');
	await images.place({width: 2, height: 2, pixels: noise(2, 2)});
	assert.match(sent.join(''), /^\u001BPtmux;\u001B\u001B_Ga=T,U=1,[^\u001B]*\u001B\u001B\\\u001B\\$/);
});

test('a kitty without placeholders is given the image at the cursor, which it leaves there', async () => {
	const terminal = {environment: {}, capabilities: capable, attributes: [62], name: 'kitty(0.26.5)', cell: undefined};
	const raster = {width: 60, height: 40, pixels: noise(60, 40)};
	const text = await findImageProtocol(terminal)?.draw?.(raster, {columns: 38, rows: 13}, terminal);
	const pieces = [...(text ?? '').matchAll(/\u001B_G([^;]*);([A-Za-z0-9+/=]*)\u001B\\/g)];
	assert.equal(pieces[0]?.[1], 'a=T,C=1,f=100,t=d,c=38,r=13,q=2,m=1');
	assert.deepEqual(decodePng(Buffer.from(pieces.map(piece => piece[2]).join(''), 'base64')).pixels, raster.pixels);
});

test('an image of iTerm2 is a PNG of the same pixels, in as many cells as were left for it', async () => {
	const raster = {width: 60, height: 40, pixels: noise(60, 40)};
	const terminal = {environment: {}, capabilities: capable, attributes: [], name: '', cell: undefined};
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
	const terminal = {environment: {}, capabilities: capable, attributes: [4], name: '', cell: {width: 40, height: 80}};
	const raster = {width: 480, height: 360, pixels: noise(480, 360)};
	for (const protocol of IMAGE_PROTOCOLS) {
		const text = 'draw' in protocol ? await protocol.draw(raster, {columns: 38, rows: 14}, terminal) : '';
		assert.ok((text?.length ?? 0) <= LONGEST_IMAGE_BYTES, protocol.id);
	}
});

const SCREEN = {columns: 60, rows: 8};

/** A screen of a terminal that takes sixels, with an image of 38 × 3 cells placed. */
async function createSixelScreen() {
	const sent: string[] = [];
	const write = (text: string): void => void sent.push(text);
	const wait = createAnswerWait(() => 0);
	const images = createScreenImages({
		environment: {},
		capabilities: capable,
		write,
		firstId: 7,
		wait,
		size: () => SCREEN,
	});
	images.ask();
	assert.deepEqual(sent.splice(0), ['\u001B[>q\u001B[16t\u001B[c']);
	assert.equal(await images.place({width: 4, height: 6, pixels: noise(4, 6)}), undefined, 'it has not answered yet');
	for (const reply of ['\u001B[6;20;10t', '\u001B[?62;4;22c']) images.answer(reply);
	const placed = (await images.place({width: 380, height: 60, pixels: noise(380, 60)})) ?? assert.fail('no place');
	assert.deepEqual([placed.columns, placed.rows], [38, 3]);
	const writer = createFrameWriter({write, pendingBytes: () => 0, sgrOf: () => '', synchronized: false, images});
	/** Rows of the image from a row down, with text around it; what is sent for it. */
	const show = (top: number | undefined, rows = 3): string => {
		const shown = renderPlaceholders(placed).slice(0, rows);
		const picture = Array.from({length: 8}, (_, row): Line => {
			const part = top === undefined ? [] : (shown[row - top] ?? []);
			return [{text: `row ${row} `}, ...part, {text: '.'}];
		});
		writer.present(picture, SCREEN);
		return sent.splice(0).join('');
	};
	return {show};
}

const IMAGE = /\u001B\[(\d+);(\d+)H\u001BP0;1;0q.*\u001B\\$/s;

test('an image is drawn over its cells once, again where it moved, and erased with what stood around it', async () => {
	const {show} = await createSixelScreen();
	const first = show(2);
	assert.deepEqual(IMAGE.exec(first)?.slice(1), ['3', '7']);
	assert.ok(first.includes('row 3\u001B[39C.'), 'blanks under it');
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
