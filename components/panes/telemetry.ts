import {isDieTemperature} from '../../source/domain/channel.ts';
import {commandBesideRun} from '../../source/domain/sweep/run-address.ts';
import {inChosenUnit} from '../../source/domain/settings.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import {niceStep} from '../../source/plot/scale.ts';
import {renderSparkline, type SparkRange} from '../../source/plot/sparkline.ts';
import {bucketWidth, bucketWidthFor} from '../../source/store/bucket-history.ts';
import type {Bucket, SampleStore} from '../../source/store/samples.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {durationCells, type Signal, quantile95} from '../../source/store/signals.ts';
import type {Drawing} from '../context.ts';
import {column, fitLine, outside, run} from '../lines.ts';
import {DIM, WARNING} from '../style.ts';

/** The most cells of a sparkline (CONTRACTS section 6). */
const MOST_CELLS = 60;

/** A cell holds at least this many samples: 5 s at 1 Hz. */
const SAMPLES_PER_CELL = 5;

const LABEL = 9;
const VALUE = 6;
const RANGE = 22;
const NARROW_RANGE = 15;

/** What the samples of one cell have between them. */
export type CellSpan = SparkRange & {readonly mean: number};

/** What a row shows, whatever its source. */
export type SignalData = {
	readonly latest: number | undefined;
	/** The highest value or the mean of each cell, by what the signal shows; undefined is a gap. */
	readonly cells: readonly (number | undefined)[];
	/** The lowest value, the mean and the highest value of each cell. */
	readonly spans: readonly (CellSpan | undefined)[];
	readonly low: number | undefined;
	readonly high: number | undefined;
	readonly p95: number | undefined;
	/** Time that one cell spans; undefined where a cell is not a span of time. */
	readonly cellMs: number | undefined;
};

/** Values of a signal over the whole run in at most `wanted` cells. */
export function signalData(model: ScreenModel, signal: Signal, wanted: number): SignalData {
	const {state, samples, nowMonoMs} = model;
	const cells = Math.max(1, Math.min(MOST_CELLS, wanted));
	const {source} = signal;
	if (source.kind === 'durations') return summarize(signal, durationCells(state, cells), undefined);
	const {span} = samples;
	if (span === undefined) return summarize(signal, [], undefined);
	const cellMs = bucketWidthFor(span.firstMs, span.lastMs, cells, leastCellMs(model.signals.chief));
	const buckets = bucketsIn(model, source, {cellMs, span});
	const latest = samples.latest(source.channel);
	// A value that is older than a few periods is no reading of now.
	const fresh = latest !== undefined && nowMonoMs - latest.t < Math.max(10_000, source.periodMs * 5);
	const ended = state.phase === 'ended';
	// What an ended sweep shows stays as it was at its end.
	const untilMs = ended ? Math.min(nowMonoMs, span.lastMs) : nowMonoMs;
	const p95 =
		signal.label === 'latency' ? quantile95(samples.between(source.channel, untilMs - 60_000, untilMs)) : undefined;
	return {
		...summarize(signal, buckets, cellMs),
		latest: fresh || ended ? latest?.value : undefined,
		p95,
	};
}

/** The least time of a cell, so that the one with the densest samples of some signals holds enough of them, ms. */
function leastCellMs(signals: readonly Signal[]): number {
	const periods = signals.map(({source}) => (source.kind === 'channel' ? source.periodMs : 1000));
	return cellMsOf(Math.min(1000, ...periods));
}

function cellMsOf(periodMs: number): number {
	return Math.min(5000, periodMs * SAMPLES_PER_CELL);
}

/**
 * A bucket for each cell of the time axis that all rows have; one of a source with few samples is as wide as several
 * cells, and stands in each of them.
 */
