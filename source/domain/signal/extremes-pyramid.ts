/** What the samples of a span of time have between them. */
export type Extremes = {readonly low: number; readonly high: number; readonly mean: number; readonly count: number};

/** Leaves in order, with the extremes of groups of them kept on levels above. */
export type ExtremesPyramid = {
	readonly length: () => number;
	/** Adds a leaf that holds one value. */
	readonly append: (value: number) => void;
	/** Adds a value to the last leaf. */
	readonly addToLast: (value: number) => void;
	readonly lastCount: () => number;
	readonly meanAt: (leaf: number) => number;
	/** Extremes of the leaves from `start` to before `end`; undefined where there are none. O(log n). */
	readonly between: (start: number, end: number) => Extremes | undefined;
	/** Makes each two neighbours one leaf. */
	readonly halve: () => void;
};

/** Entries of a level that make one of the level above. */
const FAN = 16;

/** One level: entry `i` of level `k` holds the leaves from i · FAN^k on; only whole groups have an entry. */
type Level = {low: Float64Array; high: Float64Array; sum: Float64Array; count: Float64Array; length: number};

type Sum = {low: number; high: number; sum: number; count: number};

/** A pyramid without leaves. */
export function createExtremesPyramid(): ExtremesPyramid {
	const levels: Level[] = [createLevel()];
	const leaves = (): Level => levelAt(levels, 0);

	function append(low: number, high: number, sum: number, count: number): void {
		// What is before the new leaf will not change any more: its whole groups get their entries now.
		let filled = leaves().length;
		for (let depth = 1; filled > 0 && filled % FAN === 0; depth++) {
			filled /= FAN;
			const total = emptySum();
			for (let child = (filled - 1) * FAN; child < filled * FAN; child++)
				addEntry(total, levelAt(levels, depth - 1), child);
			put(levelAt(levels, depth), total.low, total.high, total.sum, total.count);
		}
		put(leaves(), low, high, sum, count);
	}

	return {
		length: () => leaves().length,
		append: value => append(value, value, value, 1),
		addToLast: value => {
			const level = leaves();
			const last = level.length - 1;
			level.low[last] = Math.min(level.low[last] ?? value, value);
			level.high[last] = Math.max(level.high[last] ?? value, value);
			level.sum[last] = (level.sum[last] ?? 0) + value;
			level.count[last] = (level.count[last] ?? 0) + 1;
		},
		lastCount: () => leaves().count[leaves().length - 1] ?? 0,
		meanAt: leaf => {
			const {length, sum, count} = leaves();
			return leaf >= 0 && leaf < length ? (sum[leaf] ?? 0) / (count[leaf] ?? 0) : Number.NaN;
		},
		between: (start, end) => {
			const total = emptySum();
			const last = Math.min(end, leaves().length);
			for (let at = Math.max(0, start); at < last; ) at += addLargest(total, levels, at, last);
			const {low, high, sum, count} = total;
			return count === 0 ? undefined : {low, high, mean: sum / count, count};
		},
		halve: () => {
			const old = leaves();
			levels.splice(0, levels.length, createLevel());
			for (let index = 0; index < old.length; index += 2) {
				const total = emptySum();
				for (let child = index; child < Math.min(old.length, index + 2); child++) addEntry(total, old, child);
				append(total.low, total.high, total.sum, total.count);
			}
		},
	};
}

/** Adds the largest group that begins at a leaf and ends before `end`; gives its leaves. */
function addLargest(total: Sum, levels: readonly Level[], at: number, end: number): number {
	let [depth, size] = [0, 1];
	for (;;) {
		const next = size * FAN;
		if (at % next !== 0 || at + next > end || at / next >= (levels[depth + 1]?.length ?? 0)) break;
		[depth, size] = [depth + 1, next];
	}
	const level = levels[depth];
	if (level !== undefined) addEntry(total, level, at / size);
	return size;
}

function emptySum(): Sum {
	return {low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY, sum: 0, count: 0};
}

function addEntry(total: Sum, level: Level, index: number): void {
	total.low = Math.min(total.low, level.low[index] ?? total.low);
	total.high = Math.max(total.high, level.high[index] ?? total.high);
	total.sum += level.sum[index] ?? 0;
	total.count += level.count[index] ?? 0;
}

function createLevel(): Level {
	const room = (): Float64Array => new Float64Array(16);
	return {low: room(), high: room(), sum: room(), count: room(), length: 0};
}

function levelAt(levels: Level[], depth: number): Level {
	const known = levels[depth];
	if (known !== undefined) return known;
	const made = createLevel();
	levels[depth] = made;
	return made;
}

function put(level: Level, low: number, high: number, sum: number, count: number): void {
	if (level.length === level.low.length) {
		level.low = grown(level.low);
		level.high = grown(level.high);
		level.sum = grown(level.sum);
		level.count = grown(level.count);
	}
	level.low[level.length] = low;
	level.high[level.length] = high;
	level.sum[level.length] = sum;
	level.count[level.length] = count;
	level.length++;
}

/** The same numbers in twice the room. */
export function grown(from: Float64Array): Float64Array<ArrayBuffer> {
	const to = new Float64Array(from.length * 2);
	to.set(from);
	return to;
}
