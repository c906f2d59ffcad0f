/** Samples of one channel in order of time. `timeAt` is monotonic ms; indexes run from 0 to `length` - 1. */
export type Samples = {
	readonly length: number;
	readonly timeAt: (index: number) => number;
	readonly valueAt: (index: number) => number;
};

/** Samples that grow at the end and are forgotten at the start. */
export type Series = Samples & {
	/** Appends; a sample that is not later than the last one is dropped, since time never goes back. */
	readonly push: (t: number, value: number) => void;
};

/** A ring of the newest `capacity` samples; two numbers each. */
export function createSeries(capacity: number): Series {
	let times = new Float64Array(Math.min(64, capacity));
	let values = new Float64Array(times.length);
	let start = 0;
	let length = 0;

	function grow(): void {
		const size = Math.min(capacity, times.length * 2);
		const olderTimes = times;
		const olderValues = values;
		times = new Float64Array(size);
		values = new Float64Array(size);
		times.set(olderTimes);
		values.set(olderValues);
	}

	const slot = (index: number): number => (start + index) % times.length;
	const timeAt = (index: number): number => times[slot(index)] ?? Number.NaN;

	return {
		get length() {
			return length;
		},
		timeAt,
		valueAt: index => values[slot(index)] ?? Number.NaN,
		push: (t, value) => {
			if (length > 0 && t <= timeAt(length - 1)) return;
			// The ring turns only at its full size, so that growing needs no reordering.
			if (length === times.length && length < capacity) grow();
			if (length === capacity) start = (start + 1) % capacity;
			else length++;
			times[slot(length - 1)] = t;
			values[slot(length - 1)] = value;
		},
	};
}

/** Samples over plain arrays of equal length. */
export function samplesOf(times: readonly number[], values: readonly number[]): Samples {
	return {
		length: times.length,
		timeAt: index => times[index] ?? Number.NaN,
		valueAt: index => values[index] ?? Number.NaN,
	};
}

/** Index of the first sample later than `t` (or at it, with `inclusive`); `length` when there is none. */
export function firstAfter(samples: Samples, t: number, inclusive = false): number {
	let low = 0;
	let high = samples.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const time = samples.timeAt(middle);
		if (time > t || (inclusive && time === t)) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** Values of the samples in `[fromMs, toMs]`. */
export function valuesBetween(samples: Samples, fromMs: number, toMs: number): number[] {
	const values: number[] = [];
	const end = firstAfter(samples, toMs);
	for (let index = firstAfter(samples, fromMs, true); index < end; index++) values.push(samples.valueAt(index));
	return values;
}

/** The value at `t` by linear interpolation; undefined outside, and across a gap longer than `gapMs`. */
export function valueAtTime(samples: Samples, t: number, gapMs: number): number | undefined {
	const after = firstAfter(samples, t);
	if (after === 0) return undefined;
	const t0 = samples.timeAt(after - 1);
	const v0 = samples.valueAt(after - 1);
	if (t0 === t) return v0;
	if (after === samples.length) return undefined;
	const t1 = samples.timeAt(after);
	if (t1 - t0 > gapMs) return undefined;
	return v0 + ((samples.valueAt(after) - v0) * (t - t0)) / (t1 - t0);
}
