import {createExtremesPyramid, type Extremes, grown} from './extremes-pyramid.ts';
import {firstAfter, type Samples} from '../series.ts';

export type {Extremes} from './extremes-pyramid.ts';

/** Samples with a pyramid of extremes over them: any window is drawn without a walk through all of it. */
export type Trace = Samples & {
	/**
	 * The extremes of `bins` equal parts of the time from `fromMs` to `toMs` (both included), in order; undefined where
	 * no sample lies. No sample is lost: each is in the bin of its time. O(bins · log n).
	 */
	readonly extremes: (fromMs: number, toMs: number, bins: number) => readonly (Extremes | undefined)[];
};

/** A trace that grows at its end. */
export type GrowingTrace = Trace & {
	/** Appends; a sample that is not later than the last one, or is not finite, is dropped. */
	readonly push: (t: number, value: number) => void;
};

/**
 * An empty trace of at most `capacity` leaves. A leaf is one sample until they are full; then each pair of neighbours
 * becomes one, over the whole trace: memory is bounded, the past grows coarser, and no peak is ever lost. A merged leaf
 * stands at the time of its first sample and has the mean of its samples as its value.
 */
export function createTrace(capacity: number): GrowingTrace {
	const most = Math.max(2, Math.floor(capacity / 2) * 2);
	const pyramid = createExtremesPyramid();
	let times = new Float64Array(16);
	let samplesPerLeaf = 1;
	let lastMs = Number.NEGATIVE_INFINITY;

	function halve(): void {
		for (let index = 0; index * 2 < pyramid.length(); index++) times[index] = times[index * 2] ?? 0;
		pyramid.halve();
		samplesPerLeaf *= 2;
	}

	const trace: GrowingTrace = {
		get length() {
			return pyramid.length();
		},
		timeAt: index => (index >= 0 && index < pyramid.length() ? (times[index] ?? Number.NaN) : Number.NaN),
		valueAt: pyramid.meanAt,
		push: (t, value) => {
			if (!(t > lastMs) || !Number.isFinite(value)) return;
			lastMs = t;
			if (pyramid.length() > 0 && pyramid.lastCount() < samplesPerLeaf) return pyramid.addToLast(value);
			if (pyramid.length() === most) halve();
			if (pyramid.length() === times.length) times = grown(times);
			times[pyramid.length()] = t;
			return pyramid.append(value);
		},
		extremes: (fromMs, toMs, bins) => {
			if (!(toMs > fromMs)) return Array.from({length: bins}, () => undefined);
			const width = (toMs - fromMs) / bins;
			let start = firstAfter(trace, fromMs, true);
			return Array.from({length: bins}, (_, bin) => {
				const end = bin === bins - 1 ? firstAfter(trace, toMs) : firstAfter(trace, fromMs + (bin + 1) * width, true);
				const found = pyramid.between(start, end);
				start = end;
				return found;
			});
		},
	};
	return trace;
}

/** A trace over samples that do not change; those that are a trace already are given back. */
export function traceOf(samples: Samples): Trace {
	if (isTrace(samples)) return samples;
	const trace = createTrace(samples.length + 2);
	for (let index = 0; index < samples.length; index++) trace.push(samples.timeAt(index), samples.valueAt(index));
	return trace;
}

function isTrace(samples: Samples): samples is Trace {
	return 'extremes' in samples;
}

/** A trace without what is later than a time. */
export function traceUntil(trace: Trace, untilMs: number): Trace {
	const isSeen = (index: number): boolean => trace.timeAt(index) <= untilMs;
	return {
		get length() {
			return firstAfter(trace, untilMs);
		},
		timeAt: index => (isSeen(index) ? trace.timeAt(index) : Number.NaN),
		valueAt: index => (isSeen(index) ? trace.valueAt(index) : Number.NaN),
		extremes: (fromMs, toMs, bins) => {
			if (toMs <= untilMs) return trace.extremes(fromMs, toMs, bins);
			const width = (toMs - fromMs) / bins;
			return trace.extremes(fromMs, toMs, bins).map((whole, bin) => {
				const start = fromMs + bin * width;
				if (start > untilMs) return undefined;
				return start + width <= untilMs ? whole : (trace.extremes(start, untilMs, 1)[0] ?? pointAt(trace, untilMs));
			});
		},
	};
}

/** The sample at exactly this time: a span without a length has no bins. */
function pointAt(trace: Trace, t: number): Extremes | undefined {
	const index = firstAfter(trace, t) - 1;
	if (index < 0 || trace.timeAt(index) !== t) return undefined;
	const value = trace.valueAt(index);
	return {low: value, high: value, mean: value, count: 1};
}

/** Lowest, highest and mean of the samples between two times, both included; undefined where there are none. */
export function extremesBetween(trace: Trace, fromMs: number, toMs: number): Extremes | undefined {
	return toMs === fromMs ? pointAt(trace, toMs) : trace.extremes(fromMs, toMs, 1)[0];
}
