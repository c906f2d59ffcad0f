import {type ChannelDefinition, parseChannel} from '../domain/channel.ts';
import {writtenUnit} from '../domain/channel-unit.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {SampleStore, TimedValue} from './samples.ts';

/** A row of live telemetry: what it is called and where its values come from. */
export type Signal = {
	readonly label: string;
	readonly unit: string;
	/** True where the values are an estimate, not a measurement. */
	readonly estimate: boolean;
	readonly source:
		| {readonly kind: 'channel'; readonly channel: string; readonly periodMs: number}
		/** Durations of executions in place of a latency that no metric streams. */
		| {readonly kind: 'durations'}
		| {readonly kind: 'none'; readonly reason: string};
};

type Wanted = {readonly label: string; readonly channels: readonly RegExp[]; readonly none: string};

/** Rows in the order of their worth; each takes the first channel that fits. */
const PRIMARY: readonly Wanted[] = [
	{label: 'cpu', channels: [/^cpu\.power_w$/, /^cpu_gpu\.power_w$/, /^cpu\.util_pct$/], none: 'no CPU source'},
	{label: 'gpu', channels: [/^gpu\d*\.power_w$/, /^gpu\d*\.util_pct$/], none: 'no GPU source'},
	{label: 'temp', channels: [/^gpu\d*\.temp_c$/, /^cpu\.temp_c$/, /\.temp_c$/], none: 'no temperature source'},
];

/** Rows for screens with room, where such a channel exists. */
const SECONDARY: readonly Wanted[] = [
	{label: 'board', channels: [/^board\.power_w$/], none: ''},
	{label: 'cpu use', channels: [/^cpu\.util_pct$/], none: ''},
	{label: 'gpu use', channels: [/^gpu\d*\.util_pct$/], none: ''},
	{label: 'cpu temp', channels: [/^cpu\.temp_c$/], none: ''},
	{label: 'memory', channels: [/^mem\.used_bytes$/], none: ''},
	{label: 'cpu clk', channels: [/^cpu\.clock_hz$/], none: ''},
	{label: 'gpu clk', channels: [/^gpu\d*\.clock_hz$/], none: ''},
	{label: 'fan', channels: [/^fan\.pct$/], none: ''},
];

/** Definitions of every open source's channels, by name. */
export function channelDefinitions(state: SweepState): ReadonlyMap<string, ChannelDefinition> {
	return new Map(
		state.sources.flatMap(source =>
			source.closed === undefined ? source.channels.map(c => [c.channel, c] as const) : [],
		),
	);
}

/** The rows of telemetry, the four that matter first: CPU, GPU, temperature, latency. */
export function selectSignals(state: SweepState, samples: SampleStore): readonly Signal[] {
	const definitions = channelDefinitions(state);
	const names = [...new Set([...definitions.keys(), ...samples.channels])];
	const used = new Set<string>();
	const find = ({label, channels, none}: Wanted): Signal => {
		const channel = channels.flatMap(pattern => names.filter(name => pattern.test(name) && !used.has(name)))[0];
		if (channel === undefined) return {label, unit: '', estimate: false, source: {kind: 'none', reason: none}};
		used.add(channel);
		return signalOf(label, channel, definitions.get(channel));
	};
	const primary = PRIMARY.map(find);
	const latency = latencySignal(names, definitions);
	return [...primary, latency, ...SECONDARY.map(find).filter(signal => signal.source.kind !== 'none')];
}

function signalOf(label: string, channel: string, definition: ChannelDefinition | undefined): Signal {
	const {part, unit} = parseChannel(channel);
	return {
		// One rail feeds both: it is never shown as the CPU's alone.
		label: part === 'cpu_gpu' ? 'cpu+gpu' : label,
		unit: writtenUnit(unit) ?? definition?.unit ?? unit,
		estimate: definition?.scope === 'estimate',
		source: {kind: 'channel', channel, periodMs: definition?.periodMs ?? 1000},
	};
}

function latencySignal(names: readonly string[], definitions: ReadonlyMap<string, ChannelDefinition>): Signal {
	const channel = names.find(name => name.startsWith('latency.'));
	if (channel !== undefined) return signalOf('latency', channel, definitions.get(channel));
	return {label: 'duration', unit: 's', estimate: false, source: {kind: 'durations'}};
}

/**
 * Durations of trials in seconds over the whole sweep, in at most `cells` cells: a cell is the mean of 2^n trials that
 * follow each other, so the row grows and is drawn anew only when n does. Trials that have not ended are gaps.
 */
export function durationCells(state: SweepState, cells: number): readonly (number | undefined)[] {
	const {trials} = state;
	let group = 1;
	while (trials.length / group > Math.max(2, cells)) group *= 2;
	const means: (number | undefined)[] = [];
	for (let start = 0; start < trials.length; start += group) {
		let [sum, count] = [0, 0];
		for (let index = start; index < Math.min(trials.length, start + group); index++) {
			const duration = trials[index]?.durationS;
			if (duration === undefined) continue;
			sum += duration;
			count++;
		}
		means.push(count === 0 ? undefined : sum / count);
	}
	while (means.length > 0 && means.at(-1) === undefined) means.pop();
	return means;
}

/** The 95th percentile of samples, by nearest rank; undefined where there are none. */
export function quantile95(values: readonly TimedValue[]): number | undefined {
	const sorted = Float64Array.from(values, sample => sample.value).sort();
	return sorted[Math.ceil(sorted.length * 0.95) - 1];
}
