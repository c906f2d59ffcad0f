import type {SweepEvent} from '../domain/event.ts';
import {createRunClock, type PlaceInRun} from '../domain/sweep/run-clock.ts';
import {recordOf} from '../domain/record.ts';
import {copyLists, createSweepState, foldEvents, reduceSweep, type SweepState} from '../domain/sweep-state.ts';
import {isTerminal, type TrialRecord} from '../domain/trial.ts';

/** A sweep that can be looked at as it was at any time of it. */
export type Recording = {
	/** First and last event, in ms on the clock of the run. */
	readonly fromMs: number;
	readonly toMs: number;
	/** Where a time of the machine stands in it: the time between two engines of the run is left out. */
	readonly place: PlaceInRun;
	/** When a trial ended, ascending. */
	readonly stops: readonly number[];
	/** How many trials had ended at a time. */
	readonly endedAt: (ms: number) => number;
	/** The state as it was. Going on costs the events between; going back costs those from the checkpoint before. */
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

/** Events between two checkpoints, at least: to fold as many takes some milliseconds. */
const CHECKPOINT_EVENTS = 2000;
/** Checkpoints at most: each holds a list of all trials of its time. */
const MOST_CHECKPOINTS = 48;

/**
 * A recording of the events of a journal, in their order; undefined without any.
 * @param spacing events between two checkpoints.
 */
export function createRecording(
	recorded: readonly SweepEvent[],
	spacing = Math.max(CHECKPOINT_EVENTS, Math.ceil(recorded.length / MOST_CHECKPOINTS)),
): Recording | undefined {
	const clock = createRunClock();
	const events = recorded.map(clock.event);
	const times = clockOf(events);
	const [fromMs, toMs] = [times[0], times.at(-1)];
	if (fromMs === undefined || toMs === undefined) return undefined;
	const stops = times.filter((_, index) => events[index]?.type === 'trial-ended');
	const checkpoints = createCheckpoints(events, spacing);
	const fold = createFold(events, checkpoints);
	return {
		fromMs,
		toMs,
		place: clock.at,
		stops: [...stops],
		endedAt: ms => countUntil(stops, ms),
		at: ms => fold(countUntil(times, ms)),
		last: checkpoints.last,
		skipPause: (ms, leadMs) => Math.max(ms, (times[countUntil(times, ms)] ?? ms) - leadMs),
	};
}

/** Times that never go back, whatever a journal says. */
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

/** States along a recording, and its last one. */
type Checkpoints = {
	/** After how many events, at most so many, a state was kept. */
	readonly before: (count: number) => number;
	/** That state, free to grow; its trials stand in the list that is given. */
	readonly restore: (folded: number, trials: (TrialRecord | undefined)[]) => SweepState;
	readonly last: SweepState;
};

/** Folds all events once, and keeps copies of the state on the way. */
function createCheckpoints(events: readonly SweepEvent[], spacing: number): Checkpoints {
	const growing = lateTrials(events);
	const kept: SweepState[] = [];
	let state = createSweepState();
	for (let from = 0; from < events.length; from += spacing) {
		kept.push(copyOf(state, growing, []));
		state = foldEvents(state, events.slice(from, from + spacing));
	}
	return {
		last: state,
		before: count => Math.max(0, Math.min(kept.length - 1, Math.floor(count / spacing))) * spacing,
		restore: (folded, trials) => copyOf(kept[folded / spacing] ?? createSweepState(), growing, trials),
	};
}

/** Trials that a point of a curve is of after they had ended: theirs are the lists of ended trials that grow. */
function lateTrials(events: readonly SweepEvent[]): ReadonlySet<number> {
	const ended = new Set<number>();
	const late = new Set<number>();
	for (const event of events) {
		if (event.type === 'trial-ended') ended.add(event.trial);
		else if (event.type === 'metric-reported' && ended.has(event.trial)) late.add(event.trial);
	}
	return late;
}

/** A state whose lists grow without those of the other: a fold adds to them in place. */
function copyOf(state: SweepState, growing: ReadonlySet<number>, into: (TrialRecord | undefined)[]): SweepState {
	const {trials} = state;
	into.length = trials.length;
	for (let index = 0; index < trials.length; index++) {
		const trial = trials[index];
		into[index] =
			trial === undefined || (isTerminal(trial.state) && !growing.has(trial.trial)) ? trial : growable(trial);
	}
	return {...state, trials: into, ...copyLists(state)};
}

/** A trial whose curves grow without those of the other. */
function growable(trial: TrialRecord): TrialRecord {
	const curves = Object.entries(trial.curves).map(([name, points]) => [name, [...points]] as const);
	return curves.length === 0 ? trial : {...trial, curves: recordOf(curves)};
}

/** Up to so many events each makes a state, so that what did not change in between is seen to be the same. */
const FEW_EVENTS = 64;

/**
 * Gives the state after that many events; on the way back it begins at the checkpoint before. There is one list of trials
 * for all of them: whoever remembers columns of it reads again only the trials that are others.
 */
function createFold(events: readonly SweepEvent[], checkpoints: Checkpoints): (count: number) => SweepState {
	const trials: (TrialRecord | undefined)[] = [];
	let state: SweepState = {...createSweepState(), trials};
	let folded = 0;
	return count => {
		const nearest = checkpoints.before(count);
		if (count < folded || (count > folded + FEW_EVENTS && nearest > folded)) {
			state = checkpoints.restore(nearest, trials);
			folded = nearest;
		}
		const next = events.slice(folded, count);
		state = next.length > FEW_EVENTS ? foldEvents(state, next) : next.reduce(reduceSweep, state);
		folded = count;
		return state;
	};
}
