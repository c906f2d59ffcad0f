import {exponentOf} from './quantity.ts';

/** Spans below this are lost to rounding. */
const SMALLEST = 1e-300;

/** How values are spread: evenly, or by their magnitude. */
export type ScaleKind = 'linear' | 'log';

/** Maps a range of values to 0 to 1 and back. */
export type Scale = {
	readonly kind: ScaleKind;
	readonly low: number;
	readonly high: number;
	/** 0 at `low`, 1 at `high`; below and above outside; NaN for what has no place (NaN, infinities, ≤ 0 on a log scale). */
	readonly fraction: (value: number) => number;
	/** The value at a fraction. */
	readonly value: (fraction: number) => number;
	/** At most about `count` round values within the range, ascending; never none. */
	readonly ticks: (count: number) => readonly number[];
};

/** A scale over a range. An empty range is widened; a log scale with `low` ≤ 0 is linear instead. */
export function createScale(kind: ScaleKind, low: number, high: number): Scale {
	const [from, to] = [Math.min(low, high), Math.max(low, high)];
	if (kind === 'log' && from > 0 && Number.isFinite(to)) return logScale(from, to);
	return linearScale(...widened(from, to));
}

/** Range of the values that have a place on the scale, or undefined where there is none. */
export function extentOf(values: Iterable<number>, kind: ScaleKind = 'linear'): readonly [number, number] | undefined {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const value of values) {
		if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue;
		if (value < low) low = value;
		if (value > high) high = value;
	}
	return low <= high ? [low, high] : undefined;
}

/** As {@link extentOf} of what is read from each item: a generator of the values would cost more than the range. */
export function extentOfItems<T>(
	items: readonly T[],
	read: (item: T) => number,
	kind: ScaleKind,
): readonly [number, number] | undefined {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const item of items) {
		const value = read(item);
		if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue;
		if (value < low) low = value;
		if (value > high) high = value;
	}
	return low <= high ? [low, high] : undefined;
}

/** A scale whose range is a little wider than the data, so that no point lies on the frame. */
export function createPaddedScale(kind: ScaleKind, low: number, high: number, share = 0.03): Scale {
	const tight = createScale(kind, low, high);
	const [from, to] = [tight.value(-share), tight.value(1 + share)];
	const isUsable = Number.isFinite(from) && Number.isFinite(to) && from < to && (tight.kind === 'linear' || from > 0);
	return isUsable ? createScale(tight.kind, from, to) : tight;
}

/**
 * Multiples of 1, 2 or 5 times a power of ten within the range, at most `count` + 1 of them; the ends of the range
 * where none lies within.
 */
export function niceTicks(low: number, high: number, count: number): readonly number[] {
	const span = high - low;
	if (!(span > 0) || !Number.isFinite(span)) return low === high ? [low] : [low, high];
	const step = niceStep(span / Math.max(1, count));
	if (!Number.isFinite(step)) return [low, high];
	const first = Math.ceil(low / step - 1e-9);
	const last = Math.floor(high / step + 1e-9);
	if (last - first > 1000) return [low, high];
	const exponent = exponentOf(step);
	const ticks = Array.from({length: Math.max(0, last - first + 1)}, (_, index) =>
		roundedTo((first + index) * step, exponent),
	);
	return ticks.length === 0 ? [low, high] : ticks;
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `rough`. */
export function niceStep(rough: number): number {
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5].find(factor => factor * power >= rough * (1 - 1e-9)) ?? 10;
	return step * power;
}

function linearScale(low: number, high: number): Scale {
	// Halves first: the span of the largest doubles overflows.
	const span = high / 2 - low / 2;
	return {
		kind: 'linear',
		low,
		high,
		fraction: value => (Number.isFinite(value) ? (value / 2 - low / 2) / span : Number.NaN),
		value: fraction => low * (1 - fraction) + high * fraction,
		ticks: count => niceTicks(low, high, count),
	};
}

function logScale(lowest: number, highest: number): Scale {
	const isNarrow = !(highest / lowest > 1 + 1e-13);
	const low = isNarrow ? Math.max(lowest * 0.9, Number.MIN_VALUE) : lowest;
	const high = isNarrow ? Math.min(Math.max(highest * 1.1, highest + 4 * Number.MIN_VALUE), Number.MAX_VALUE) : highest;
	const start = Math.log10(low);
	const span = Math.log10(high) - start;
	return {
		kind: 'log',
		low,
		high,
		fraction: value => (Number.isFinite(value) && value > 0 ? (Math.log10(value) - start) / span : Number.NaN),
		value: fraction => 10 ** (start + span * fraction),
		ticks: count => logTicks(low, high, count),
	};
}

/** Powers of ten, thinned to `count`; where the range holds fewer than two, 1-2-5 steps, then linear ticks. */
function logTicks(low: number, high: number, count: number): readonly number[] {
	const first = Math.ceil(Math.log10(low) - 1e-9);
	const last = Math.floor(Math.log10(high) + 1e-9);
	const decades = Array.from({length: Math.max(0, last - first + 1)}, (_, index) => powerOfTen(first + index));
	if (decades.length >= 2) {
		const stride = Math.ceil(decades.length / Math.max(1, count + 1));
		return decades.filter((_, index) => index % stride === 0);
	}
	const fine: number[] = [];
	for (let exponent = first - 1; exponent <= last + 1; exponent += 1) {
		for (const factor of [1, 2, 5]) {
			const tick = factor * powerOfTen(exponent);
			if (Number.isFinite(tick) && tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) fine.push(tick);
		}
	}
	return fine.length >= 2 ? fine : niceTicks(low, high, count);
}

/** Exact where a double is: 10 ** -3 is not 0.001 in every engine. */
function powerOfTen(exponent: number): number {
	return Number(`1e${exponent}`);
}

/** The range as it can be divided: one that is empty, or too narrow for doubles to step through, is made wider. */
function widened(low: number, high: number): readonly [number, number] {
	if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
	const size = Math.max(Math.abs(low), Math.abs(high));
	if (high / 2 - low / 2 > Math.max(size * 1e-13, SMALLEST)) return [low, high];
	if (size < SMALLEST) return [-1, 1];
	const margin = size * 0.1;
	return [Math.max(low - margin, -Number.MAX_VALUE), Math.min(high + margin, Number.MAX_VALUE)];
}

function roundedTo(value: number, exponent: number): number {
	return exponent < 0 && exponent >= -100 ? Number(value.toFixed(-exponent)) : value;
}
