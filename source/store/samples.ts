import type {SamplesFrame} from '../domain/protocol.ts';
import {forEachSample} from '../domain/signal/samples-frame.ts';
import {createTrace, type GrowingTrace, type Trace, traceUntil} from '../domain/signal/trace.ts';
import {bucketWidth, createBucketHistory, type BucketHistory} from './bucket-history.ts';
import {createRawHistory, type RawHistory} from './raw-history.ts';

/** Mean, lowest and highest sample of one fixed bucket of time. */
export type Bucket = {readonly mean: number; readonly low: number; readonly high: number; readonly count: number};

/** One sample: `t` is monotonic ms. */
export type TimedValue = {readonly t: number; readonly value: number};

/** Live samples of every channel, kept as fixed time buckets so that a sparkline's past never changes. */
export type SampleStore = {
	readonly version: number;
	readonly channels: readonly string[];
	/** Monotonic ms of the first and of the newest sample of any channel; undefined before the first. */
	readonly span: {readonly firstMs: number; readonly lastMs: number} | undefined;
	/** The latest value of a channel, or undefined. */
	readonly latest: (channel: string) => TimedValue | undefined;
	/**
	 * The `count` buckets up to the newest sample of any channel, oldest first, aligned to multiples of their width;
	 * a gap is undefined. Widths are those of `bucketWidth`: `bucketMs` is rounded up to one.
	 */
	readonly buckets: (channel: string, bucketMs: number, count: number) => readonly (Bucket | undefined)[];
	/** Raw samples between two monotonic times (ms), for the charts of one trial. */
	readonly between: (channel: string, fromMs: number, toMs: number) => readonly TimedValue[];
	/** All of a channel from its first sample on, for charts that are zoomed; undefined where it has none. */
	readonly trace: (channel: string) => Trace | undefined;
	readonly add: (frame: SamplesFrame) => void;
	/** The store as it was at a time: later samples are not seen through it. */
	readonly until: (toMs: number) => SampleStore;
};

type ChannelHistory = {readonly buckets: BucketHistory; readonly raw: RawHistory; readonly trace: GrowingTrace};

/** Sizes of a {@link SampleStore}. */
export type SampleStoreOptions = {
	/** Raw samples kept for each channel; older ones live on as buckets only. */
	readonly rawSamples?: number;
	/** Leaves of each channel's trace: a trace with more samples than that grows coarser, and keeps every peak. */
	readonly traceLeaves?: number;
};

/** A day at 1 Hz takes 65,536 leaves of 40 bytes at most: 2.6 MB a channel. */
const TRACE_LEAVES = 65_536;

/**
 * An empty store. Memory is bounded: raw samples in a ring for each channel, and buckets in levels of doubling
 * width, so that a sparkline of a run of weeks costs as much as one of a minute.
 */
export function createSampleStore(options: SampleStoreOptions = {}): SampleStore {
	const histories = new Map<string, ChannelHistory>();
	let version = 0;
	let span: SampleStore['span'];
	let names: readonly string[] = [];

	function historyOf(channel: string): ChannelHistory {
		const known = histories.get(channel);
		if (known !== undefined) return known;
		const made = {
			buckets: createBucketHistory(),
			raw: createRawHistory(options.rawSamples ?? 20_000),
			trace: createTrace(options.traceLeaves ?? TRACE_LEAVES),
		};
		histories.set(channel, made);
		names = [...histories.keys()];
		return made;
	}

	function add(frame: SamplesFrame): void {
		const targets = frame.channels.map(historyOf);
		for (const row of frame.rows) {
			const offset = row[0];
			if (typeof offset !== 'number') continue;
			const t = frame.t0 + offset;
			span = {firstMs: span?.firstMs ?? t, lastMs: Math.max(span?.lastMs ?? t, t)};
		}
		forEachSample(frame, (channel, tMs, value) => {
			const target = targets[channel];
			if (target === undefined || !Number.isFinite(value)) return;
			target.buckets.add(tMs, value);
			target.raw.add(tMs, value);
			target.trace.push(tMs, value);
		});
		if (frame.rows.length > 0) version++;
	}

	return viewOf(
		{histories, names: () => names, version: () => version, span: () => span, add},
		Number.POSITIVE_INFINITY,
	);
}

type Parts = {
	readonly histories: ReadonlyMap<string, ChannelHistory>;
	readonly names: () => readonly string[];
	readonly version: () => number;
	readonly span: () => SampleStore['span'];
	readonly add: (frame: SamplesFrame) => void;
};

/** What can be seen of the histories up to a time. */
function viewOf(parts: Parts, untilMs: number): SampleStore {
	const frozenVersion = untilMs === Number.POSITIVE_INFINITY ? undefined : parts.version();
	const lastMs = (): number => Math.min(untilMs, parts.span()?.lastMs ?? 0);
	const rawOf = (channel: string): RawHistory | undefined => parts.histories.get(channel)?.raw;
	return {
		get version() {
			return frozenVersion ?? parts.version();
		},
		get channels() {
			return parts.names();
		},
		get span() {
			const span = parts.span();
			return span === undefined ? undefined : {firstMs: span.firstMs, lastMs: lastMs()};
		},
		latest: channel => (frozenVersion === undefined ? rawOf(channel)?.latest() : rawOf(channel)?.latestUntil(untilMs)),
		buckets: (channel, bucketMs, count) => {
			const history = parts.histories.get(channel);
			if (history === undefined) return Array.from({length: count}, () => undefined);
			// The newest buckets hold what came after a look back; the trace can leave it out.
			return frozenVersion === undefined
				? history.buckets.last(bucketMs, count, lastMs())
				: bucketsOf(traceUntil(history.trace, untilMs), bucketMs, count, lastMs());
		},
		between: (channel, fromMs, toMs) => rawOf(channel)?.between(fromMs, Math.min(toMs, untilMs)) ?? [],
		trace: channel => {
			const trace = parts.histories.get(channel)?.trace;
			return trace === undefined || frozenVersion === undefined ? trace : traceUntil(trace, untilMs);
		},
		add: parts.add,
		until: toMs => viewOf(parts, Math.min(untilMs, toMs)),
	};
}

/** The same buckets as those of a {@link BucketHistory}, cut at the end of a trace. */
function bucketsOf(trace: Trace, bucketMs: number, count: number, toMs: number): readonly (Bucket | undefined)[] {
	const width = bucketWidth(bucketMs);
	const end = (Math.floor(toMs / width) + 1) * width;
	return trace.extremes(end - count * width, end, count);
}
