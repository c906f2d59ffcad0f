import {createDotCanvas} from '../../source/plot/braille-canvas.ts';
import type {Glyphs, Line, Picture, Style} from '../../source/plot/cells.ts';
import {choosePrefix, formatScaled} from '../../source/plot/quantity.ts';
import {channelDefinitions, type Signal} from '../../source/store/signals.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {beside, column, fitPicture, outside, run} from '../lines.ts';
import {BOLD, DIM, WARNING} from '../style.ts';
import {formatClock} from '../units.ts';
import {
	inUnits,
	missingLines,
	rangeText,
	signalData,
	type SignalData,
	splitQuantity,
	steadyRange,
} from './telemetry.ts';

const LABEL = 21;
const AXIS = 8;
const SERIES: Style = {foreground: {kind: 'role', role: 'series', index: 0}};

/**
 * Telemetry with axes: each signal takes `rowsEach` lines: label, value and source at the left, its course over the
 * whole run at the right, with the highest and the lowest value beside it. Under them one line for all that has no source.
 */
export function drawSignalDetails(
	model: ScreenModel,
	{glyphs, pictures}: Drawing,
	columns: number,
	{signals, rowsEach}: {readonly signals: readonly Signal[]; readonly rowsEach: number},
): Picture {
	const drawn = signals.flatMap((measured, index) => {
		const chartColumns = Math.max(0, columns - LABEL - AXIS - 1);
		const {signal, data} = inUnits(model, measured, signalData(model, measured, chartColumns));
		const chart = drawChart(signal, data, {columns: chartColumns, rows: Math.max(1, rowsEach - 1), glyphs, pictures});
		// All rows have one time axis: it stands under the last.
		const axis: Line = index === signals.length - 1 ? [run(spanText(data, chartColumns, glyphs), DIM)] : [];
		const texts = fitPicture(textLines(model, signal, data, glyphs), LABEL, rowsEach, glyphs);
		return beside([texts, fitPicture([...chart, axis], columns - LABEL - 1, rowsEach, glyphs)], rowsEach, 1);
	});
	return [...drawn, ...missingLines(model, columns, glyphs)];
}

function textLines(model: ScreenModel, signal: Signal, data: SignalData, glyphs: Glyphs): Picture {
	const [value, unit] = splitQuantity(data.latest, signal.unit, glyphs);
	const estimate = signal.estimate ? [run(' est', WARNING)] : [];
	const first: Line = [
		column(` ${signal.label}`, 9, 'start', glyphs, DIM),
		column(value, 6, 'end', glyphs, BOLD),
		outside(` ${unit}`, glyphs, DIM),
		...estimate,
	];
	const range = data.low === undefined ? '' : ` ${rangeText(model, signal, data, {columns: LABEL - 1, glyphs})}`;
	return [first, [outside(range, glyphs, DIM)], [outside(` ${sourceText(model, signal)}`, glyphs, DIM)]];
}

/** Where the values come from and what they cover. */
function sourceText({state}: ScreenModel, {source}: Signal): string {
	if (source.kind === 'durations') return 'of each trial';
	const definition = channelDefinitions(state).get(source.channel);
	if (definition === undefined) return source.channel;
	// Of an estimate the value itself says that it is one.
	return definition.scope === 'estimate' ? definition.source : `${definition.source} ${definition.scope}`;
}

type ChartPlace = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	readonly pictures: Drawing['pictures'];
};

/**
 * The course as dots: a line through the means of the cells, upright in each from its lowest to its highest value, and
 * the ends of the scale at the right. Painted again only when a dot or an end moves.
 */
function drawChart(signal: Signal, data: SignalData, place: ChartPlace): Picture {
	const {columns, rows, glyphs, pictures} = place;
	if (data.low === undefined || data.high === undefined) return [[run('no sample yet', DIM)]];
	const range = steadyRange([data.low, data.high], Math.abs(data.high) * 0.02);
	const highest = rows * DOTS_A_ROW - 1;
	const levelOf = (value: number): number => {
		const fraction = (value - range.low) / (range.high - range.low);
		return Math.round((1 - Math.min(1, Math.max(0, fraction))) * highest);
	};
	const levels = data.spans.map((span): Levels | undefined =>
		span === undefined ? undefined : [levelOf(span.high), levelOf(span.mean), levelOf(span.low)],
	);
	// One prefix for both: beside 1.86 GiB stand 0.47, not 477.
	const prefix = choosePrefix(Math.max(Math.abs(range.high), Math.abs(range.low)), signal.unit);
	const ends = [range.high, range.low].map(value => formatScaled(value, prefix, 3));
	const parts = [columns, rows, glyphs, ends.join(' '), levels.map(level => level?.join('-')).join(',')];
	return pictures.recall(`chart ${signal.label}`, parts, () => chartPicture(levels, ends, place));
}

/** Rows of dots of a cell's highest value, its mean and its lowest value, counted from the top. */
type Levels = readonly [high: number, mean: number, low: number];

/** Dots that a cell has from top to bottom. */
const DOTS_A_ROW = 4;

function chartPicture(
	levels: readonly (Levels | undefined)[],
	[high = '', low = '']: readonly string[],
	{columns, rows, glyphs}: ChartPlace,
): Picture {
	const canvas = createDotCanvas(columns, rows, glyphs);
	const perCell = canvas.width / Math.max(1, columns);
	let previous: {readonly x: number; readonly y: number} | undefined;
	levels.forEach((level, index) => {
		if (level === undefined) {
			previous = undefined;
			return;
		}
		const [top, y, bottom] = level;
		const x = Math.round((index + 0.5) * perCell);
		canvas.line(x, top, x, bottom, SERIES);
		if (previous !== undefined) canvas.line(previous.x, previous.y, x, y, SERIES);
		previous = {x, y};
	});
	return Array.from({length: rows}, (_, row) => {
		const end = row === 0 ? high : row === rows - 1 ? low : '';
		return [run(canvas.text(row), SERIES), run(` ${end}`.padEnd(AXIS), DIM)];
	});
}

/** The time axis: what stands at the left end of the row and how long a cell is. */
function spanText({cellMs, cells}: SignalData, columns: number, glyphs: Glyphs): string {
	if (cellMs === undefined) return `${cells.length} steps`.slice(0, columns);
	const dash = glyphs === 'ascii' ? '-' : '─';
	const words = `${formatClock(cells.length * cellMs)} at ${cellMs / 1000} s a cell`;
	return words.length > columns ? words.slice(0, columns) : `${dash.repeat(2)} ${words}`;
}
