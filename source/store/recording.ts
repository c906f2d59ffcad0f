import type {SweepEvent} from '../domain/event.ts';
import {createSweepState, reduceSweep, type SweepState} from '../domain/sweep-state.ts';

/** A sweep that can be looked at as it was at any time of it. */
export type Recording = {
	/** First and last event, in ms on the clock of the run. */
	readonly fromMs: number;
	readonly toMs: number;
	/** When a trial ended, ascending. */
	readonly stops: readonly number[];
	/** The state as it was. Going on costs the events between; going back costs those from the start. */
	readonly at: (ms: number) => SweepState;
	/** The whole of it: what the limits of colours and axes are taken from. */
	readonly last: SweepState;
	/** The same time, or a later one where nothing happens for long: `leadMs` before the next event. */
	readonly skipPause: (ms: number, leadMs: number) => number;
};

/** Times as fast as it was. */
export const REPLAY_SPEEDS = [1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600] as const;

/** A replay that nobody steers takes about as long as this. */
const USUAL_LENGTH_MS = 30_000;

/** The speed at which a recording takes about half a minute. */
export function usualSpeed({fromMs, toMs}: Pick<Recording, 'fromMs' | 'toMs'>): number {
	return REPLAY_SPEEDS.find(speed => (toMs - fromMs) / speed <= USUAL_LENGTH_MS) ?? 3600;
}

/** A recording of the events of a journal, in their order; undefined without any. */
export function createRecording(events: readonly SweepEvent[]): Recording | undefined {
	const times = clockOf(events);
	const [fromMs, toMs] = [times[0], times.at(-1)];
	if (fromMs === undefined || toMs === undefined) return undefined;
	const fold = createFold(events);
	return {
		fromMs,
		toMs,
		stops: [...times].filter((_, index) => events[index]?.type === 'trial-ended'),
		at: ms => fold(countUntil(times, ms)),
		last: createFold(events)(events.length),
		skipPause: (ms, leadMs) => Math.max(ms, (times[countUntil(times, ms)] ?? ms) - leadMs),
	};
}

/** Times that never go back: the clock of a machine begins anew at each boot, the events of a run go on. */
function clockOf(events: readonly SweepEvent[]): Float64Array {
	let last = Number.NEGATIVE_INFINITY;
	return Float64Array.from(events, event => {
		last = Math.max(last, event.mono_ms);
		return last;
	});
}

/** How many events are not after a time. */
function countUntil(times: Float64Array, ms: number): number {
	let [low, high] = [0, times.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((times[middle] ?? 0) <= ms) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Gives the state after that many events. Its lists grow in place, so that each way back begins anew. */
function createFold(events: readonly SweepEvent[]): (count: number) => SweepState {
	let state = createSweepState();
	let folded = 0;
	return count => {
		if (count < folded) [state, folded] = [createSweepState(), 0];
		for (; folded < count; folded++) {
			const event = events[folded];
			if (event !== undefined) state = reduceSweep(state, event);
		}
		return state;
	};
}
