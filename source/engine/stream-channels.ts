import type {SamplesFrame} from '../domain/protocol.ts';

/** Spacing of the frames that carry stream metrics, in ms: a program may report thousands a second. */
const STREAM_MS = 200;

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

type Gathered = {lastMs: number; readonly means: Map<string, {sum: number; count: number}>};

/**
 * Gathers for 200 ms. A frame has a row for each trial: the means of what it reported since the last frame, at the time
 * of the newest of these values, so that none comes to stand in the time of the trial after it.
 */
export function createStreamChannels({emit, now, setTimer}: StreamChannelsOptions): StreamChannels {
	const pending = new Map<number, Gathered>();
	let cancel: (() => void) | undefined;
	const flush = (): void => {
		cancel?.();
		cancel = undefined;
		if (pending.size === 0) return;
		const trials = [...pending.values()].toSorted((a, b) => a.lastMs - b.lastMs);
		pending.clear();
		const channels = [...new Set(trials.flatMap(({means}) => [...means.keys()]))];
		const t0 = trials[0]?.lastMs ?? now();
		const rows = trials.map(({lastMs, means}) => [
			lastMs - t0,
			...channels.map(channel => {
				const mean = means.get(channel);
				return mean === undefined ? null : mean.sum / mean.count;
			}),
		]);
		emit({t0, channels, rows});
	};
	return {
		add: (trial, metric, milliseconds) => {
			if (!Number.isFinite(milliseconds)) return;
			const channel = `latency.${metric}_ms`;
			const gathered = pending.get(trial) ?? {lastMs: 0, means: new Map<string, {sum: number; count: number}>()};
			pending.set(trial, gathered);
			gathered.lastMs = now();
			const mean = gathered.means.get(channel) ?? {sum: 0, count: 0};
			gathered.means.set(channel, {sum: mean.sum + milliseconds, count: mean.count + 1});
			cancel ??= setTimer(flush, STREAM_MS);
		},
		flush,
	};
}
