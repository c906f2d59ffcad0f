import type {ChannelDefinition} from './channel.ts';
import {foldEnergy} from './energy/energy-fold.ts';
import type {SweepEvent} from './event.ts';
import {addExtension, type Extended, NOT_EXTENDED} from './sweep/extension.ts';
import {appendOwned, putOwned} from './owned-list.ts';
import {applyWhole} from './sweep/whole-fold.ts';
import {engineRanUntil, type Phase, phaseAfter, type Resumption, resumedBy} from './sweep/run-clock.ts';
import type {Sweep} from './sweep.ts';
import type {TrialRecord, TrialState} from './trial.ts';
import {keepNotes, noteTrial, notedTrials} from './trial/trial-notes.ts';
import {
	addPoint,
	describeTrial,
	type Draft,
	type EventOf,
	endExecution,
	endTrial,
	queueTrial,
	startExecution,
	startPreparation,
	waitForGate,
} from './trial/trial-fold.ts';

export type {Phase} from './sweep/run-clock.ts';

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
 * `trials`, `notices`, `samplerStates` and the curves of a trial are owned by the fold and grow in place (a sweep has
 * up to 10^6 trials and a copy per event would be quadratic); every change makes a new outer object with a higher `version`,
 * and a changed trial is a new record, so identity comparison of the state and of a record is enough to see a change.
 */
export type SweepState = Extended & {
	readonly version: number;
	readonly lastSeq: number;
	readonly phase: Phase;
	readonly endedWhy?: string;
	/** A person has said so, and it has not ended yet: no further trial begins. */
	readonly isStopping?: true;
	readonly sweep: Sweep | undefined;
	readonly host: Readonly<Record<string, unknown>>;
	readonly engine: {readonly pid: number; readonly startTicks: number; readonly version: string} | undefined;
	readonly boot: string;
	readonly startedAt: string;
	/** Milliseconds that engines ran until the last event, summed over boots and resumes. */
	readonly elapsedMs: number;
	readonly lastMonoMs: number;
	/** When an engine last wrote, ISO 8601. */
	readonly lastRunAt: string;
	/** Where the sweep was gone on with, in order. */
	readonly resumptions: readonly Resumption[];
	/** By trial number minus 1; a hole is undefined. */
	readonly trials: readonly (TrialRecord | undefined)[];
	readonly counts: Readonly<Record<TrialState, number>>;
	readonly sources: readonly SourceState[];
	readonly notices: readonly Notice[];
	readonly baseline: Readonly<Record<string, {readonly mean: number; readonly sd: number; readonly n: number}>>;
	/** Of the whole sweep so far, idle time and pauses included; see {@link foldEnergy}. */
	readonly energyJ: number | undefined;
	/** What the sampler has had kept of itself, in order; most samplers need nothing but the trials. */
	readonly samplerStates: readonly unknown[];
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
		lastRunAt: '',
		resumptions: [],
		trials: [],
		counts: NO_COUNTS,
		sources: [],
		notices: [],
		baseline: {},
		energyJ: undefined,
		...NOT_EXTENDED,
		samplerStates: [],
		lastTrial: 0,
	};
}

/** Beside its trials, the lists of a state that grow in place: copied by whoever folds from one state twice. */
export function copyLists(state: SweepState): Pick<SweepState, 'notices' | 'samplerStates'> {
	return {notices: [...state.notices], samplerStates: [...state.samplerStates]};
}

/** Highest trial number that is folded; a journal with a higher one is damaged or hostile, and the event is ignored. */
const MAX_TRIAL = 10_000_000;

/**
 * Folds one event. Pure for the caller in the sense of {@link SweepState}. Replaying a seq is a no-op, and so is the
 * type of a newer writer (CONTRACTS section 5).
 */
export function reduceSweep(state: SweepState, event: SweepEvent): SweepState {
	if (event.seq <= state.lastSeq) return state;
	const draft: Draft<SweepState> = {...state};
	apply({draft, ownsCounts: false}, event);
	return draft;
}

/** Folds many events: what {@link reduceSweep} gives for one after the other, without the states in between. */
export function foldEvents(state: SweepState, events: Iterable<SweepEvent>): SweepState {
	const draft: Draft<SweepState> = {...state, counts: {...state.counts}};
	const fold = {draft, ownsCounts: true};
	for (const event of events) if (event.seq > draft.lastSeq) apply(fold, event);
	return draft;
}

