import type {ImageTerminal} from './image-protocols.ts';

/**
 * Name and version, the size of a cell in pixels, and what the terminal takes; the last is answered by every terminal.
 * Source: xterm control sequences, XTVERSION, XTWINOPS 16 and DA1, whose answer has 4 among its numbers for sixels.
 * Inside tmux the first is for the terminal around it, which hears it where `allow-passthrough` is on.
 */
export function imageQuery(isTmux: boolean): string {
	const name = '\u001B[>q';
	return `${isTmux ? throughTmux(name) : name}\u001B[16t\u001B[c`;
}

/**
 * The largest sixel image: xterm, which keeps the size of its cells to itself, gives that of its window.
 * Source: xterm control sequences, XTSMGRAPHICS.
 */
export const GRAPHICS_QUERY = '\u001B[?2;1;0S';

/** Bytes that tmux hands to the terminal around it. Source: tmux(1), allow-passthrough. */
export function throughTmux(text: string): string {
	return `\u001BPtmux;${text.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`;
}

/** Wider cells than this are an image's limit divided by columns, not a font. */
const WIDEST_CELL = 64;

/** What is known with one more answer; the same terminal where the answer is about something else. */
export function withAnswer(
	terminal: ImageTerminal,
	reply: string,
	screen: {readonly columns: number; readonly rows: number},
): ImageTerminal {
	const name = /^\u001BP>\|(.*?)(?:\u001B\\|\u0007)$/s.exec(reply)?.[1];
	if (name !== undefined) return {...terminal, name};
	const attributes = /^\u001B\[\?([\d;]+)c$/.exec(reply)?.[1];
	if (attributes !== undefined) return {...terminal, attributes: attributes.split(';').map(Number)};
	const [, height, width] = /^\u001B\[6;(\d+);(\d+)t$/.exec(reply) ?? [];
	const cell = {width: Number(width), height: Number(height)};
	if (cell.width > 0 && cell.height > 0) return {...terminal, cell};
	const graphics = /^\u001B\[\?[\d;]+S$/.test(reply);
	return graphics ? {...terminal, cell: terminal.cell ?? cellOfWindow(reply, screen)} : terminal;
}

/** A cell, from the size of a window in pixels; undefined where it is a limit of another kind. */
function cellOfWindow(reply: string, screen: {readonly columns: number; readonly rows: number}): ImageTerminal['cell'] {
	const [, pixelsWide, pixelsHigh] = /^\u001B\[\?2;0;(\d+);(\d+)S$/.exec(reply) ?? [];
	const width = Math.floor(Number(pixelsWide) / screen.columns);
	const height = Math.floor(Number(pixelsHigh) / screen.rows);
	// A window above xterm's limit of 1000 gives cells that are too small: an image stays within its own.
	return width > 0 && height > 0 && width <= WIDEST_CELL ? {width, height} : undefined;
}
