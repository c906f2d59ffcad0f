import {createDotCanvas, type DotCanvas} from '../braille-canvas.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs} from '../cells.ts';
import type {ColorScale} from '../color-scale.ts';
import type {HeatmapInput, HeatmapLayout, HeatmapValues} from './heatmap-layout.ts';

type Point = {readonly x: number; readonly y: number};

/** A corner of a square of four cells: where its middle is in dots, and its value, 0 to 1. */
type Corner = Point & {readonly fraction: number};

/** What lines are drawn with. */
export type IsolineOptions = {
	readonly glyphs: Glyphs;
	readonly scale: ColorScale | undefined;
	readonly blanks: ReadonlySet<string>;
};

/**
 * Draws the lines of equal value at the levels of a heatmap, from middle to middle of cells (marching squares of
 * Lorensen and Cline 1987 in two dimensions; a saddle is parted by the mean of its corners). Only over `blanks`, so that
 * no figure is lost; between cells without a value there is no line.
 */
export function drawIsolines(
	grid: CellGrid,
	input: HeatmapInput,
	layout: HeatmapLayout,
	values: HeatmapValues,
	{glyphs, scale, blanks}: IsolineOptions,
): void {
	const {across, down, left, top} = layout;
	const canvas = createDotCanvas(across.count * across.step, down.count * down.step, glyphs);
	const cornerAt = (x: number, y: number): Corner => {
		const cell = input.cells[(down.first + y) * input.x.ticks.length + across.first + x];
		return {
			x: x * across.step * 2 + across.size - 0.5,
			y: y * down.step * 4 + down.size * 2 - 0.5,
			fraction: cell?.kind === 'value' ? values.fraction(cell.value) : Number.NaN,
		};
	};
	for (const level of values.levels) {
		const fraction = values.fraction(level);
		for (let y = 0; y + 1 < down.count; y += 1) {
			for (let x = 0; x + 1 < across.count; x += 1) {
				const square = [cornerAt(x, y), cornerAt(x + 1, y), cornerAt(x + 1, y + 1), cornerAt(x, y + 1)] as const;
				drawSquare(canvas, square, fraction);
			}
		}
	}
	canvas.drawOn(grid, left, top, (column, row, glyph) => {
		if (!blanks.has(grid.glyphAt(column, row))) return;
		const background = grid.styleAt(column, row)?.background;
		const x = across.first + Math.floor((column - left) / across.step);
		const y = down.first + Math.floor((row - top) / down.step);
		const cell = input.cells[y * input.x.ticks.length + x];
		const isOnColor = scale !== undefined && background !== undefined && cell?.kind === 'value';
		grid.set(column, row, glyph, isOnColor ? {background, foreground: scale.textAt(values.fraction(cell.value))} : {});
	});
}

function drawSquare(canvas: DotCanvas, corners: readonly [Corner, Corner, Corner, Corner], level: number): void {
	if (corners.some(({fraction}) => Number.isNaN(fraction))) return;
	const crossings = corners.flatMap((corner, index): Point[] => {
		const next = corners[(index + 1) % 4] ?? corner;
		if (corner.fraction < level === next.fraction < level) return [];
		const share = (level - corner.fraction) / (next.fraction - corner.fraction);
		return [{x: corner.x + (next.x - corner.x) * share, y: corner.y + (next.y - corner.y) * share}];
	});
	const [first, second, third, fourth] = crossings;
	if (first === undefined || second === undefined) return;
	if (third === undefined || fourth === undefined) return drawLine(canvas, first, second);
	const middle = corners.reduce((sum, {fraction}) => sum + fraction, 0) / 4;
	const joined = middle < level === corners[0].fraction < level;
	drawLine(canvas, first, joined ? second : fourth);
	return drawLine(canvas, third, joined ? fourth : second);
}

function drawLine(canvas: DotCanvas, from: Point, to: Point): void {
	canvas.line(Math.round(from.x), Math.round(from.y), Math.round(to.x), Math.round(to.y));
}
