import type {CellGrid} from '../cell-grid.ts';
import type {Style} from '../cells.ts';
import type {ColorScale} from '../color-scale.ts';
import type {HeatmapCell, HeatmapLayout, HeatmapValues, Span} from './heatmap-layout.ts';
import {type HeatmapMarks, cellKindOf} from './heatmap-marks.ts';
import {ACCENT_BOLD, BEST} from '../style.ts';

/** Draws one cell; `x` and `y` count shown cells. */
export type PaintCell = (x: number, y: number, cell: HeatmapCell | undefined, isCursor: boolean) => void;

type Look = {readonly fill: string; readonly style: Style | undefined; readonly textStyle: Style | undefined};
type ValueCell = Extract<HeatmapCell, {kind: 'value'}>;

/** Draws cells by their value: a colour behind the text, or shades around it where there is no colour scale. */
export function createCellPainter(
	grid: CellGrid,
	layout: HeatmapLayout,
	values: HeatmapValues,
	{scale, marks}: {readonly scale: ColorScale | undefined; readonly marks: HeatmapMarks},
): PaintCell {
	const {across, down} = layout;
	// Shades with a row of their own leave the row of the value to its text.
	const hasEdges = scale === undefined && layout.value !== undefined && across.size >= layout.value.columns + 3;
	const textRow = down.size === 2 ? 1 : Math.floor((down.size - 1) / 2);
	return (x, y, cell, isCursor) => {
		const left = layout.left + x * across.step;
		const top = layout.top + y * down.step;
		const look = lookOf(cell, {layout, values, scale, marks});
		for (let row = 0; row < down.size; row += 1) {
			for (let column = 0; column < across.size; column += 1) grid.set(left + column, top + row, look.fill, look.style);
		}
		const text = textOfCell(cell, layout, marks);
		const inner =
			layout.value !== undefined && text.length > layout.value.columns
				? across.size - (hasEdges ? 2 : 0)
				: Math.min(text.length, across.size);
		if (text !== '' && text.length <= across.size) {
			const padded = (' '.repeat(Math.ceil((inner - text.length) / 2)) + text).padEnd(inner);
			grid.put(left + Math.floor((across.size - inner) / 2), top + textRow, padded, look.textStyle);
		}
		const isColored = scale !== undefined;
		if (isCursor) drawCursor(grid, {left, row: top + textRow, span: across, fill: isColored ? undefined : look.fill});
	};
}

/** The value and its mark, right-aligned for the decimal point; a sign for what has none; empty for a bare cell. */
function textOfCell(cell: HeatmapCell | undefined, layout: HeatmapLayout, marks: HeatmapMarks): string {
	if (cell === undefined) return marks.missing;
	const mark = cell.kind === 'value' ? markOf(cell, marks) : marks[cell.kind];
	if (layout.value === undefined || !('value' in cell) || cell.value === undefined) return mark;
	const value = layout.value.format.text(cell.value);
	// What diverged and was pruned for it may be longer than any value that counts.
	if (value.length > layout.value.columns) return mark;
	return value.padStart(layout.value.columns) + (mark === '' ? ' ' : mark);
}

function markOf(cell: ValueCell, marks: HeatmapMarks): string {
	if (cell.mark === 'best') return marks.best;
	return cell.mark === 'tied' ? marks.tied : '';
}

function lookOf(
	cell: HeatmapCell | undefined,
	{
		layout,
		values,
		scale,
		marks,
	}: {
		readonly layout: HeatmapLayout;
		readonly values: HeatmapValues;
		readonly scale: ColorScale | undefined;
		readonly marks: HeatmapMarks;
	},
): Look {
	if (cell?.kind !== 'value') {
		return {fill: ' ', style: undefined, textStyle: cellKindOf(cell)?.style};
	}
	const fraction = values.fraction(cell.value);
	if (scale !== undefined) {
		const background = scale.at(fraction);
		const textStyle = {background, foreground: scale.textAt(fraction), ...(cell.mark === 'best' ? {bold: true} : {})};
		return {fill: ' ', style: {background}, textStyle};
	}
	const shades = layout.value === undefined ? marks.bareShades : marks.shades;
	const shade = shades[Math.min(shades.length - 1, Math.floor(fraction * shades.length))] ?? ' ';
	return {fill: shade, style: undefined, textStyle: cell.mark === 'best' ? BEST : undefined};
}

/** Brackets that hide no figure: in the gaps beside the cell; where cells touch it is inverse, or they stand on its shades (`fill`). */
function drawCursor(
	grid: CellGrid,
	{
		left,
		row,
		span,
		fill,
	}: {readonly left: number; readonly row: number; readonly span: Span; readonly fill: string | undefined},
): void {
	const hasGap = span.step > span.size;
	if (!hasGap && fill === undefined) return grid.restyle(left, row, span.size, {inverse: true, bold: true});
	const [open, close] = hasGap ? [left - 1, left + span.size] : [left, left + span.size - 1];
	if (hasGap || grid.glyphAt(open, row) === fill) grid.set(open, row, '[', ACCENT_BOLD);
	if (hasGap || grid.glyphAt(close, row) === fill) grid.set(close, row, ']', ACCENT_BOLD);
}
