import type {CellGrid} from './cell-grid.ts';
import type {Glyphs, Style} from './cells.ts';

/**
 * A raster of 2 × 4 dots a cell behind a rectangle of cells. ASCII shows each half of a cell as one dot; places are
 * the same in both.
 */
export type DotCanvas = {
	/** Dots from left to right. */
	readonly width: number;
	/** Dots from top to bottom. */
	readonly height: number;
	/** Sets a dot; the style of a cell is that of its last dot. Outside is ignored. */
	readonly dot: (x: number, y: number, style?: Style) => void;
	/** A straight line of dots, both ends included (Bresenham 1965), clipped to the canvas. */
	readonly line: (x0: number, y0: number, x1: number, y1: number, style?: Style) => void;
	/** Draws the cells that hold a dot, by `put` where one is given. */
	readonly drawOn: (grid: CellGrid, left: number, top: number, put?: CellGrid['set']) => void;
	/** A row of cells as text, blank where it has no dot: for a canvas of one style that nothing else shares. */
	readonly text: (row: number) => string;
};

/** Bits of the braille pattern by column and row of the dot (Unicode chapter 21, U+2800). */
const BRAILLE_BITS = [
	[0x01, 0x02, 0x04, 0x40],
	[0x08, 0x10, 0x20, 0x80],
] as const;

/** Upper dot, lower dot, both. */
const ASCII_DOTS = [' ', "'", '.', ':'] as const;

/** An empty canvas over that many cells. */
export function createDotCanvas(columns: number, rows: number, glyphs: Glyphs): DotCanvas {
	const [width, height] = [columns * 2, rows * 4];
	const bits = new Uint8Array(Math.max(0, columns * rows));
	const styles = Array.from<Style | undefined>({length: bits.length});

	const dot = (x: number, y: number, style?: Style): void => {
		if (!(x >= 0 && x < width && y >= 0 && y < height)) return;
		const cell = (y >> 2) * columns + (x >> 1);
		const bit = glyphs === 'ascii' ? 1 << ((y >> 1) & 1) : (BRAILLE_BITS[x & 1]?.[y & 3] ?? 0);
		bits[cell] = (bits[cell] ?? 0) | bit;
		if (styles[cell] !== style) styles[cell] = style;
	};
	const glyphOf = (pattern: number): string =>
		glyphs === 'ascii' ? (ASCII_DOTS[pattern] ?? ' ') : String.fromCodePoint(0x2800 + pattern);
	return {
		width,
		height,
		dot,
		line: (x0, y0, x1, y1, style) => {
			const inside = clipSegment({x0, y0, x1, y1}, width, height);
			if (inside !== undefined) walk(inside, (x, y) => dot(x, y, style));
		},
		drawOn: (grid, left, top, put = grid.set) => {
			bits.forEach((pattern, cell) => {
				if (pattern === 0) return;
				put(left + (cell % columns), top + Math.floor(cell / columns), glyphOf(pattern), styles[cell]);
			});
		},
		text: row => {
			let text = '';
			for (const pattern of bits.subarray(row * columns, (row + 1) * columns))
				text += pattern === 0 ? ' ' : glyphOf(pattern);
			return text;
		},
	};
}

type Segment = {readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number};

/** The part of a segment that lies on the canvas (Liang and Barsky 1984); undefined where there is none. */
function clipSegment({x0, y0, x1, y1}: Segment, width: number, height: number): Segment | undefined {
	if (![x0, y0, x1, y1].every(Number.isFinite)) return undefined;
	// Most are, and a chart has one for each of its cells.
	if (isInside(x0, width) && isInside(x1, width) && isInside(y0, height) && isInside(y1, height))
		return {x0, y0, x1, y1};
	const [spanX, spanY] = [x1 - x0, y1 - y0];
	const edges = [
		[-spanX, x0],
		[spanX, width - 1 - x0],
		[-spanY, y0],
		[spanY, height - 1 - y0],
	] as const;
	let [start, end] = [0, 1];
	for (const [toward, room] of edges) {
		if (toward === 0 && room < 0) return undefined;
		if (toward < 0) start = Math.max(start, room / toward);
		if (toward > 0) end = Math.min(end, room / toward);
	}
	if (start > end) return undefined;
	const [atX, atY] = [
		(share: number) => Math.round(x0 + spanX * share),
		(share: number) => Math.round(y0 + spanY * share),
	];
	return {x0: atX(start), y0: atY(start), x1: atX(end), y1: atY(end)};
}

function isInside(place: number, size: number): boolean {
	return Number.isInteger(place) && place >= 0 && place < size;
}

function walk({x0, y0, x1, y1}: Segment, visit: (x: number, y: number) => void): void {
	const [stepX, stepY] = [Math.sign(x1 - x0), Math.sign(y1 - y0)];
	const [distanceX, distanceY] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
	let [x, y, error] = [x0, y0, distanceX - distanceY];
	for (let left = Math.max(distanceX, distanceY); left >= 0; left -= 1) {
		visit(x, y);
		const doubled = 2 * error;
		if (doubled > -distanceY) {
			error -= distanceY;
			x += stepX;
		}
		if (doubled < distanceX) {
			error += distanceX;
			y += stepY;
		}
	}
}