function bucketsIn(
	{samples}: ScreenModel,
	{channel, periodMs}: Extract<Signal['source'], {kind: 'channel'}>,
	{cellMs, span: {firstMs, lastMs}}: {readonly cellMs: number; readonly span: NonNullable<SampleStore['span']>},
): readonly (Bucket | undefined)[] {
	const width = Math.max(cellMs, bucketWidth(cellMsOf(periodMs)));
	const [first, last] = [Math.floor(firstMs / width), Math.floor(lastMs / width)];
	const buckets = samples.buckets(channel, width, last - first + 1);
	const [from, to] = [Math.floor(firstMs / cellMs), Math.floor(lastMs / cellMs)];
	const perBucket = width / cellMs;
	return Array.from({length: to - from + 1}, (_, cell) => buckets[Math.floor((from + cell) / perBucket) - first]);
}

function summarize({shows}: Signal, buckets: readonly (Bucket | undefined)[], cellMs: number | undefined): SignalData {
	const present = buckets.filter(bucket => bucket !== undefined);
	return {
		latest: present.at(-1)?.mean,
		cells: buckets.map(bucket => (shows === 'highest' ? bucket?.high : bucket?.mean)),
		spans: buckets,
		low: present.length === 0 ? undefined : Math.min(...present.map(bucket => bucket.low)),
		high: present.length === 0 ? undefined : Math.max(...present.map(bucket => bucket.high)),
		p95: undefined,
		cellMs,
	};
}

/** The range of the cells on steps of a quarter of it: a row is scaled anew only when it leaves them. */
export function steadyRange(cells: readonly (number | undefined)[], leastSpan: number): SparkRange {
	const present = cells.filter(cell => cell !== undefined);
	if (present.length === 0) return {low: 0, high: 1};
	const [low, high] = [Math.min(...present), Math.max(...present)];
	const step = niceStep(Math.max(high - low, leastSpan) / 4);
	return {
		low: Math.floor(low / step) * step,
		high: Math.max(Math.ceil(high / step) * step, Math.floor(low / step) * step + step),
	};
}

/** Noise below this, in the unit of the signal, does not fill a row. */
function leastSpan(signal: Signal, data: SignalData): number {
	if (['°C', '°F', 'K', '%'].includes(signal.unit)) return 4;
	return Math.abs(data.high ?? 1) * 0.05;
}

/** A signal and its data in the unit that the person reads; the same objects where that is their own. */
export function inUnits(
	{ui}: ScreenModel,
	signal: Signal,
	data: SignalData,
): {readonly signal: Signal; readonly data: SignalData} {
	const {unit} = inChosenUnit(0, signal.unit, ui.settings);
	if (unit === signal.unit) return {signal, data};
	const turned = (value: number | undefined): number | undefined =>
		value === undefined ? undefined : inChosenUnit(value, signal.unit, ui.settings).value;
	const {latest, low, high, p95, cells, spans} = data;
	const turnedSpan = (span: CellSpan): CellSpan => ({
		mean: inChosenUnit(span.mean, signal.unit, ui.settings).value,
		low: inChosenUnit(span.low, signal.unit, ui.settings).value,
		high: inChosenUnit(span.high, signal.unit, ui.settings).value,
	});
	return {
		signal: {...signal, unit},
		data: {
			...data,
			latest: turned(latest),
			low: turned(low),
			high: turned(high),
			p95: turned(p95),
			cells: cells.map(turned),
			spans: spans.map(span => (span === undefined ? undefined : turnedSpan(span))),
		},
	};
}

/**
 * Rows of live telemetry: label, value, sparkline over the whole run, range; under them one line for all that has no
 * source. At most `rows`; gaps are gaps.
 */
export function drawTelemetry(model: ScreenModel, {glyphs}: Drawing, columns: number, rows: number): Picture {
	const shown = model.signals.chief.slice(0, rows);
	const estimates = shown.some(signal => signal.estimate);
	const lines = shown.map(signal => signalLine(model, glyphs, signal, columns, estimates));
	return [...lines, ...missingLines(model, columns, glyphs).slice(0, rows - lines.length)];
}

