import type {SamplesFrame} from '../domain/protocol.ts';

/** Spacing of the frames that carry stream metrics, in ms: a program may report thousands a second. */
const STREAM_MS = 200;

/**
 * The most samples of a channel and trial in a frame. Of more values those of evenly spaced ranks stand for all: the
 * lowest and the highest are among them, and a quantile of them is one of all values to a twentieth.
 */
const MOST_VALUES = 20;

/** Two samples of a channel have times that differ: what is recorded is exact to this, in ms. */
const TICK_MS = 0.001;

/** What gathers the values of stream metrics into frames. */
export type StreamChannels = {
	/** A latency that a trial reported now, for the channel `latency.<metric>_ms`; one that is not finite is left out. */
	readonly add: (trial: number, metric: string, milliseconds: number) => void;
	/** Sends what is gathered. */
	readonly flush: () => void;
};

/** Where frames go, and the clock (monotonic ms) and timer that space them. */
export type StreamChannelsOptions = {
	readonly emit: (frame: SamplesFrame) => void;
	readonly now: () => number;
	readonly setTimer: (callback: () => void, ms: number) => () => void;
};

type Value = {readonly atMs: number; readonly value: number};

/**
 * Gathers for 200 ms. A frame has a row for each value that was reported, at its time, so that no peak is lost and none
 * comes to stand in the time of the trial after it.
 */
export function createStreamChannels({emit, now, setTimer}: StreamChannelsOptions): StreamChannels {
	/** By channel, then by trial. */
	const pending = new Map<string, Map<number, Value[]>>();
	let cancel: (() => void) | undefined;
	const flush = (): void => {
		cancel?.();
		cancel = undefined;
		if (pending.size === 0) return;
		const frame = frameOf(pending);
		pending.clear();
		emit(frame);
	};
	return {
		add: (trial, metric, milliseconds) => {
			if (!Number.isFinite(milliseconds)) return;
			const channel = `latency.${metric}_ms`;
			const trials = pending.get(channel) ?? new Map<number, Value[]>();
			pending.set(channel, trials);
			const values = trials.get(trial) ?? [];
			trials.set(trial, values);
			values.push({atMs: now(), value: milliseconds});
			cancel ??= setTimer(flush, STREAM_MS);
		},
		flush,
	};
}

function frameOf(pending: ReadonlyMap<string, ReadonlyMap<number, readonly Value[]>>): SamplesFrame {
	const channels = [...pending.keys()];
	const rows = [...pending.values()].flatMap((trials, place) =>
		apart([...trials.values()].flatMap(representatives)).map(({atMs, value}) => ({atMs, place, value})),
	);
	rows.sort((a, b) => a.atMs - b.atMs);
	const t0 = rows[0]?.atMs ?? 0;
	return {
		t0,
		channels,
		rows: rows.map(({atMs, place, value}) => [atMs - t0, ...channels.map((_, at) => (at === place ? value : null))]),
	};
}

/** All of a few values; of many those of evenly spaced ranks. */
function representatives(values: readonly Value[]): readonly Value[] {
	if (values.length <= MOST_VALUES) return values;
	const sorted = values.toSorted((a, b) => a.value - b.value);
	const step = (sorted.length - 1) / (MOST_VALUES - 1);
	return Array.from({length: MOST_VALUES}, (_, rank) => sorted[Math.round(rank * step)]).filter(
		value => value !== undefined,
	);
}

/** The values in order of time, no two at the same: lines that come together are read within a microsecond. */
function apart(values: readonly Value[]): readonly Value[] {
	let lastMs = Number.NEGATIVE_INFINITY;
	return values
		.toSorted((a, b) => a.atMs - b.atMs)
		.map(({atMs, value}) => {
			lastMs = Math.max(atMs, lastMs + TICK_MS);
			return {atMs: lastMs, value};
		});
}
