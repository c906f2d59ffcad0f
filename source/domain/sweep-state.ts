import type {ChannelDefinition} from './channel.ts';
import {assertNever} from './errors.ts';
import type {SweepEvent} from './event.ts';
import {appendOwned, putOwned} from './owned-list.ts';
import type {Sweep} from './sweep.ts';
import type {TrialRecord, TrialState} from './trial.ts';
import {addPoint, type Draft, type EventOf, endExecution, endTrial, queueTrial, startExecution} from './trial-fold.ts';

/** Where the whole sweep stands. */
export type Phase = 'empty' | 'running' | 'paused' | 'ended';

/** Something that the person should know. */
export type Notice = {
	readonly t: string;
	readonly level: 'info' | 'warning' | 'error';
	readonly text: string;
	readonly about: string;
};

/** A source of readings, opened or refused. */
export type SourceState = {
	readonly source: string;
	readonly channels: readonly ChannelDefinition[];
	readonly closed?: {readonly reason: string; readonly mend: string};
};

/**
 * What the journal says so far. A fold of events: {@link reduceSweep} is its only writer.
 *
 * `trials`, `notices` and the curves of a trial are owned by the fold and grow in place (a sweep has up to 10^6
 * trials and a copy per event would be quadratic); every change makes a new outer object with a higher `version`,
 * and a changed trial is a new record, so identity comparison of the state and of a record is enough to see a change.
 */
export type SweepState = {
	readonly version: number;
	readonly lastSeq: number;
	readonly phase: Phase;
	readonly endedWhy?: string;
	readonly sweep: Sweep | undefined;
	readonly host: Readonly<Record<string, unknown>>;
	readonly engine: {readonly pid: number; readonly startTicks: number; readonly version: string} | undefined;
	readonly boot: string;
	readonly startedAt: string;
	/** Milliseconds that engines ran until the last event, summed over boots and resumes. */
	readonly elapsedMs: number;
	readonly lastMonoMs: number;
	/** By trial number minus 1; a hole is undefined. */
	readonly trials: readonly (TrialRecord | undefined)[];
	readonly counts: Readonly<Record<TrialState, number>>;
	readonly sources: readonly SourceState[];
	readonly notices: readonly Notice[];
	readonly baseline: Readonly<Record<string, {readonly mean: number; readonly sd: number; readonly n: number}>>;
	readonly energyJ: number | undefined;
	/** Trials that were granted beyond the budget of the sweep file (`resume --trials +50`). */
	readonly extendedTrials: number;
	/** Number of the trial that changed last. */
	readonly lastTrial: number;
};

const NO_COUNTS: Readonly<Record<TrialState, number>> = {
	queued: 0,
	waiting: 0,
	running: 0,
	complete: 0,
	failed: 0,
	pruned: 0,
	'timed-out': 0,
	killed: 0,
	lost: 0,
	unkillable: 0,
};

/** The state before the first event. */
export function createSweepState(): SweepState {
	return {
		version: 0,
		lastSeq: 0,
		phase: 'empty',
		sweep: undefined,
		host: {},
		engine: undefined,
		boot: '',
		startedAt: '',
		elapsedMs: 0,
		lastMonoMs: 0,
		trials: [],
		counts: NO_COUNTS,
		sources: [],
		notices: [],
		baseline: {},
		energyJ: undefined,
		extendedTrials: 0,
		lastTrial: 0,
	};
}

/** Ended trials. */
export function countEnded(state: SweepState): number {
	const {queued, waiting, running} = state.counts;
	return Object.values(state.counts).reduce((sum, count) => sum + count, 0) - queued - waiting - running;
}

/** Highest trial number that is folded; a journal with a higher one is damaged or hostile, and the event is ignored. */
const MAX_TRIAL = 10_000_000;

/**
 * Folds one event. Pure for the caller in the sense of {@link SweepState}. Replaying a seq is a no-op, and so is the
 * type of a newer writer (CONTRACTS section 5).
 */
