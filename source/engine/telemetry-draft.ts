import type {ChannelDefinition} from '../domain/channel.ts';
import {GAP_PERIODS} from '../domain/energy/integration.ts';
import {encodeNumber} from '../domain/number.ts';
import {firstAfter, type Samples, samplesOf} from '../domain/series.ts';
import type {Telemetry} from '../domain/trial.ts';
import type {PowerSource} from './power-source.ts';

/** Mean, standard deviation and count of each channel while nothing ran. */
export type Baseline = Readonly<Record<string, {readonly mean: number; readonly sd: number; readonly n: number}>>;

/** What summaries are made of. */
export type TelemetryView = {
	readonly definitions: readonly ChannelDefinition[];
	readonly power: PowerSource | undefined;
	readonly samplesOf: (channel: string) => Samples | undefined;
	/** Why the channel's latest reading is missing. */
	readonly reasonOf: (channel: string) => string | undefined;
	readonly baseline: Baseline;
};

/** A stretch of time to summarise, monotonic ms. */
export type Span = {
	readonly fromMs: number;
	readonly toMs: number;
	/** Other executions ran in it, too. */
	readonly overlapping: boolean;
	/** Whether the power outside is steady, as around a whole process (the default) and not around a part of it. */
	readonly isStep?: boolean;
};

/** An energy that is hardly true. */
export type EnergyDoubt = {
	/** Channel of the power. */
	readonly channel: string;
	/** Why, for the person. */
	readonly text: string;
};

/** Columns, reasons and flags of one span while they are gathered. */
export type Draft = {
	readonly telemetry: Record<string, Telemetry[string]>;
	readonly missing: Record<string, string>;
	readonly flags: string[];
	doubt?: EnergyDoubt;
};

/** A channel without samples. */
export const NO_SAMPLES: Samples = samplesOf([], []);

/** Sets a column. */
export function put(draft: Draft, column: string, value: number): void {
	draft.telemetry[column] = encodeNumber(value);
}

/** Sets a column, or says why it is absent. */
export function putOr(draft: Draft, column: string, value: number | undefined, reason: string): void {
	if (value === undefined) draft.missing[column] = reason;
	else put(draft, column, value);
}

/** Says why columns are absent. */
export function omit(draft: Draft, columns: readonly string[], reason: string): void {
	for (const column of columns) draft.missing[column] = reason;
}

/** The latest value at or before `t`, else the first one after it, if it is no further than `withinMs`. */
export function nearestBefore(samples: Samples, t: number, withinMs: number): number | undefined {
	const after = firstAfter(samples, t);
	if (after > 0 && t - samples.timeAt(after - 1) <= withinMs) return samples.valueAt(after - 1);
	return after < samples.length && samples.timeAt(after) - t <= withinMs ? samples.valueAt(after) : undefined;
}

/**
 * How far a counter went from the last look before the span to the first after it, or to the last in it where there is
 * none yet; undefined where it is not known at both ends, or was reset. An event between two looks may count for both
 * neighbours, rather than for neither.
 */
export function counterDelta(
	view: TelemetryView,
	{channel, periodMs}: ChannelDefinition,
	{fromMs, toMs}: Pick<Span, 'fromMs' | 'toMs'>,
): number | undefined {
	const samples = view.samplesOf(channel) ?? NO_SAMPLES;
	const before = nearestBefore(samples, fromMs, GAP_PERIODS * periodMs);
	const next = firstAfter(samples, toMs, true);
	const isClose = next < samples.length && samples.timeAt(next) - toMs <= periodMs;
	const after = isClose ? samples.valueAt(next) : nearestBefore(samples, toMs, GAP_PERIODS * periodMs);
	return before === undefined || after === undefined || after < before ? undefined : after - before;
}

/** Sum over all channels that match of {@link counterDelta}; `unknown` where one of them is not known. */
export function sumDeltas(view: TelemetryView, pattern: RegExp, span: Span): number | 'none' | 'unknown' {
	const counters = view.definitions.filter(({channel}) => pattern.test(channel));
	if (counters.length === 0) return 'none';
	let sum = 0;
	for (const counter of counters) {
		const delta = counterDelta(view, counter, span);
		if (delta === undefined) return 'unknown';
		sum += delta;
	}
	return sum;
}
