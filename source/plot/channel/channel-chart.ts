import {type Axis, drawYAxis, numericAxis, type PlotArea} from '../axes.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs} from '../cells.ts';
import {type ChannelRow, type ChannelSpan, factorOf, figuresOf, quantityText} from './channel-figures.ts';
import {drawTrace, traceScale} from './channel-trace.ts';
import {CROSS} from '../cross-hair.ts';
import {createScale, type Scale} from '../scale.ts';
import {POINT, QUIET} from '../style.ts';
import {cellText} from '../width.ts';

/** Draws a channel with axes: its words and figures in the line above the area. */
export function drawChart(grid: CellGrid, span: ChannelSpan, row: ChannelRow, area: PlotArea, glyphs: Glyphs): void {
	const {value, found} = figuresOf(span, row);
	let column = grid.put(1, area.top - 1, cellText(row.name, glyphs), {bold: true});
	const figures =
		found === undefined
			? 'no sample in this window'
			: `${quantityText(found.low, row.unit)} to ${quantityText(found.high, row.unit)}, mean ${quantityText(found.mean, row.unit)}`;
	if (!Number.isNaN(value))
		column = grid.put(column + 2, area.top - 1, cellText(quantityText(value, row.unit), glyphs));
	if (row.isEstimate) column = grid.put(column + 1, area.top - 1, 'est', CROSS);
	column = grid.put(column + 2, area.top - 1, cellText(row.trace === undefined ? '' : figures, glyphs), QUIET);
	grid.put(column + 2, area.top - 1, cellText(row.about, glyphs), QUIET);
	const scale = row.trace === undefined ? undefined : traceScale(row.trace, span.window);
	if (row.trace === undefined || scale === undefined) return;
	drawYAxis(grid, area, valueAxis(row, scale, glyphs), glyphs);
	drawTrace(grid, row.trace, {area, window: span.window, scale, glyphs, style: POINT});
}

/** Ticks at round values of the unit that the figures above have: of memory not at 931 MiB but at 1 GiB. */
function valueAxis({unit, convert = value => value}: ChannelRow, {low, high}: Scale, glyphs: Glyphs): Axis {
	const ends = [convert(low), convert(high)] as const;
	const largest = Math.max(...ends.map(Math.abs));
	const factor = factorOf(largest, unit);
	return numericAxis(createScale('linear', ends[0] / factor, ends[1] / factor), '', 2, glyphs);
}
