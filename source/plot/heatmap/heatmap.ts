import {type CellGrid, createCellGrid} from '../cell-grid.ts';
import type {Glyphs, Line, Picture} from '../cells.ts';
import {type ColorScale, createDivergingScale} from '../color-scale.ts';
import {createCellPainter} from './heatmap-cells.ts';
import {drawIsolines} from './heatmap-isolines.ts';
import {
	type HeatmapInput,
	type HeatmapLayout,
	type HeatmapSize,
	type HeatmapValues,
	heatmapValues,
	layoutHeatmap,
} from './heatmap-layout.ts';
import {heatmapLegend, heatmapTitle} from './heatmap-legend.ts';
import {type HeatmapMarks, heatmapMarks} from './heatmap-marks.ts';
import {packSegments} from '../legend.ts';
import {drawMessage} from '../message.ts';
import {ACCENT_BOLD, QUIET} from '../style.ts';
import {cellText, cutToWidth, displayWidth, fitToWidth} from '../width.ts';

/** The room of a heatmap and its colours. */
export type HeatmapOptions = Pick<HeatmapSize, 'columns' | 'rows' | 'glyphs'> & {
	/** Whether the picture begins with a line that names metric, axes and fixed values; true when absent. */
	readonly header?: boolean;
	/** Colours of the cells' backgrounds; absent on a terminal without colours: then shades. */
	readonly scale?: ColorScale | undefined;
};

/**
 * A heatmap over two parameters: colour or shade, and the value as text where cells have room; best `★`, tied `=`,
 * not run `·`, failed `×`, pruned `┤` with what was last reported, pending `…`, the cursor in brackets, a legend with the range. Where the axes are longer
 * than the room a window around the cursor is shown and its edges say so. Always `rows` × `columns`.
 */
export function renderHeatmap(input: HeatmapInput, wanted: HeatmapOptions): Picture {
	const {glyphs} = wanted;
	const scale = input.ratio === undefined || wanted.scale === undefined ? wanted.scale : createDivergingScale();
	const options = {...wanted, scale};
	const grid = createCellGrid(options.columns, options.rows);
	const values = heatmapValues(input);
	if (values === undefined) return drawMessage(grid, input.empty, glyphs);
	const header = headerLines(input, values, options);
	const layout = layoutHeatmap(input, {...options, colored: scale !== undefined, headerLines: header.length}, values);
	if (layout === undefined) return drawMessage(grid, 'no room', glyphs);
	const marks = heatmapMarks(glyphs);
	drawLines(grid, 0, header);
	drawXTicks(grid, input, layout, glyphs);
	drawYTicks(grid, input, layout, glyphs);
	const paint = createCellPainter(grid, layout, values, {scale, marks});
	for (let y = 0; y < layout.down.count; y += 1) {
		for (let x = 0; x < layout.across.count; x += 1) {
			const [atX, atY] = [layout.across.first + x, layout.down.first + y];
			const isCursor = input.cursor?.x === atX && input.cursor.y === atY;
			paint(x, y, input.cells[atY * input.x.ticks.length + atX], isCursor);
		}
	}
	if (input.hasIsolines === true) {
		const blanks = new Set([' ', ...marks.shades, ...marks.bareShades]);
		drawIsolines(grid, input, layout, values, {glyphs, scale, blanks});
	}
	drawWindowEdges(grid, layout, marks);
	drawLines(grid, layout.legendRow ?? 0, legendLines(input, layout, values, options));
	return grid.picture();
}

/** Where the parts of {@link renderHeatmap} stand, for a mouse; undefined where it draws no plot. */
export function heatmapLayoutOf(input: HeatmapInput, options: HeatmapOptions): HeatmapLayout | undefined {
	const values = heatmapValues(input);
	if (values === undefined) return undefined;
	const {length} = headerLines(input, values, options);
	return layoutHeatmap(input, {...options, colored: options.scale !== undefined, headerLines: length}, values);
}

