import {dotOfFraction, type PlotArea} from '../axes.ts';
import {type DotCanvas, createDotCanvas} from '../braille-canvas.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs, Style} from '../cells.ts';
import type {ColorScale} from '../color-scale.ts';
import {hasRoomEach} from '../point-room.ts';
import {
	type Fractions,
	type ScatterInput,
	type ScatterField,
	type ScatterPoint,
	type ScatterSize,
	colorFractions,
	dotOf,
	sizeFractions,
} from './scatter-layout.ts';
import {type ScatterGlyphs, digitOf, scatterGlyphs} from './scatter-legend.ts';

/** Radii of the smallest and the largest circle, in dots: a cell is 2 dots wide and 4 high. */
const RADII = {least: 1, most: 5} as const;

const POINT: Style = {foreground: {kind: 'role', role: 'series', index: 0}};

/** How points are drawn: the room and its colours. */
type PointOptions = ScatterSize & {
	readonly scale?: ColorScale | undefined;
	/** Cells a point, from which on each has a glyph of its own. */
	readonly sparseCells?: number;
};

/** Whether points have so much room that each can be looked at alone. */
export function isSparse(input: ScatterInput, {area}: ScatterField, cells?: number): boolean {
	return hasRoomEach(input.points.length, area, cells);
}

/** Draws the points in the colour or by the glyph of their category, in circles where a size is chosen. */
export function drawPoints(grid: CellGrid, input: ScatterInput, layout: ScatterField, options: PointOptions): void {
	const sizes = sizeFractions(input);
	if (sizes !== undefined) drawCircles(grid, input, layout, {...options, sizes});
	const isRamp = input.color?.isOrdered === true && options.scale !== undefined;
	if (input.color?.categories !== undefined && !isRamp) return drawCategories(grid, input, layout, options);
	const marks = scatterGlyphs(options.glyphs);
	const {area} = layout;
	const tally = tallyColors(input, layout);
	const canvas = createDotCanvas(area.columns, area.rows, options.glyphs);
	for (const point of input.points) {
		const at = layout.place(point);
		if (Number.isNaN(at.x) || Number.isNaN(at.y)) continue;
		const dot = dotOf(at, canvas);
		canvas.dot(dot.x, dot.y, POINT);
	}
	canvas.drawOn(grid, area.left, area.top);
	if (options.glyphs === 'unicode' && isSparse(input, layout, options.sparseCells))
		drawSparsePoints(grid, input, layout);
	if (tally === undefined) return undefined;
	tally.counts.forEach((count, cell) => {
		const [column, row] = [area.left + (cell % area.columns), area.top + Math.floor(cell / area.columns)];
		if (count > 0) {
			const mean = (tally.sums[cell] ?? 0) / count;
			const glyph = options.scale === undefined ? digitOf(mean) : grid.glyphAt(column, row);
			grid.set(column, row, glyph, options.scale === undefined ? POINT : {foreground: options.scale.markAt(mean)});
		} else if (tally.hollow[cell] === 1) grid.set(column, row, marks.hollow, POINT);
	});
	return undefined;
}

/** Dots of one style where each pair of fractions says; none where one of them is NaN. */
export function drawDots(
	grid: CellGrid,
	{x, y}: {readonly x: Float64Array; readonly y: Float64Array},
	{left, top, columns, rows}: PlotArea,
	glyphs: Glyphs,
): void {
	const canvas = createDotCanvas(columns, rows, glyphs);
	for (let row = 0; row < x.length; row += 1)
		canvas.dot(dotOfFraction(x[row] ?? 0, canvas.width), dotOfFraction(1 - (y[row] ?? 0), canvas.height), POINT);
	canvas.drawOn(grid, left, top);
}

/** By cell: the sum and the number of colour fractions, and whether a point without a colour is there. */
type Tally = {readonly sums: Float64Array; readonly counts: Uint32Array; readonly hollow: Uint8Array};

function tallyColors(input: ScatterInput, layout: ScatterField): Tally | undefined {
	if (input.color === undefined) return undefined;
	const cells = layout.area.columns * layout.area.rows;
	const tally = {sums: new Float64Array(cells), counts: new Uint32Array(cells), hollow: new Uint8Array(cells)};
	const fractions = colorFractions(input);
	for (const point of input.points) {
		const cell = layout.cellIndex(point);
		if (cell < 0) continue;
		const fraction = fractionOf(point.color, fractions);
		if (Number.isNaN(fraction)) tally.hollow[cell] = 1;
		else {
			tally.sums[cell] = (tally.sums[cell] ?? 0) + fraction;
			tally.counts[cell] = (tally.counts[cell] ?? 0) + 1;
		}
	}
	return tally;
}

