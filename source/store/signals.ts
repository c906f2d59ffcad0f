import {type ChannelDefinition, parseChannel, peaksMatter} from '../domain/channel.ts';
import {writtenUnit} from '../domain/signal/channel-unit.ts';
import {hasCommand} from '../domain/sweep/has-command.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {WHOLE_POWER} from '../domain/signal/whole-power.ts';
import type {Bucket, SampleStore, TimedValue} from './samples.ts';

/** A row of live telemetry: what it is called and where its values come from. */
export type Signal = {
	readonly label: string;
	readonly unit: string;
	/** True where the values are an estimate, not a measurement. */
	readonly estimate: boolean;
	readonly source:
		| {readonly kind: 'channel'; readonly channel: string; readonly periodMs: number}
		/** Durations of executions in place of a latency that no metric streams. */
		| {readonly kind: 'durations'};
	/** What a cell of its row shows of the samples in its time. */
	readonly shows: 'highest' | 'mean';
};

/** The rows of telemetry that there are. */
export type Signals = {
	/** Those that matter: the power of trials, CPU, GPU, temperature and latency, for as far as they have a source. */
	readonly chief: readonly Signal[];
	/** For screens with room. */
	readonly further: readonly Signal[];
	/** Labels of what would be among the chief ones and has no source. */
	readonly missing: readonly string[];
};

/** A row and the channels that it may show, best first. */
type Wanted = {
	readonly label: string;
	readonly channels: readonly RegExp[];
	/** A row for each part that has such a channel, as `gpu0` and `gpu1`; else the first one's alone. */
	readonly each?: true;
};

/** Rows in the order of their worth; each takes the first channel that fits. */
const PRIMARY: readonly Wanted[] = [
	{label: 'cpu', channels: [/^cpu\.power_w$/, /^cpu_gpu\.power_w$/, /^cpu\.util_pct$/]},
	{label: 'gpu', channels: [/^gpu\d*\.power_w$/, /^gpu\d*\.util_pct$/]},
	{label: 'temp', channels: [/^gpu\d*\.temp_c$/, /^cpu\.temp_c$/, /\.temp_c$/]},
];

/** Rows for screens with room, where such a channel exists. */
const SECONDARY: readonly Wanted[] = [
	{label: 'gpu', channels: [/^gpu\d*\.power_w$/], each: true},
	{label: 'cpu use', channels: [/^cpu\.util_pct$/]},
	{label: 'gpu use', channels: [/^gpu\d*\.util_pct$/], each: true},
	{label: 'temp', channels: [/^gpu\d*\.temp_c$/], each: true},
	{label: 'cpu temp', channels: [/^cpu\.temp_c$/]},
	{label: 'memory', channels: [/^mem\.used_bytes$/]},
	{label: 'gpu mem', channels: [/^gpu\d*\.mem_used_bytes$/], each: true},
	{label: 'cpu clk', channels: [/^cpu\.clock_hz$/]},
	{label: 'gpu clk', channels: [/^gpu\d*\.clock_hz$/], each: true},
	{label: 'fan', channels: [/^fan\.pct$/]},
];

/** Definitions of every open source's channels, by name. */
export function channelDefinitions(state: SweepState): ReadonlyMap<string, ChannelDefinition> {
	return new Map(
		state.sources.flatMap(source =>
			source.closed === undefined ? source.channels.map(c => [c.channel, c] as const) : [],
		),
	);
}