/** One line, two where there is height and the first is full, none on less than 6 rows. */
function headerLines(input: HeatmapInput, values: HeatmapValues, options: HeatmapOptions): readonly Line[] {
	if (options.header === false || options.rows < 6) return [];
	const maxLines = options.rows >= 16 ? 2 : 1;
	const {columns, glyphs} = options;
	return packSegments(heatmapTitle(input, values, glyphs), {columns, maxLines, glyphs});
}

function legendLines(
	input: HeatmapInput,
	layout: HeatmapLayout,
	values: HeatmapValues,
	options: HeatmapOptions,
): readonly Line[] {
	if (layout.legendRow === undefined) return [];
	const {columns, rows, glyphs, scale} = options;
	const segments = heatmapLegend(input, layout, values, {scale, marks: heatmapMarks(glyphs), glyphs});
	return packSegments(segments, {columns, maxLines: Math.min(2, rows - layout.legendRow), glyphs});
}

/** Draws lines from the left edge on. */
function drawLines(grid: CellGrid, top: number, lines: readonly Line[]): void {
	lines.forEach((line, row) => {
		let column = 0;
		for (const run of line) column = grid.put(column, top + row, run.text, run.style);
	});
}

/**
 * Every label where they fit; else each so many, with the room of those between. They stay where they are: that of the
 * cursor stands among them where it has room.
 */
function drawXTicks(grid: CellGrid, input: HeatmapInput, {across, left, tickRow}: HeatmapLayout, glyphs: Glyphs): void {
	const labels = input.x.ticks.slice(across.first, across.first + across.count).map(tick => cellText(tick, glyphs));
	const widest = labels.reduce((width, label) => Math.max(width, displayWidth(label)), 0);
	const stride = Math.max(1, Math.ceil((Math.min(widest, 12) + 1) / across.step));
	const cursor = (input.cursor?.x ?? -1) - across.first;
	if (stride === 1) {
		labels.forEach((label, x) => {
			const text = fitToWidth(label, across.size, 'center', glyphs);
			grid.put(left + x * across.step, tickRow, text, x === cursor ? ACCENT_BOLD : QUIET);
		});
		return;
	}
	// The mark of a window that goes on stands at the right edge.
	const end = across.first + across.count < across.total ? grid.columns - 2 : grid.columns;
	const placed = labels.map((label, x) => {
		const text = cutToWidth(label, 12, glyphs);
		return {x, text, start: left + x * across.step, width: displayWidth(text)};
	});
	const steady = placed.filter(({x, start, width}) => (across.first + x) % stride === 0 && start + width <= end);
	const own = placed[cursor];
	const isFree =
		own !== undefined &&
		own.start + own.width <= end &&
		steady.every(({start, width}) => start > own.start + own.width || start + width < own.start);
	for (const {x, text, start} of isFree ? [...steady, own] : steady)
		grid.put(start, tickRow, text, x === cursor ? ACCENT_BOLD : QUIET);
}

function drawYTicks(grid: CellGrid, input: HeatmapInput, layout: HeatmapLayout, glyphs: Glyphs): void {
	const {down} = layout;
	for (let y = 0; y < down.count; y += 1) {
		const index = down.first + y;
		const row = layout.top + y * down.step + (down.size === 2 ? 1 : Math.floor((down.size - 1) / 2));
		const label = cellText(input.y.ticks[index] ?? '', glyphs);
		grid.put(
			0,
			row,
			fitToWidth(label, layout.labelColumns, 'end', glyphs),
			input.cursor?.y === index ? ACCENT_BOLD : QUIET,
		);
	}
}

/** Says at which edges there is more than what is shown. */
function drawWindowEdges(grid: CellGrid, {across, down, left, top, tickRow}: HeatmapLayout, marks: HeatmapMarks): void {
	const right = Math.min(left + across.count * across.step, grid.columns - 1);
	const bottom = top + down.count * down.step - 1;
	if (across.first > 0) grid.set(left - 1, tickRow, marks.more.left, ACCENT_BOLD);
	if (across.first + across.count < across.total) grid.set(right, tickRow, marks.more.right, ACCENT_BOLD);
	if (down.first > 0) grid.set(left - 1, top, marks.more.up, ACCENT_BOLD);
	if (down.first + down.count < down.total) grid.set(left - 1, bottom, marks.more.down, ACCENT_BOLD);
}