/** A state that nobody else has seen yet, and whether that is true of its counts. */
type Fold = {readonly draft: Draft<SweepState>; readonly ownsCounts: boolean};

function apply(fold: Fold, event: SweepEvent): void {
	advance(fold.draft, event);
	switch (event.type) {
		case 'trial-queued':
			return putTrial(fold, event.trial, queueAgain(fold.draft.trials[event.trial - 1], event));
		case 'gate-waiting':
			return changeTrial(fold, event.trial, trial => waitForGate(trial, event));
		case 'preparation-started':
			return changeTrial(fold, event.trial, trial => startPreparation(trial, event));
		case 'execution-started':
			return changeTrial(fold, event.trial, trial => startExecution(trial, event));
		case 'metric-reported':
			return changeTrial(fold, event.trial, trial => addPoint(trial, event));
		case 'execution-ended':
			return changeTrial(fold, event.trial, trial => endExecution(trial, event));
		case 'trial-ended':
			return changeTrial(fold, event.trial, trial => endTrial(trial, event));
		case 'trial-described':
			changeTrial(fold, event.trial, trial => describeTrial(trial, event));
			return renewCounts(fold);
		case 'command-given':
			return followCommand(fold, event);
		case 'gate-passed':
		case 'knob-set':
		case 'knob-restored':
			return undefined;
		case 'sampler-told':
			return appendOwned(fold.draft.samplerStates, event.state);
		case 'sweep-started':
		case 'sweep-described':
		case 'host-described':
		case 'probe-opened':
		case 'probe-closed':
		case 'baseline-measured':
		case 'notice':
		case 'sweep-paused':
		case 'sweep-resumed':
		case 'sweep-ended':
			return applyWhole(fold.draft, event);
		default:
			// The type of a newer writer.
			return undefined;
	}
}

function queueAgain(previous: TrialRecord | undefined, event: EventOf<'trial-queued'>): TrialRecord {
	return keepNotes(queueTrial(previous, event), previous);
}

/** What selectors keep by the counts shows points, results, tags and notes too: it is made anew. */
function renewCounts({draft, ownsCounts}: Fold): void {
	if (!ownsCounts) draft.counts = {...draft.counts};
}

function followCommand(fold: Fold, event: EventOf<'command-given'>): void {
	const {draft} = fold;
	const noted = notedTrials(event);
	for (const number of noted) changeTrial(fold, number, trial => noteTrial(trial, event));
	if (noted.length > 0) renewCounts(fold);
	if (event.command === 'stop') draft.isStopping = true;
	if (event.command === 'extend') Object.assign(draft, addExtension(draft, event.arguments));
}

/** Moves the draft to the place of the event. */
function advance(draft: Draft<SweepState>, event: SweepEvent): void {
	const engineRan = engineRanUntil(event, draft);
	if (engineRan) draft.elapsedMs += Math.max(0, event.mono_ms - draft.lastMonoMs);
	else if (event.type === 'sweep-started') draft.resumptions = resumedBy(event, draft);
	if (engineRan || event.type === 'sweep-started') draft.lastRunAt = event.t;
	draft.phase = phaseAfter(event) ?? draft.phase;
	draft.version += 1;
	draft.lastSeq = event.seq;
	draft.boot = event.boot;
	draft.lastMonoMs = event.mono_ms;
	draft.energyJ = foldEnergy(draft.energyJ, event);
}

function putTrial({draft, ownsCounts}: Fold, number: number, trial: TrialRecord): void {
	if (!Number.isInteger(number) || number < 1 || number > MAX_TRIAL) return;
	const index = number - 1;
	const previous = draft.trials[index];
	while (draft.trials.length < index) appendOwned(draft.trials, undefined);
	putOwned(draft.trials, index, trial);
	draft.lastTrial = number;
	if (previous?.state === trial.state) return;
	const counts: Draft<SweepState['counts']> = ownsCounts ? draft.counts : {...draft.counts};
	counts[trial.state] += 1;
	if (previous !== undefined) counts[previous.state] -= 1;
	draft.counts = counts;
}

function changeTrial(fold: Fold, number: number, change: (trial: TrialRecord) => TrialRecord): void {
	const trial = fold.draft.trials[number - 1];
	if (trial !== undefined) putTrial(fold, number, change(trial));
}
