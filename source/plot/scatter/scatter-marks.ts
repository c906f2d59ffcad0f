import {createDotCanvas} from '../braille-canvas.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs, Style} from '../cells.ts';
import {type ScatterInput, type ScatterField, type ScatterPoint, dotOf} from './scatter-layout.ts';
import {scatterGlyphs} from './scatter-legend.ts';
import {isSparse} from './scatter-points.ts';
import {ACCENT, BEST, QUIET, WARNING} from '../style.ts';

const CURSOR: Style = {foreground: {kind: 'role', role: 'accent'}, bold: true, inverse: true};

/** Whether a point is one of the few to be looked at first: of those that break a constraint there may be many. */
export function standsOut({mark}: ScatterPoint): boolean {
	return mark !== undefined && mark !== 'infeasible';
}

/** The lines under the points, and the one that joins the Pareto front. */
export function drawLines(grid: CellGrid, input: ScatterInput, layout: ScatterField, glyphs: Glyphs): void {
	const {area, place} = layout;
	const canvas = createDotCanvas(area.columns, area.rows, glyphs);
	const front = input.front === undefined ? [] : [{places: input.front, style: ACCENT}];
	for (const {places, style} of [...(input.lines ?? []), ...front]) {
		places.forEach((corner, index) => {
			const before = places[index - 1];
			if (before === undefined) return;
			const [from, to] = [dotOf(place(before), canvas), dotOf(place(corner), canvas)];
			canvas.line(from.x, from.y, to.x, to.y, style);
		});
	}
	canvas.drawOn(grid, area.left, area.top);
}

/** The shortest bar that is drawn, in dots: a cell is 2 wide and 4 high. */
const BAR_DOTS = {across: 4, up: 8} as const;

/** Cells a point, from which on the intervals of all are drawn: bars take more room than points. */
const BAR_CELLS = 20;

/** Bars of the intervals: of all points where they are few, else of those that stand out. */
export function drawBars(grid: CellGrid, input: ScatterInput, layout: ScatterField, glyphs: Glyphs): void {
	const all = isSparse(input, layout, BAR_CELLS);
	const points = input.points.filter(point => point.spread !== undefined && (all || standsOut(point)));
	drawBarsOf(grid, points, layout, glyphs);
}

function drawBarsOf(
	grid: CellGrid,
	points: readonly ScatterPoint[],
	{area, place}: ScatterField,
	glyphs: Glyphs,
): void {
	const canvas = createDotCanvas(area.columns, area.rows, glyphs);
	for (const point of points) {
		const {x, y} = point.spread ?? {};
		const ends = [
			...(x === undefined ? [] : [[x.low, point.y, x.high, point.y] as const]),
			...(y === undefined ? [] : [[point.x, y.low, point.x, y.high] as const]),
		];
		for (const [x0, y0, x1, y1] of ends) {
			const [from, to] = [dotOf(place({x: x0, y: y0}), canvas), dotOf(place({x: x1, y: y1}), canvas)];
			// A bar that does not reach out of the point's own cell would be a speck beside it.
			if (Math.abs(to.x - from.x) < BAR_DOTS.across && Math.abs(to.y - from.y) < BAR_DOTS.up) continue;
			canvas.line(from.x, from.y, to.x, to.y, QUIET);
		}
	}
	canvas.drawOn(grid, area.left, area.top);
}

/** What breaks a constraint, marked ones, front, knee and best over the points, in this order, so that the rarer is on top. */
export function drawMarks(grid: CellGrid, input: ScatterInput, layout: ScatterField, glyphs: Glyphs): void {
	const marks = scatterGlyphs(glyphs);
	const marked = input.points.filter(({mark}) => mark !== undefined);
	for (const [mark, style] of [
		['infeasible', WARNING],
		['marked', ACCENT],
		['pareto', ACCENT],
		['knee', ACCENT],
		['best', BEST],
	] as const) {
		for (const point of marked) if (point.mark === mark) setAt(grid, layout, point, marks[mark], style);
	}
}

/** The point under the cursor, with its bars; on a mark its glyph is left to be read. */
export function drawCursor(grid: CellGrid, point: ScatterPoint, layout: ScatterField, glyphs: Glyphs): void {
	const marks = scatterGlyphs(glyphs);
	drawBarsOf(grid, [point], layout, glyphs);
	setAt(grid, layout, point, point.mark === undefined ? marks.cursor : marks[point.mark], CURSOR);
}

function setAt(grid: CellGrid, {area, cellOf}: ScatterField, point: ScatterPoint, glyph: string, style: Style): void {
	const cell = cellOf(point);
	if (cell !== undefined) grid.set(area.left + cell.column, area.top + cell.row, glyph, style);
}