/** The rows of telemetry by the channels that are open or have samples. */
export function selectSignals(state: SweepState, samples: SampleStore): Signals {
	const definitions = channelDefinitions(state);
	const names = [...new Set([...definitions.keys(), ...samples.channels])];
	const used = new Set<string>();
	const gpus = new Set(names.flatMap(name => /^gpu\d+(?=\.)/.exec(name)?.[0] ?? []));
	const find = ({label, channels, each}: Wanted): readonly Signal[] => {
		const fitting = channels.flatMap(pattern => names.filter(name => pattern.test(name) && !used.has(name)));
		return fitting.slice(0, each === true ? fitting.length : 1).map(channel => {
			used.add(channel);
			return signalOf(labelOf(label, channel, gpus.size), channel, definitions.get(channel));
		});
	};
	const isFromElsewhere = state.sweep !== undefined && !hasCommand(state.sweep);
	// The first is the power that a trial's joules are of, where one sensor sees all of it.
	const wholes = WHOLE_POWER.flatMap(channel =>
		names.includes(channel) ? [signalOf(parseChannel(channel).part, channel, definitions.get(channel))] : [],
	);
	const primary = PRIMARY.map(wanted => ({label: wanted.label, found: find(wanted)}));
	return {
		chief: [...wholes.slice(0, 1), ...primary.flatMap(({found}) => found), latencySignal(names, definitions)],
		// Of another program's results no source of this machine says anything.
		missing: isFromElsewhere ? [] : primary.flatMap(({label, found}) => (found.length === 0 ? [label] : [])),
		further: [...wholes.slice(1), ...SECONDARY.flatMap(find)],
	};
}

/** One rail that feeds both is never shown as the CPU's alone, and of several GPUs each has its number. */
function labelOf(label: string, channel: string, gpus: number): string {
	const {part} = parseChannel(channel);
	if (part === 'cpu_gpu') return 'cpu+gpu';
	if (gpus < 2 || !part.startsWith('gpu')) return label;
	return label.startsWith('gpu') ? label.replace('gpu', part) : `${label}${part.slice('gpu'.length)}`;
}

function signalOf(label: string, channel: string, definition: ChannelDefinition | undefined): Signal {
	const {unit} = parseChannel(channel);
	return {
		label,
		unit: writtenUnit(unit) ?? definition?.unit ?? unit,
		estimate: definition?.scope === 'estimate',
		source: {kind: 'channel', channel, periodMs: definition?.periodMs ?? periodOf(channel)},
		shows: peaksMatter(channel) ? 'highest' : 'mean',
	};
}

/** Usual spacing of the samples of a channel that no source describes: values that programs report come in fifths. */
function periodOf(channel: string): number {
	return channel.startsWith('latency.') ? 200 : 1000;
}

function latencySignal(names: readonly string[], definitions: ReadonlyMap<string, ChannelDefinition>): Signal {
	const channel = names.find(name => name.startsWith('latency.'));
	if (channel !== undefined) return signalOf('latency', channel, definitions.get(channel));
	return {label: 'duration', unit: 's', estimate: false, source: {kind: 'durations'}, shows: 'highest'};
}

/**
 * Durations of trials in seconds over the whole sweep, in at most `cells` cells: a cell holds 2^n trials that follow each
 * other, so the row grows and is drawn anew only when n does. Trials that have not ended are gaps.
 */
export function durationCells(state: SweepState, cells: number): readonly (Bucket | undefined)[] {
	const {trials} = state;
	let group = 1;
	while (trials.length / group > Math.max(2, cells)) group *= 2;
	const buckets: (Bucket | undefined)[] = [];
	for (let start = 0; start < trials.length; start += group) {
		let [sum, count, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
		for (let index = start; index < Math.min(trials.length, start + group); index++) {
			const duration = trials[index]?.durationS;
			if (duration === undefined) continue;
			sum += duration;
			count++;
			low = Math.min(low, duration);
			high = Math.max(high, duration);
		}
		buckets.push(count === 0 ? undefined : {mean: sum / count, low, high, count});
	}
	while (buckets.length > 0 && buckets.at(-1) === undefined) buckets.pop();
	return buckets;
}

/** The 95th percentile of samples, by nearest rank; undefined where there are none. */
export function quantile95(values: readonly TimedValue[]): number | undefined {
	const sorted = Float64Array.from(values, sample => sample.value).sort();
	return sorted[Math.ceil(sorted.length * 0.95) - 1];
}
