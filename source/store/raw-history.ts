import type {TimedValue} from './samples.ts';

/** The newest samples of one channel, oldest first. */
export type RawHistory = {
	readonly add: (t: number, value: number) => void;
	readonly latest: () => TimedValue | undefined;
	/** The newest sample that is not after a time. */
	readonly latestUntil: (toMs: number) => TimedValue | undefined;
	readonly between: (fromMs: number, toMs: number) => readonly TimedValue[];
};

/** A history of the last `capacity` samples. A sample that is older than the newest one is dropped. */
export function createRawHistory(capacity: number): RawHistory {
	let times = new Float64Array(64);
	let values = new Float64Array(64);
	let length = 0;

	function makeRoom(): void {
		if (length < times.length) return;
		// Dropping the older half at once keeps an append O(1) on average.
		const keep = length >= capacity ? Math.floor(capacity / 2) : length;
		const size = Math.min(capacity, Math.max(64, keep * 2));
		times = copyTail(times, length, keep, size);
		values = copyTail(values, length, keep, size);
		length = keep;
	}

	/** The first index whose time is not before `t`. */
	function lowerBound(t: number): number {
		let low = 0;
		let high = length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((times[middle] ?? 0) < t) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	function at(index: number): TimedValue | undefined {
		return index < 0 ? undefined : {t: times[index] ?? 0, value: values[index] ?? 0};
	}

	return {
		add: (t, value) => {
			if (length > 0 && t < (times[length - 1] ?? 0)) return;
			makeRoom();
			times[length] = t;
			values[length] = value;
			length++;
		},
		latest: () => at(length - 1),
		latestUntil: toMs => {
			const after = lowerBound(toMs);
			return times[after] === toMs && after < length ? at(after) : at(after - 1);
		},
		between: (fromMs, toMs) => {
			const found: TimedValue[] = [];
			for (let index = lowerBound(fromMs); index < length; index++) {
				const t = times[index] ?? 0;
				if (t > toMs) break;
				found.push({t, value: values[index] ?? 0});
			}
			return found;
		},
	};
}

function copyTail(from: Float64Array, length: number, keep: number, size: number): Float64Array<ArrayBuffer> {
	const to = new Float64Array(size);
	to.set(from.subarray(length - keep, length));
	return to;
}