/** The line of all signals without a source; none where each has one. */
export function missingLines(
	{signals: {missing}, runDirectory}: Pick<ScreenModel, 'signals' | 'runDirectory'>,
	columns: number,
	glyphs: Glyphs,
): Picture {
	if (missing.length === 0) return [];
	const dash = glyphs === 'ascii' ? '-' : '–';
	const words = ` no source: ${missing.join(', ')} ${dash} ${commandBesideRun(runDirectory, 'probes')} says why`;
	return [fitLine([outside(words, glyphs, DIM)], columns, glyphs)];
}

function signalLine(model: ScreenModel, glyphs: Glyphs, measured: Signal, columns: number, estimates: boolean): Line {
	const label = column(` ${measured.label}`, LABEL, 'start', glyphs, DIM);
	const unitColumns = 4 + (estimates ? 4 : 0);
	const room = columns - LABEL - VALUE - unitColumns - 1;
	const rangeColumns = columns < 76 ? NARROW_RANGE : RANGE;
	const sparkColumns = Math.max(0, Math.min(MOST_CELLS, room - rangeColumns));
	const {signal, data} = inUnits(model, measured, signalData(model, measured, sparkColumns));
	const [value, unit] = splitQuantity(data.latest, signal.unit, glyphs);
	const spark = renderSparkline(data.cells, {
		columns: sparkColumns,
		glyphs,
		// The range that stands beside it: a power that stays at its highest is drawn high.
		range: steadyRange([data.low, data.high], leastSpan(signal, data)),
		style: {foreground: {kind: 'role', role: 'series', index: 0}},
	});
	return fitLine(
		[
			label,
			column(value, VALUE, 'end', glyphs),
			column(` ${unit}`, 4, 'start', glyphs, DIM),
			...(estimates ? [column(signal.estimate ? 'est' : '', 4, 'start', glyphs, WARNING)] : []),
			run(' '),
			...spark,
			outside(`  ${rangeText(model, signal, data, {columns: rangeColumns - 2, glyphs})}`, glyphs, DIM),
		],
		columns,
		glyphs,
	);
}

/** A value and its unit apart, so that they stand in columns. */
export function splitQuantity(
	value: number | undefined,
	unit: string,
	glyphs: Glyphs,
): readonly [value: string, unit: string] {
	if (value === undefined) return [glyphs === 'ascii' ? '-' : '—', unit];
	const [number = '', name = ''] = formatQuantity(value, unit).split(' ');
	return [number, name];
}

/**
 * The lowest and the highest sample of the run; for a latency the 95th percentile of its last minute and the highest,
 * for a temperature the gate, where `columns` have room for them.
 */
export function rangeText(
	{state, ui}: ScreenModel,
	signal: Signal,
	data: SignalData,
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): string {
	if (data.low === undefined || data.high === undefined) return 'no sample yet';
	if (data.p95 !== undefined) {
		const p95 = `p95 ${formatQuantity(data.p95, signal.unit)}`;
		const both = `${p95}, max ${formatQuantity(data.high, signal.unit)}`;
		const short = `p95 ${splitQuantity(data.p95, signal.unit, glyphs)[0]} max ${formatQuantity(data.high, signal.unit)}`;
		return [both, short].find(text => text.length <= columns) ?? p95;
	}
	const dash = glyphs === 'ascii' ? '-' : '–';
	const [low, lowUnit] = splitQuantity(data.low, signal.unit, glyphs);
	const [high, highUnit] = splitQuantity(data.high, signal.unit, glyphs);
	const {source} = signal;
	const isGated = source.kind === 'channel' && isDieTemperature(source.channel);
	const gate = isGated ? state.sweep?.gate.maxTemperatureC : undefined;
	if (gate !== undefined) {
		const gated = `${low}${dash}${high} gate ${Math.round(inChosenUnit(gate, '°C', ui.settings).value)}`;
		if (gated.length <= columns) return gated;
	}
	return lowUnit === highUnit ? `${low}${dash}${high} ${highUnit}` : `${low} ${lowUnit}${dash}${high} ${highUnit}`;
}