export function reduceSweep(state: SweepState, event: SweepEvent): SweepState {
	if (event.seq <= state.lastSeq) return state;
	const base = advance(state, event);
	switch (event.type) {
		case 'trial-queued':
			return putTrial(base, event.trial, queueTrial(state.trials[event.trial - 1], event));
		case 'gate-waiting':
			return withTrial(base, event.trial, trial => ({
				...trial,
				state: 'waiting',
				gate: {why: event.why, sinceMonoMs: event.mono_ms},
			}));
		case 'execution-started':
			return withTrial(base, event.trial, trial => startExecution(trial, event));
		case 'metric-reported':
			return withTrial(base, event.trial, trial => addPoint(trial, event));
		case 'execution-ended':
			return withTrial(base, event.trial, trial => endExecution(trial, event));
		case 'trial-ended':
			return withTrial(base, event.trial, trial => endTrial(trial, event));
		case 'command-given':
			return extend(base, event);
		case 'gate-passed':
		case 'knob-set':
		case 'knob-restored':
		case 'sampler-told':
			return base;
		case 'sweep-started':
		case 'host-described':
		case 'probe-opened':
		case 'probe-closed':
		case 'baseline-measured':
		case 'notice':
		case 'sweep-paused':
		case 'sweep-resumed':
		case 'sweep-ended':
			return reduceWhole(base, event);
		default:
			// The type of a newer writer.
			return base;
	}
}

function extend(state: SweepState, event: EventOf<'command-given'>): SweepState {
	const trials = event.command === 'extend' ? event.arguments['trials'] : undefined;
	return typeof trials === 'number' ? {...state, extendedTrials: state.extendedTrials + trials} : state;
}

type WholeEvent = EventOf<
	| 'sweep-started'
	| 'host-described'
	| 'probe-opened'
	| 'probe-closed'
	| 'baseline-measured'
	| 'notice'
	| 'sweep-paused'
	| 'sweep-resumed'
	| 'sweep-ended'
>;

function reduceWhole(state: SweepState, event: WholeEvent): SweepState {
	switch (event.type) {
		case 'sweep-started':
			return {
				...withoutEnd(state),
				phase: 'running',
				sweep: event.sweep,
				engine: event.engine,
				startedAt: state.startedAt === '' ? event.t : state.startedAt,
			};
		case 'host-described':
			return {...state, host: event.host};
		case 'probe-opened':
			return putSource(state, {source: event.source, channels: event.channels});
		case 'probe-closed': {
			const channels = state.sources.find(s => s.source === event.source)?.channels ?? [];
			return putSource(state, {source: event.source, channels, closed: {reason: event.reason, mend: event.mend ?? ''}});
		}
		case 'baseline-measured':
			return {...state, baseline: {...state.baseline, ...event.channels}};
		case 'notice':
			appendOwned(state.notices, {t: event.t, level: event.level, text: event.text, about: event.about});
			return state;
		case 'sweep-paused':
			return {...state, phase: 'paused'};
		case 'sweep-resumed':
			return {...withoutEnd(state), phase: 'running'};
		case 'sweep-ended':
			return {...state, phase: 'ended', endedWhy: event.why, energyJ: event.totals.energy_j ?? state.energyJ};
		default:
			return assertNever(event);
	}
}

function withoutEnd(state: SweepState): SweepState {
	const {endedWhy: _cleared, ...rest} = state;
	return rest;
}

/** A copy with the place of the event: each event makes one new state, which its fold may still fill in. */
function advance(state: SweepState, event: SweepEvent): Draft<SweepState> {
	// Between the end of one engine and the start of the next nothing ran, even within one boot.
	const engineRan = state.boot === event.boot && event.type !== 'sweep-started' && state.phase !== 'ended';
	const step = engineRan ? Math.max(0, event.mono_ms - state.lastMonoMs) : 0;
	return {
		...state,
		version: state.version + 1,
		lastSeq: event.seq,
		boot: event.boot,
		lastMonoMs: event.mono_ms,
		elapsedMs: state.elapsedMs + step,
	};
}

function putSource(state: SweepState, source: SourceState): SweepState {
	return {...state, sources: [...state.sources.filter(s => s.source !== source.source), source]};
}

/** Puts a trial into a state that only the fold has seen yet. */
function putTrial(state: Draft<SweepState>, number: number, trial: TrialRecord): SweepState {
	if (!Number.isInteger(number) || number < 1 || number > MAX_TRIAL) return state;
	const index = number - 1;
	const previous = state.trials[index];
	while (state.trials.length < index) appendOwned(state.trials, undefined);
	putOwned(state.trials, index, trial);
	state.lastTrial = number;
	if (previous?.state === trial.state) return state;
	const counts = {...state.counts, [trial.state]: state.counts[trial.state] + 1};
	if (previous !== undefined) counts[previous.state] -= 1;
	state.counts = counts;
	return state;
}

function withTrial(state: Draft<SweepState>, number: number, change: (trial: TrialRecord) => TrialRecord): SweepState {
	const trial = state.trials[number - 1];
	return trial === undefined ? state : putTrial(state, number, change(trial));
}
