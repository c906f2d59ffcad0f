import assert from 'node:assert/strict';
import {test} from 'node:test';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import {cellsOf} from '../../source/commands/screen/screen-cells.ts';
import {changedSpans} from '../../source/commands/screen/screen-diff.ts';
import {createFrameWriter, type FrameWriter} from '../../source/commands/screen/screen-writer.ts';
import type {Picture, Run} from '../../source/plot/cells.ts';
import {displayWidth} from '../../source/plot/width.ts';
import {createTheme} from '../../source/theme/theme.ts';

const THEME = createTheme({depth: '256', glyphs: 'unicode'});

type Bench = {readonly writer: FrameWriter; readonly sent: string[]; pending: number};

function createBench(synchronized = false): Bench {
	const sent: string[] = [];
	const bench: Bench = {
		sent,
		pending: 0,
		writer: createFrameWriter({
			write: text => void sent.push(text),
			pendingBytes: () => bench.pending,
			sgrOf: THEME.sgrOf,
			synchronized,
		}),
	};
	return bench;
}

const lines = (...texts: readonly string[]): Picture => texts.map(text => [{text}]);

test('nothing is sent when nothing changed', () => {
	const {writer, sent} = createBench();
	const size = {columns: 10, rows: 2};
	writer.present(lines('abc', 'def'), size);
	sent.length = 0;
	writer.present(lines('abc', 'def'), size);
	assert.deepEqual(sent, []);
});

test('only what changed is sent, in one run, placed absolutely', () => {
	const {writer, sent} = createBench();
	const size = {columns: 20, rows: 2};
	writer.present(lines('power  12.4 W', 'x'), size);
	sent.length = 0;
	writer.present(lines('power  12.9 W', 'x'), size);
	assert.deepEqual(sent, ['\u001B[1;11H9']);
});

test('a tail of blanks is erased, not written', () => {
	const {writer, sent} = createBench();
	const size = {columns: 40, rows: 1};
	writer.present(lines('a rather long line of some words'), size);
	sent.length = 0;
	writer.present(lines('a'), size);
	assert.deepEqual(sent, ['\u001B[1;3H\u001B[K']);
});

