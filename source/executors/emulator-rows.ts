import type {IBufferCell, IBufferLine, Terminal} from '@xterm/headless';
import type {TerminalRun} from '../domain/protocol.ts';
import stringWidth from 'string-width';
import {dropUnsafe} from '../domain/text/safe-text.ts';
import type {EmulatedScreen} from './emulator-messages.ts';

/** The visible part of an emulated terminal as runs of cells. Trailing blank cells without a style are left out. */
export function readScreen(terminal: Terminal): EmulatedScreen {
	const buffer = terminal.buffer.active;
	const cell = buffer.getNullCell();
	const rows = Array.from({length: terminal.rows}, (_, row) => {
		const line = buffer.getLine(buffer.viewportY + row);
		return line === undefined ? [] : readRow(line, terminal.cols, cell);
	});
	return {
		columns: terminal.cols,
		rows,
		cursor: {
			column: Math.min(buffer.cursorX, terminal.cols - 1),
			row: buffer.baseY + buffer.cursorY - buffer.viewportY,
		},
	};
}

function readRow(line: IBufferLine, columns: number, reused: IBufferCell): readonly TerminalRun[] {
	const runs: TerminalRun[] = [];
	let text = '';
	let style = '';
	const close = (): void => {
		if (text !== '') runs.push(style === '' ? {text} : {text, sgr: style});
		text = '';
	};
	for (let column = 0; column < columns; column += 1) {
		const cell = line.getCell(column, reused);
		// The second half of a wide character is a cell of width 0.
		if (cell === undefined || cell.getWidth() === 0) continue;
		const next = styleOf(cell);
		if (next !== style) close();
		style = next;
		text += fillCell(dropUnsafe(cell.getChars()), cell.getWidth());
	}
	if (style === '') text = text.trimEnd();
	close();
	return runs;
}

/** Marks that change how wide the character before them is drawn, which the cell does not know. */
const PRESENTATION = /[\uFE0E\uFE0F\u200D]/g;

/** What is drawn in a cell, exactly as wide as it is. */
function fillCell(characters: string, width: number): string {
	if (characters.length === 1 && characters < '\u0300') return characters;
	const text = characters.replaceAll(PRESENTATION, '');
	const drawn = stringWidth(text);
	return drawn > width ? ' '.repeat(width) : text + ' '.repeat(width - drawn);
}

/** SGR parameters of a cell; empty for plain text. */
function styleOf(cell: IBufferCell): string {
	if (cell.isAttributeDefault()) return '';
	const parameters: string[] = [];
	if (cell.isBold() !== 0) parameters.push('1');
	if (cell.isDim() !== 0) parameters.push('2');
	if (cell.isItalic() !== 0) parameters.push('3');
	if (cell.isUnderline() !== 0) parameters.push('4');
	if (cell.isInverse() !== 0) parameters.push('7');
	if (cell.isInvisible() !== 0) parameters.push('8');
	if (cell.isStrikethrough() !== 0) parameters.push('9');
	if (cell.isFgRGB()) parameters.push(trueColour(38, cell.getFgColor()));
	else if (cell.isFgPalette()) parameters.push(paletteColour(30, cell.getFgColor()));
	if (cell.isBgRGB()) parameters.push(trueColour(48, cell.getBgColor()));
	else if (cell.isBgPalette()) parameters.push(paletteColour(40, cell.getBgColor()));
	return parameters.join(';');
}

function trueColour(selector: 38 | 48, rgb: number): string {
	return `${selector};2;${(rgb >> 16) & 0xff};${(rgb >> 8) & 0xff};${rgb & 0xff}`;
}

function paletteColour(base: 30 | 40, index: number): string {
	if (index < 8) return String(base + index);
	return index < 16 ? String(base + 52 + index) : `${base + 8};5;${index}`;
}
