import {firstAfter} from '../../domain/series.ts';
import {type Extremes, extremesBetween, type Trace} from '../../domain/signal/trace.ts';
import type {TimeWindow} from './channel-trace.ts';
import {choosePrefix, formatQuantity} from '../quantity.ts';

/** A channel with its words and its samples. */
export type ChannelRow = {
	readonly name: string;
	/** How values are written: the unit, and what they are turned into for it. */
	readonly unit: string;
	readonly convert?: (value: number) => number;
	/** Scope, source and period: `rail, demo, every 1 s`; or why there is no value. */
	readonly about: string;
	readonly isEstimate: boolean;
	readonly trace: Trace | undefined;
};

/** The time that is looked at, and the instant that values are of. Monotonic ms. */
export type ChannelSpan = {readonly window: TimeWindow; readonly instantMs: number | undefined};

/** The values of a window, and the one at an instant of it or else the newest (NaN for none), as they are written. */
export function figuresOf(
	{window, instantMs}: ChannelSpan,
	row: ChannelRow,
): {readonly value: number; readonly found: Extremes | undefined} {
	if (row.trace === undefined) return {value: Number.NaN, found: undefined};
	const convert = row.convert ?? ((value: number) => value);
	const until = instantMs ?? window.toMs;
	const found = extremesBetween(row.trace, window.fromMs, window.toMs);
	return {
		value: convert(row.trace.valueAt(firstAfter(row.trace, until) - 1)),
		found:
			found === undefined
				? undefined
				: {...found, low: convert(found.low), mean: convert(found.mean), high: convert(found.high)},
	};
}

/** From here on milliseconds are read as seconds: counters of stalls grow for days. */
const LONG_MS = 10_000;

/** A value of a channel with its unit. */
export function quantityText(value: number, unit: string): string {
	return unit === 'ms' && Math.abs(value) >= LONG_MS
		? formatQuantity(value / 1000, 's', 4)
		: formatQuantity(value, unit);
}

/** What values are divided by where the largest of them is written so. */
export function factorOf(largest: number, unit: string): number {
	return unit === 'ms' && largest >= LONG_MS ? 1000 : choosePrefix(largest, unit).factor;
}
