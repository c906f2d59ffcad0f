import type {SamplesFrame} from '../domain/protocol.ts';
import {forEachSample} from '../domain/signal/samples-frame.ts';
import {createTrace, type Extremes, type GrowingTrace} from '../domain/signal/trace.ts';
import {mergeFrames} from './sample-frames.ts';

/** The samples of a sweep so far, for those who connect in the middle of it. Its size does not grow with the run. */
export type SampleHistory = {
	readonly add: (frame: SamplesFrame) => void;
	/** The last `rows` rows, and the rest of their first frame, as they were measured; undefined before the first. */
	readonly recent: (rows: number) => SamplesFrame | undefined;
	/**
	 * All of the run: what is recent as it was measured, and before that the lowest, the highest and the mean value of
	 * each channel in equal parts of the time, as three rows. No peak is lost.
	 */
	readonly whole: () => SamplesFrame | undefined;
};

/** Frames that are kept as they came: some minutes. */
const MOST_FRAMES = 600;
/** Leaves of a channel's trace, 40 bytes each. */
const LEAVES = 1024;
/** Parts of the time before the recent frames: four for each cell of the widest chart. */
const MOST_PARTS = 240;
/** Where in its part a row stands. */
const PLACES = {low: 0.25, high: 0.5, mean: 0.75} as const;

/** An empty history. */
export function createSampleHistory(): SampleHistory {
	const traces = new Map<string, GrowingTrace>();
	let frames: SamplesFrame[] = [];

	const traceOf = (channel: string): GrowingTrace => {
		const known = traces.get(channel) ?? createTrace(LEAVES);
		traces.set(channel, known);
		return known;
	};
	return {
		add: frame => {
			if (frame.rows.length === 0) return;
			frames.push(frame);
			// Twice as many at most: a copy for each frame would cost more than the frame.
			if (frames.length >= 2 * MOST_FRAMES) frames = frames.slice(-MOST_FRAMES);
			const targets = frame.channels.map(traceOf);
			forEachSample(frame, (channel, tMs, value) => targets[channel]?.push(tMs, value));
		},
		recent: rows => mergeFrames(frames, rows),
		whole: () => {
			const recent = mergeFrames(frames, Number.POSITIVE_INFINITY);
			const past = recent === undefined ? undefined : pastFrame(traces, recent.t0 + (recent.rows[0]?.[0] ?? 0));
			return recent === undefined || past === undefined
				? recent
				: mergeFrames([past, recent], Number.POSITIVE_INFINITY);
		},
	};
}

function pastFrame(traces: ReadonlyMap<string, GrowingTrace>, untilMs: number): SamplesFrame | undefined {
	const fromMs = Math.min(...[...traces.values()].map(trace => (trace.length === 0 ? untilMs : trace.timeAt(0))));
	if (!(fromMs < untilMs)) return undefined;
	// Half a millisecond less, so that no sample is told twice.
	const toMs = untilMs - 0.5;
	const partMs = (toMs - fromMs) / MOST_PARTS;
	const parts = [...traces.values()].map(trace => trace.extremes(fromMs, toMs, MOST_PARTS));
	const rows = Array.from({length: MOST_PARTS}, (_, part) => {
		const found = parts.map(ofChannel => ofChannel[part]);
		const rowAt = (which: keyof typeof PLACES): readonly (number | null)[] => [
			(part + PLACES[which]) * partMs,
			...found.map(extremes => extremes?.[which] ?? null),
		];
		if (found.every(extremes => extremes === undefined)) return [];
		return found.some(isSeveral) ? [rowAt('low'), rowAt('high'), rowAt('mean')] : [rowAt('mean')];
	});
	return {t0: fromMs, channels: [...traces.keys()], rows: rows.flat()};
}

function isSeveral(extremes: Extremes | undefined): boolean {
	return extremes !== undefined && extremes.count > 1;
}