test('a new size and an invalidated screen are drawn whole', () => {
	const {writer, sent} = createBench();
	writer.present(lines('abc'), {columns: 10, rows: 1});
	writer.present(lines('abc'), {columns: 11, rows: 1});
	assert.match(sent.at(-1) ?? '', /\[2J.*abc/s);
	writer.invalidate();
	writer.present(lines('abc'), {columns: 11, rows: 1});
	assert.match(sent.at(-1) ?? '', /\[2J.*abc/s);
	assert.equal(sent.length, 3);
});

test('frames are dropped while the terminal takes nothing, and the newest one is shown after', () => {
	const bench = createBench();
	const size = {columns: 10, rows: 1};
	bench.writer.present(lines('one'), size);
	bench.pending = 5000;
	for (let frame = 0; frame < 100; frame++) bench.writer.present(lines(`frame ${frame}`), size);
	assert.equal(bench.sent.length, 1);
	bench.pending = 0;
	bench.writer.drained();
	assert.equal(bench.sent.length, 2);
	assert.match(bench.sent[1] ?? '', /frame 99/);
	assert.equal(bench.writer.counts().dropped, 99);
	bench.writer.drained();
	assert.equal(bench.sent.length, 2);
});

test('after the end nothing is sent any more', () => {
	const bench = createBench();
	bench.pending = 1;
	bench.writer.present(lines('one'), {columns: 5, rows: 1});
	bench.writer.stop();
	bench.pending = 0;
	bench.writer.drained();
	bench.writer.present(lines('two'), {columns: 5, rows: 1});
	assert.deepEqual(bench.sent, []);
});

test('only large frames are bracketed as one update', () => {
	const {writer, sent} = createBench(true);
	const size = {columns: 100, rows: 30};
	writer.present(lines(...Array.from({length: 30}, (_, row) => `${row} `.repeat(25))), size);
	assert.ok((sent[0] ?? '').startsWith('\u001B[?2026h') && (sent[0] ?? '').endsWith('\u001B[?2026l'));
	writer.present(lines('x'), size);
	assert.ok(!(sent[1] ?? '').startsWith('\u001B[?2026h'));
});

test('wide glyphs are cells of two, cut whole', () => {
	const plain = (): string => '';
	assert.deepEqual(cellsOf([{text: 'a漢b'}], 5, plain).glyphs, ['a', '漢', '', 'b', ' ']);
	assert.deepEqual(cellsOf([{text: 'a漢b'}], 2, plain).glyphs, ['a', ' ']);
	assert.deepEqual(cellsOf([{text: 'e\u0301x'}], 3, plain).glyphs, ['e\u0301', 'x', ' ']);
	const before = cellsOf([{text: '漢字'}], 6, plain);
	const after = cellsOf([{text: 'a漢'}], 6, plain);
	assert.deepEqual(changedSpans(before, after), [{start: 0, end: 4}]);
});

const GLYPHS = ['a', 'Z', ' ', ' ', '0', '▁', '█', '⣿', '│', '漢', '字', 'é', 'e\u0301', '½', '●', '…'] as const;
const styleOf = (index: number): Run['style'] =>
	[
		undefined,
		{bold: true},
		{foreground: {kind: 'role', role: 'dim'} as const},
		{foreground: {kind: 'rgb', red: 9, green: 200, blue: 30} as const},
		{inverse: true},
	][index];

const aRun: fc.Arbitrary<Run> = fc
	.record({glyphs: fc.array(fc.constantFrom(...GLYPHS), {maxLength: 8}), style: fc.nat(4)})
	.map(({glyphs, style}) => {
		const chosen = styleOf(style);
		return chosen === undefined ? {text: glyphs.join('')} : {text: glyphs.join(''), style: chosen};
	});
const aPicture = fc.array(fc.array(aRun, {maxLength: 5}), {maxLength: 5});

/** The text of a row as it should be after clipping. */
function expectedText(line: readonly Run[], columns: number): string {
	return cellsOf(line, columns, () => '')
		.glyphs.join('')
		.trimEnd();
}

test('property: a terminal that got the changes shows the picture, whatever came before', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(aPicture, {minLength: 1, maxLength: 6}),
			fc.integer({min: 1, max: 22}),
			async (pictures, columns) => {
				const rows = 5;
				const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, logLevel: 'off'});
				const {writer, sent} = createBench();
				await new Promise<void>(resolve => terminal.write('\u001B[?7l', resolve));
				for (const picture of pictures) {
					writer.present(picture, {columns, rows});
					const text = sent.splice(0).join('');
					assert.ok(!text.includes('\n'));
					await new Promise<void>(resolve => terminal.write(text, resolve));
					for (let row = 0; row < rows; row++) {
						const shown = terminal.buffer.active.getLine(row)?.translateToString(true) ?? '';
						assert.equal(shown.trimEnd(), expectedText(picture[row] ?? [], columns));
					}
				}
				terminal.dispose();
			},
		),
		{numRuns: 60},
	);
});

test('property: colours of the terminal are those of the picture too', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(aPicture, {minLength: 2, maxLength: 4}), async pictures => {
			const [columns, rows] = [30, 5];
			const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, logLevel: 'off'});
			const {writer, sent} = createBench();
			for (const picture of pictures) {
				writer.present(picture, {columns, rows});
				await new Promise<void>(resolve => terminal.write(sent.splice(0).join(''), resolve));
			}
			const last = pictures.at(-1) ?? [];
			for (let row = 0; row < rows; row++) {
				const {glyphs, styles} = cellsOf(last[row] ?? [], columns, THEME.sgrOf);
				for (let column = 0; column < columns; column++) {
					const cell = terminal.buffer.active.getLine(row)?.getCell(column);
					const style = styles[column] ?? '';
					if (cell === undefined || (glyphs[column] === ' ' && style !== '7')) continue;
					assert.equal(cell.isBold() !== 0, style === '1');
					assert.equal(cell.isInverse() !== 0, style === '7');
					assert.equal(cell.isFgPalette(), style.startsWith('38;5'));
				}
			}
			terminal.dispose();
		}),
		{numRuns: 30},
	);
});

test('the fast way to split a text agrees with the measured width of every glyph', () => {
	for (let code = 0x20; code < 0x3000; code++) {
		const glyph = String.fromCharCode(code);
		const {glyphs} = cellsOf([{text: glyph}], 3, () => '');
		// A mark that would stand on the cell before it is shown on a circle.
		const shown = /^\p{M}$/u.test(glyph) && displayWidth(glyph) > 0 ? '◌' : glyph;
		const width = glyphs[0] === shown ? (glyphs[1] === '' ? 2 : 1) : 0;
		assert.equal(width, displayWidth(glyph), code.toString(16));
	}
});