function fractionOf(value: number | undefined, fractions: Fractions | undefined): number {
	return value === undefined ? Number.NaN : (fractions?.of(value) ?? Number.NaN);
}

/** Where points are few, one dot of a braille cell would be lost on the eye: each gets a glyph of its own. */
function drawSparsePoints(grid: CellGrid, input: ScatterInput, {area, cellOf}: ScatterField): void {
	for (const point of input.points) {
		const cell = cellOf(point);
		if (cell !== undefined) grid.set(area.left + cell.column, area.top + cell.row, '•', POINT);
	}
}

/** Circles whose area grows with the size, the large ones first, so that they hide none. */
function drawCircles(
	grid: CellGrid,
	input: ScatterInput,
	layout: ScatterField,
	{glyphs, scale, sizes}: PointOptions & {readonly sizes: Fractions},
): void {
	const canvas = createDotCanvas(layout.area.columns, layout.area.rows, glyphs);
	const colors = colorFractions(input);
	const sized = input.points.flatMap(point => {
		const fraction = fractionOf(point.size, sizes);
		return Number.isNaN(fraction) ? [] : [{point, fraction}];
	});
	for (const {point, fraction} of sized.toSorted((a, b) => b.fraction - a.fraction)) {
		const at = layout.place(point);
		if (Number.isNaN(at.x) || Number.isNaN(at.y)) continue;
		const radius = RADII.least + (RADII.most - RADII.least) * Math.sqrt(fraction);
		drawCircle(canvas, dotOf(at, canvas), radius, styleOf(point, input, colors, scale));
	}
	canvas.drawOn(grid, layout.area.left, layout.area.top);
}

function drawCircle(
	canvas: DotCanvas,
	centre: {readonly x: number; readonly y: number},
	radius: number,
	style: Style,
): void {
	const steps = Math.ceil(2 * Math.PI * radius);
	for (let step = 0; step < steps; step += 1) {
		const angle = (2 * Math.PI * step) / steps;
		const [x, y] = [centre.x + radius * Math.cos(angle), centre.y + radius * Math.sin(angle)];
		canvas.dot(Math.round(x), Math.round(y), style);
	}
}

function styleOf(
	point: ScatterPoint,
	{color}: ScatterInput,
	colors: Fractions | undefined,
	scale: ColorScale | undefined,
): Style {
	const fraction = fractionOf(point.color, colors);
	if (color === undefined || Number.isNaN(fraction)) return POINT;
	const isRamp = scale !== undefined && (color.categories === undefined || color.isOrdered === true);
	if (isRamp) return {foreground: scale.markAt(fraction)};
	return color.categories === undefined || point.color === undefined
		? POINT
		: {foreground: {kind: 'role', role: 'series', index: point.color}};
}

/** The most frequent category of each cell, as its glyph in its colour. */
function drawCategories(grid: CellGrid, input: ScatterInput, layout: ScatterField, options: PointOptions): void {
	const marks = scatterGlyphs(options.glyphs);
	const kinds = marks.categories.length + 2;
	const {area} = layout;
	const counts = new Uint32Array(area.columns * area.rows * kinds);
	for (const point of input.points) {
		const cell = layout.cellIndex(point);
		if (cell < 0) continue;
		const kind = kindOf(point.color, marks);
		counts[cell * kinds + kind] = (counts[cell * kinds + kind] ?? 0) + 1;
	}
	for (let cell = 0; cell < area.columns * area.rows; cell += 1) {
		const kind = mostFrequent(counts, cell * kinds, kinds);
		if (counts[cell * kinds + kind] === 0) continue;
		const [column, row] = [area.left + (cell % area.columns), area.top + Math.floor(cell / area.columns)];
		const glyph = marks.categories[kind] ?? (kind === kinds - 1 ? marks.hollow : marks.other);
		grid.set(column, row, glyph, {foreground: {kind: 'role', role: 'series', index: kind}});
	}
}

/** The index, from a place on, of the first of the largest counts. */
function mostFrequent(counts: Uint32Array, from: number, length: number): number {
	let most = 0;
	for (let index = 1; index < length; index += 1)
		if ((counts[from + index] ?? 0) > (counts[from + most] ?? 0)) most = index;
	return most;
}

function kindOf(color: number | undefined, marks: ScatterGlyphs): number {
	if (color === undefined || Number.isNaN(color)) return marks.categories.length + 1;
	return Math.min(color, marks.categories.length);
}
