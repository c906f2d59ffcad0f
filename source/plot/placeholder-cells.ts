import type {Line, Picture, Style} from './cells.ts';

/** An image that the terminal itself holds, and the cells that it was told to fill with it. */
export type PlacedImage = {
	/** 24 bits, not 0. */
	readonly id: number;
	readonly columns: number;
	readonly rows: number;
};

/** The character whose cells kitty and Ghostty fill with a part of an image. */
const PLACEHOLDER = '\u{10EEEE}';

/**
 * Marks that say which row and column of the image a cell is, from 0. The first 40 of the list of the protocol.
 * Source: kitty, "Unicode placeholders" of its graphics protocol, and rowcolumn-diacritics.txt.
 */
const MARKS = [
	0x0305, 0x030d, 0x030e, 0x0310, 0x0312, 0x033d, 0x033e, 0x033f, 0x0346, 0x034a, 0x034b, 0x034c, 0x0350, 0x0351,
	0x0352, 0x0357, 0x035b, 0x0363, 0x0364, 0x0365, 0x0366, 0x0367, 0x0368, 0x0369, 0x036a, 0x036b, 0x036c, 0x036d,
	0x036e, 0x036f, 0x0483, 0x0484, 0x0485, 0x0486, 0x0487, 0x0592, 0x0593, 0x0594, 0x0595, 0x0597,
] as const;

/** The largest room, in cells, that an image is placed in: half of a screen of 80 columns. */
export const MOST_PLACED = {columns: 38, rows: 19} as const;

/** Cells that the terminal fills with an image which it was given before; they move and are cut as any text is. */
export function renderPlaceholders({id, columns, rows}: PlacedImage): Picture {
	const style: Style = {foreground: {kind: 'rgb', red: (id >> 16) & 0xff, green: (id >> 8) & 0xff, blue: id & 0xff}};
	return Array.from({length: rows}, (_, row): Line => [{text: placeholderRow(row, columns), style}]);
}

/** The cells of one row of an image, from 0. */
export function placeholderRow(row: number, columns: number): string {
	return Array.from({length: columns}, (_, column) => PLACEHOLDER + markOf(row) + markOf(column)).join('');
}

/** Whether a run of text is cells of an image. */
export function isPlaceholder(text: string): boolean {
	return text.startsWith(PLACEHOLDER);
}

function markOf(place: number): string {
	return String.fromCharCode(MARKS[place] ?? MARKS[0]);
}
