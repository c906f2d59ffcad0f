import {createDotCanvas} from '../../source/plot/braille-canvas.ts';
import {createCellGrid} from '../../source/plot/cell-grid.ts';
import type {Glyphs, Line, Picture, Style} from '../../source/plot/cells.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import {channelDefinitions, type Signal} from '../../source/store/signals.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {beside, column, fitPicture, outside, run} from '../lines.ts';
import {BOLD, DIM, WARNING} from '../style.ts';
import {formatClock} from '../units.ts';
import {rangeText, signalData, type SignalData, splitQuantity, steadyRange} from './telemetry.ts';

const LABEL = 18;
const AXIS = 8;
const SERIES: Style = {foreground: {kind: 'role', role: 'series', index: 0}};

/**
 * Telemetry with axes: each signal takes `rowsEach` lines: label, value and source at the left, its course over the
 * whole run at the right, with the highest and the lowest value beside it.
 */
export function drawSignalDetails(
	model: ScreenModel,
	{glyphs}: Drawing,
	columns: number,
	{rows, rowsEach}: {readonly rows: number; readonly rowsEach: number},
): Picture {
	const shown = model.signals.slice(0, Math.floor(rows / rowsEach));
	return shown.flatMap((signal, index) => {
		const chartColumns = Math.max(0, columns - LABEL - AXIS - 1);
		const data = signalData(model, signal, chartColumns);
		const chart = chartPicture(signal, data, chartColumns, Math.max(1, rowsEach - 1), glyphs);
		// All rows have one time axis: it stands under the last.
		const axis: Line = index === shown.length - 1 ? [run(spanText(data, chartColumns, glyphs), DIM)] : [];
		const texts = fitPicture(textLines(model, signal, data, glyphs), LABEL, rowsEach, glyphs);
		return beside([texts, fitPicture([...chart, axis], columns - LABEL - 1, rowsEach, glyphs)], rowsEach, 1);
	});
}

function textLines(model: ScreenModel, signal: Signal, data: SignalData, glyphs: Glyphs): Picture {
	if (signal.source.kind === 'none') return [[column(` ${signal.label}`, LABEL, 'start', glyphs, DIM)]];
	const [value, unit] = splitQuantity(data.latest, signal.unit, glyphs);
	const estimate = signal.estimate ? [run(' est', WARNING)] : [];
	const first: Line = [
		column(` ${signal.label}`, 8, 'start', glyphs, DIM),
		column(value, 5, 'end', glyphs, BOLD),
		outside(` ${unit}`, glyphs, DIM),
		...estimate,
	];
	const range = data.low === undefined ? '' : ` ${rangeText(model, signal, data, glyphs)}`;
	return [first, [outside(range, glyphs, DIM)], [outside(` ${sourceText(model, signal)}`, glyphs, DIM)]];
}

/** Where the values come from and what they cover. */
function sourceText({state}: ScreenModel, {source}: Signal): string {
	if (source.kind !== 'channel') return source.kind === 'durations' ? 'of each trial' : '';
	const definition = channelDefinitions(state).get(source.channel);
	return definition === undefined ? source.channel : `${definition.source} ${definition.scope}`;
}

/** The course as dots, with the ends of its scale at the right. */
function chartPicture(signal: Signal, data: SignalData, columns: number, rows: number, glyphs: Glyphs): Picture {
	if (signal.source.kind === 'none')
		return [[outside(`${signal.source.reason}: sweeptop probes says why`, glyphs, DIM)]];
	if (data.low === undefined || data.high === undefined) return [[run('no sample yet', DIM)]];
	const range = steadyRange(data.cells, Math.abs(data.high) * 0.02);
	const grid = createCellGrid(columns + AXIS, rows);
	const canvas = createDotCanvas(columns, rows, glyphs);
	const level = (value: number): number => {
		const fraction = (value - range.low) / (range.high - range.low);
		return Math.round((1 - Math.min(1, Math.max(0, fraction))) * (canvas.height - 1));
	};
	const perCell = canvas.width / Math.max(1, columns);
	let previous: {x: number; y: number} | undefined;
	data.cells.forEach((cell, index) => {
		if (cell === undefined) {
			previous = undefined;
			return;
		}
		const at = {x: Math.round((index + 0.5) * perCell), y: level(cell)};
		if (previous === undefined) canvas.dot(at.x, at.y, SERIES);
		else canvas.line(previous.x, previous.y, at.x, at.y, SERIES);
		previous = at;
	});
	canvas.drawOn(grid, 0, 0);
	grid.put(columns + 1, 0, formatQuantity(range.high, signal.unit).split(' ')[0] ?? '', DIM);
	if (rows > 1) grid.put(columns + 1, rows - 1, formatQuantity(range.low, signal.unit).split(' ')[0] ?? '', DIM);
	return grid.picture();
}

/** The time axis: what stands at the left end of the row and how long a cell is. */
function spanText({cellMs, cells}: SignalData, columns: number, glyphs: Glyphs): string {
	if (cellMs === undefined) return `${cells.length} steps`.slice(0, columns);
	const dash = glyphs === 'ascii' ? '-' : '─';
	const words = `${formatClock(cells.length * cellMs)} at ${cellMs / 1000} s a cell`;
	return words.length > columns ? words.slice(0, columns) : `${dash.repeat(2)} ${words}`;
}
