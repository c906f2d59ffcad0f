import {UserError} from '../../domain/errors.ts';
import {splitNames} from '../../domain/text/split-names.ts';
import type {RecordedTelemetry} from '../../engine/telemetry-reader.ts';
import {parseChannel, peaksMatter} from '../../domain/channel.ts';
import {type Samples, samplesOf} from '../../domain/series.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {binValues} from '../../plot/bins.ts';
import type {Line, Picture} from '../../plot/cells.ts';
import {type LineChartInput, renderLineChart} from '../../plot/line-chart.ts';
import {formatQuantity} from '../../plot/quantity.ts';
import type {PlotInput} from '../../plot/plot-definition.ts';
import {extentOf} from '../../plot/scale.ts';
import {renderSimpleLine} from '../../plot/simple-line.ts';
import {renderSparkline} from '../../plot/sparkline.ts';
import {unitOfColumn} from '../../domain/column/trial-columns.ts';
import {QUIET} from '../../plot/style.ts';
import {unknownName} from '../../plot/trial-axis.ts';
import {cellText, displayWidth, fitToWidth} from '../../plot/width.ts';

type Size = {readonly columns: number; readonly rows: number; readonly glyphs: 'ascii' | 'unicode'};

/** The samples of a run's channels, as they were chosen. */
export type ChosenTelemetry = {
	readonly channels: readonly {
		readonly name: string;
		readonly unit: string;
		readonly points: readonly {readonly x: number; readonly y: number}[];
	}[];
	/** Longest pause between two samples that still counts as one line, seconds. */
	readonly maxStep: number;
};

/**
 * Picks channels of recorded samples. Time is in seconds from the first sample.
 * @param wanted names with commas between; absent is every channel that has a value.
 * @throws UserError where there are no samples, or no such channel.
 */
export function chooseTelemetry(
	state: SweepState,
	recorded: RecordedTelemetry,
	wanted: string | undefined,
): ChosenTelemetry {
	if (recorded.rows.length === 0)
		throw new UserError(
			'the run has no telemetry.csv, or no sample in it',
			'See `sweeptop probes` for the sensors of this machine.',
		);
	const names = wanted === undefined ? recorded.channels : splitNames(wanted);
	const start = recorded.rows[0]?.[0] ?? 0;
	const channels = names.flatMap(name => {
		const position = recorded.channels.indexOf(name);
		if (position < 0) throw unknownName(name, recorded.channels);
		const points = recorded.rows.flatMap(row => {
			const [time, value] = [row[0] ?? Number.NaN, row[position + 1]];
			return typeof value === 'number' ? [{x: (time - (start ?? 0)) / 1000, y: value}] : [];
		});
		return points.length === 0 && wanted === undefined ? [] : [{name, unit: unitOfChannel(state, name), points}];
	});
	return {channels, maxStep: pauseOf(recorded)};
}

function unitOfChannel(state: SweepState, channel: string): string {
	const definition = state.sources.flatMap(source => source.channels).find(candidate => candidate.channel === channel);
	return definition?.unit ?? unitOfColumn(`x_${parseChannel(channel).unit}`);
}

/** Five times the usual spacing of rows. */
function pauseOf(recorded: RecordedTelemetry): number {
	const times = recorded.rows.map(row => row[0] ?? 0);
	const steps = times
		.slice(1)
		.map((time, index) => time - (times[index] ?? 0))
		.toSorted((a, b) => a - b);
	return ((steps[Math.floor(steps.length / 2)] ?? 1000) * 5) / 1000;
}

/** The recorded samples of each channel, as plots over time read them. */
export function samplesByChannel({channels, rows}: RecordedTelemetry): Pick<PlotInput, 'samples' | 'channels'> {
	const measured = new Map(
		channels.flatMap((channel, index): (readonly [string, Samples])[] => {
			const times: number[] = [];
			const values: number[] = [];
			for (const row of rows) {
				const [time, value] = [row[0], row[index + 1]];
				if (typeof time !== 'number' || typeof value !== 'number') continue;
				times.push(time);
				values.push(value);
			}
			return times.length === 0 ? [] : [[channel, samplesOf(times, values)]];
		}),
	);
	return {channels: [...measured.keys()], samples: channel => measured.get(channel)};
}

/** One row a channel: name, latest value, sparkline, range. */
export function renderSparklines(chosen: ChosenTelemetry, {columns, glyphs}: Size): Picture {
	const rows = chosen.channels.map(channel => {
		const [low, high] = extentOf(channel.points.map(point => point.y)) ?? [Number.NaN, Number.NaN];
		const range = `${formatQuantity(low, channel.unit)} .. ${formatQuantity(high, channel.unit)}`;
		const last = channel.points.at(-1);
		return {
			channel,
			name: cellText(channel.name, glyphs),
			latest: cellText(last === undefined ? '' : formatQuantity(last.y, channel.unit), glyphs),
			range: cellText(range, glyphs),
		};
	});
	const widest = (texts: readonly string[]): number =>
		texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
	const [name, latest, range] = [
		widest(rows.map(row => row.name)),
		widest(rows.map(row => row.latest)),
		widest(rows.map(row => row.range)),
	];
	const spark = Math.max(8, Math.min(60, columns - name - latest - range - 6));
	const end = chosen.channels.reduce((most, channel) => Math.max(most, channel.points.at(-1)?.x ?? 0), 0);
	return rows.map((row): Line => {
		const line = renderSparkline(bucketValues(row.channel, end, spark), {
			columns: spark,
			glyphs,
			style: {foreground: {kind: 'role', role: 'series', index: 0}},
		});
		return [
			{text: `${fitToWidth(row.name, name)}  ${fitToWidth(row.latest, latest, 'end')}  `},
			...line,
			{text: `  ${fitToWidth(row.range, range)}`, style: QUIET},
		];
	});
}

/** The highest value or the mean of each cell's samples, by what matters of the channel; undefined without one. */
function bucketValues(
	{name, points}: ChosenTelemetry['channels'][number],
	end: number,
	count: number,
): readonly (number | undefined)[] {
	const bins = binValues(
		points.map(({x, y}) => [x, y] as const),
		{from: 0, to: end, count},
	);
	const peaks = peaksMatter(name);
	return bins.map(bin => (peaks ? bin?.high : bin?.mean));
}

/** Channels over time: thin strokes for one of them in text, dots for several or for a file. */
export function renderTelemetry(chosen: ChosenTelemetry, size: Size): Picture {
	const [first, ...others] = chosen.channels;
	if (first === undefined)
		throw new UserError('no channel has a value', 'See `sweeptop probes` for the sensors of this machine.');
	const empty = `${first.name} has no value.`;
	if (others.length === 0) return renderSimpleLine({...first, empty}, size);
	const other = others.find(channel => channel.unit !== first.unit);
	if (other !== undefined) {
		throw new UserError(
			`${first.name} is in ${first.unit || 'no unit'}, ${other.name} in ${other.unit || 'no unit'}`,
			'Channels on one chart have one unit; choose them with --y.',
		);
	}
	const input: LineChartInput = {
		x: {name: 'time', unit: 's', kind: 'duration'},
		y: {name: chosen.channels.map(channel => channel.name).join(', '), unit: first.unit, scale: 'linear'},
		series: chosen.channels,
		maxStep: chosen.maxStep,
		empty,
	};
	return renderLineChart(input, size);
}
