import type {Bucket} from './samples.ts';

/** Width of the narrowest bucket in ms: three doublings make the 5 s of a source at 1 Hz. */
export const BASE_BUCKET_MS = 625;

/** Buckets kept on each level: more than the widest sparkline asks for. */
const KEPT = 512;

/** Enough doublings of the base for a run of ten years. */
const LEVELS = 30;

/** Buckets of one channel on levels of doubling width. */
export type BucketHistory = {
	/** A sample that is older than the newest bucket is dropped: the past never changes. */
	readonly add: (t: number, value: number) => void;
	/** The `count` buckets up to the one that holds `toMs`, oldest first; `bucketMs` is rounded by {@link bucketWidth}. */
	readonly last: (bucketMs: number, count: number, toMs: number) => readonly (Bucket | undefined)[];
};

type Sum = {readonly index: number; sum: number; low: number; high: number; count: number};

function levelOf(ms: number): number {
	return Math.min(LEVELS - 1, Math.max(0, Math.ceil(Math.log2(ms / BASE_BUCKET_MS))));
}

/** The nearest width that is kept and not below `ms`: `BASE_BUCKET_MS` · 2^n. */
export function bucketWidth(ms: number): number {
	return BASE_BUCKET_MS * 2 ** levelOf(ms);
}

/**
 * The narrowest width, not below `leastMs`, at which the time from `fromMs` to `toMs` touches at most `cells` buckets.
 * Widths double, so a live row is drawn anew only when the run's length has doubled; between that it only grows.
 */
export function bucketWidthFor(fromMs: number, toMs: number, cells: number, leastMs: number): number {
	let width = bucketWidth(leastMs);
	while (Math.floor(toMs / width) - Math.floor(fromMs / width) + 1 > Math.max(2, cells)) width *= 2;
	return width;
}

/** An empty history. */
export function createBucketHistory(): BucketHistory {
	const levels = Array.from({length: LEVELS}, (): Sum[] => []);
	return {
		add: (t, value) => {
			for (let level = 0; level < LEVELS; level++) {
				const sums = levels[level];
				if (sums !== undefined) addTo(sums, Math.floor(t / (BASE_BUCKET_MS * 2 ** level)), value);
			}
		},
		last: (bucketMs, count, toMs) => {
			const level = levelOf(bucketMs);
			return lastOf(levels[level] ?? [], count, Math.floor(toMs / (BASE_BUCKET_MS * 2 ** level)));
		},
	};
}

function addTo(sums: Sum[], index: number, value: number): void {
	const newest = sums.at(-1);
	if (newest !== undefined && index < newest.index) return;
	if (newest === undefined || index > newest.index) {
		sums.push({index, sum: value, low: value, high: value, count: 1});
		if (sums.length > KEPT * 2) sums.splice(0, KEPT);
		return;
	}
	newest.sum += value;
	newest.count += 1;
	newest.low = Math.min(newest.low, value);
	newest.high = Math.max(newest.high, value);
}

function lastOf(sums: readonly Sum[], count: number, newest: number): readonly (Bucket | undefined)[] {
	const cells: (Bucket | undefined)[] = Array.from({length: count}, () => undefined);
	for (let position = sums.length - 1; position >= 0; position--) {
		const bucket = sums[position];
		if (bucket === undefined) break;
		const cell = count - 1 - (newest - bucket.index);
		if (cell < 0) break;
		if (cell >= count) continue;
		cells[cell] = {mean: bucket.sum / bucket.count, low: bucket.low, high: bucket.high, count: bucket.count};
	}
	return cells;
}
