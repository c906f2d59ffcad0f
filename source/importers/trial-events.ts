import type {Envelope, SweepFact} from '../domain/event.ts';
import type {ImportedExecution, ImportedPoint, ImportedSweep, ImportedTrial} from '../domain/importer.ts';
import {storableParams} from '../domain/space/storable.ts';
import type {Outcome, Telemetry} from '../domain/trial.ts';
import type {Draft} from '../domain/trial/trial-fold.ts';
import {validTime} from './trial-survey.ts';

/** A fact that has no place in a journal yet: whoever gives it one writes it here, as a copy of each takes long. */
export type UnplacedEvent = SweepFact & Draft<Envelope>;

/** A fact and when it was, ms since 1970; undefined where the file does not say: at once after the one before. */
export type TimedFact = {readonly fact: UnplacedEvent; readonly timeMs: number | undefined};

/** The place of an event that has none; of an import all times are made. */
export const UNPLACED = {seq: 0, t: '', mono_ms: 0, boot: 'imported'} as const satisfies Envelope;

/** One for all: a table of millions has none of its own in most rows, and each would stay as long as its trial. */
const NO_TELEMETRY: Telemetry = {};
const NO_WORDS: readonly string[] = [];

type DraftOf<Type extends SweepFact['type']> = Draft<Extract<SweepFact, {type: Type}> & Envelope>;

/** The facts of one trial, in order. @param trial counts from 1. */
export function trialFacts(imported: ImportedTrial, trial: number, sweep: ImportedSweep): readonly TimedFact[] {
	const startMs = validTime(imported.startedMs);
	const params = storableParams(imported.params);
	const queued: DraftOf<'trial-queued'> = {...UNPLACED, type: 'trial-queued', trial, params, by: byOf(imported, sweep)};
	const {label = ''} = imported;
	if (label !== '' && label !== String(trial)) queued.source_trial = label;
	const facts: TimedFact[] = [{fact: queued, timeMs: startMs}];
	let timeMs = startMs;
	let number = 0;
	for (const execution of executionsOf(imported)) {
		number += 1;
		const place: Place = {trial, execution: number, argv: imported.argv ?? NO_WORDS, fromMs: timeMs};
		const started = startOf(execution, place);
		facts.push(started);
		// Its curve belongs to the first execution: a file that has one does not tell them apart.
		if (number === 1)
			for (const point of imported.curve ?? []) if (Number.isFinite(point.step)) facts.push(factOf(point, trial));
		const ended = execution.outcome === 'running' ? undefined : endOf(execution, execution.outcome, place);
		if (ended !== undefined) facts.push(ended);
		timeMs = ended?.timeMs ?? started.timeMs ?? timeMs;
	}
	if (imported.state !== 'queued' && imported.state !== 'running')
		facts.push({fact: endOfTrial(imported, imported.state, trial), timeMs});
	return facts;
}

function byOf({by, label}: ImportedTrial, {sampler}: ImportedSweep): string {
	if (by !== undefined) return by;
	const who = sampler ?? 'import';
	return label === undefined ? who : `${who} ${label}`;
}

function executionsOf(imported: ImportedTrial): readonly ImportedExecution[] {
	const {state, repeats, durationS, code, signal, why, telemetry, missing, flags} = imported;
	if (imported.executions !== undefined) return imported.executions;
	if (state === 'queued') return [];
	if (repeats !== undefined && repeats.length > 0) {
		return repeats.map(repeat => ({
			role: repeat.discarded === true ? 'discarded' : 'measured',
			outcome: state === 'running' ? 'complete' : state,
			metrics: repeat.metrics,
			...(repeat.durationS === undefined ? {} : {durationS: repeat.durationS}),
		}));
	}
	const {startedMs, argv, curve, metrics} = imported;
	const isDated = startedMs !== undefined || durationS !== undefined;
	const isKnown = isDated || code !== undefined || signal !== undefined || argv !== undefined || curve !== undefined;
	if (!isKnown && state !== 'running') return [];
	// A spread for each optional part would take most of the time of a trial.
	const execution: Draft<ImportedExecution> = {role: 'measured', outcome: state, metrics};
	if (startedMs !== undefined) execution.startedMs = startedMs;
	if (durationS !== undefined) execution.durationS = durationS;
	if (code !== undefined) execution.code = code;
	if (signal !== undefined) execution.signal = signal;
	if (why !== undefined) execution.why = why;
	if (telemetry !== undefined) execution.telemetry = telemetry;
	if (missing !== undefined) execution.missing = missing;
	if (flags !== undefined) execution.flags = flags;
	return [execution];
}

type Place = {
	readonly trial: number;
	readonly execution: number;
	readonly argv: readonly string[];
	/** End of the execution before it, or start of the trial. */
	readonly fromMs: number | undefined;
};

function startOf(execution: ImportedExecution, {trial, execution: number, argv, fromMs}: Place): TimedFact {
	const startMs = validTime(execution.startedMs) ?? fromMs;
	const fact: DraftOf<'execution-started'> = {
		...UNPLACED,
		type: 'execution-started',
		trial,
		execution: number,
		role: execution.role,
		attempt: execution.attempt ?? 1,
		argv,
		pid: 0,
		startTicks: 0,
	};
	if (startMs === undefined) fact.undated = true;
	return {fact, timeMs: startMs};
}

function endOf(execution: ImportedExecution, outcome: Outcome, {trial, execution: number, fromMs}: Place): TimedFact {
	const startMs = validTime(execution.startedMs) ?? fromMs;
	const {code, signal, why, missing} = execution;
	const {durationS: givenS = Number.NaN} = execution;
	const durationS = givenS >= 0 && Number.isFinite(givenS) ? givenS : undefined;
	const fact: DraftOf<'execution-ended'> = {
		...UNPLACED,
		type: 'execution-ended',
		trial,
		execution: number,
		outcome,
		metrics: execution.metrics,
		telemetry: execution.telemetry ?? NO_TELEMETRY,
		flags: execution.flags ?? NO_WORDS,
	};
	if (code !== undefined) fact.code = code;
	if (signal !== undefined) fact.signal = signal;
	if (why !== undefined) fact.why = why;
	if (durationS !== undefined) fact.duration_s = durationS;
	if (missing !== undefined) fact.missing = missing;
	return {
		fact,
		timeMs: startMs === undefined ? undefined : (validTime(startMs + (durationS ?? 0) * 1000) ?? startMs),
	};
}

function factOf({name, step, value, timeMs}: ImportedPoint, trial: number): TimedFact {
	return {
		fact: {...UNPLACED, type: 'metric-reported', trial, execution: 1, name, value, step},
		timeMs: validTime(timeMs),
	};
}

function endOfTrial(imported: ImportedTrial, state: Outcome, trial: number): UnplacedEvent {
	const {why, metrics, telemetry, missing, flags} = imported;
	const fact: DraftOf<'trial-ended'> = {
		...UNPLACED,
		type: 'trial-ended',
		trial,
		state,
		metrics,
		telemetry: telemetry ?? NO_TELEMETRY,
		flags: flags ?? NO_WORDS,
	};
	if (why !== undefined) fact.why = why;
	if (missing !== undefined) fact.missing = missing;
	return fact;
}
