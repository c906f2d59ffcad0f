import type {SweepEvent} from '../event.ts';
import {decodeNumber} from '../number.ts';
import {appendOwned} from '../owned-list.ts';
import {oneOfSame, own} from '../record.ts';
import {orderFlags} from './trial-flags.ts';
import type {CurvePoint, ExecutionState, TrialRecord} from '../trial.ts';

/** The member of {@link SweepEvent} with this type. */
export type EventOf<T extends SweepEvent['type']> = Extract<SweepEvent, {type: T}>;

/** A record while it is made, before others see it. A spread for each optional key would take half the time of a fold. */
export type Draft<T> = {-readonly [Key in keyof T]: T[Key]};

const NO_FLAGS: readonly string[] = [];
const NO_REASONS: Readonly<Record<string, string>> = {};
const NO_VALUES: Readonly<Record<string, never>> = {};
const NO_EXECUTIONS: readonly ExecutionState[] = [];
const NO_CURVES: TrialRecord['curves'] = {};

/**
 * The record of a trial that was queued. One that is queued again (`rerun`) keeps its earlier executions, marked
 * superseded, and forgets all else.
 */
export function queueTrial(previous: TrialRecord | undefined, event: EventOf<'trial-queued'>): TrialRecord {
	const record: Draft<TrialRecord> = {
		trial: event.trial,
		state: 'queued',
		by: event.by,
		params: event.params,
		metrics: NO_VALUES,
		telemetry: NO_VALUES,
		flags: NO_FLAGS,
		missing: NO_REASONS,
		executions: previous?.executions.map(e => ({...e, superseded: true as const})) ?? NO_EXECUTIONS,
		curves: NO_CURVES,
	};
	const sourceTrial = event.source_trial ?? previous?.sourceTrial;
	if (sourceTrial !== undefined) record.sourceTrial = sourceTrial;
	return record;
}

/** The record while it waits for something. One that was complete is measured once more, and keeps its results. */
export function waitForGate(trial: TrialRecord, event: EventOf<'gate-waiting' | 'gate-passed'>): TrialRecord {
	return {
		...trial,
		state: 'waiting',
		gate: {why: event.why, sinceMonoMs: event.mono_ms},
		...(trial.state === 'complete' ? {remeasured: true} : {}),
	};
}

/** The record while something is run before its next execution. */
export function startPreparation(trial: TrialRecord, event: EventOf<'preparation-started'>): TrialRecord {
	return {...trial, state: 'running', preparing: {step: event.step, sinceMonoMs: event.mono_ms}};
}

/** The record after an execution of it started. A second start of the same execution replaces the first. */
export function startExecution(trial: TrialRecord, event: EventOf<'execution-started'>): TrialRecord {
	const execution: ExecutionState = {
		execution: event.execution,
		role: event.role,
		attempt: event.attempt,
		startedAt: startTextOf(event),
		startedMonoMs: event.started_mono_ms ?? event.mono_ms,
		pid: event.pid,
		...(event.slot === undefined ? {} : {slot: event.slot}),
	};
	const others = trial.executions.filter(e => !isCurrent(e, event.execution));
	const next: Draft<TrialRecord> = {...trial, state: 'running', executions: [...others, execution]};
	if (event.undated !== true) next.startedAt = trial.startedAt ?? execution.startedAt;
	delete next.preparing;
	return next;
}

/** The wall time of a start: that of one which became known only later is reckoned back. */
function startTextOf({t, mono_ms, started_mono_ms, undated}: EventOf<'execution-started'>): string {
	if (undated === true) return '';
	if (started_mono_ms === undefined) return t;
	const time = new Date(Date.parse(t) - (mono_ms - started_mono_ms));
	return Number.isNaN(time.getTime()) ? t : time.toISOString();
}

/** The record with what became known of its point or its results after it was queued. */
export function describeTrial(trial: TrialRecord, {params, metrics}: EventOf<'trial-described'>): TrialRecord {
	return {...trial, params: {...trial.params, ...params}, metrics: {...trial.metrics, ...metrics}};
}

/** The record after a metric was reported. Only a value with a step is kept: it is a point of a curve. */
export function addPoint(trial: TrialRecord, event: EventOf<'metric-reported'>): TrialRecord {
	if (event.step === undefined) return trial;
	const point: CurvePoint = {step: event.step, value: decodeNumber(event.value), monoMs: event.mono_ms};
	const curve = own(trial.curves, event.name);
	if (curve === undefined) return {...trial, curves: {...trial.curves, [event.name]: [point]}};
	appendOwned(curve, point);
	return {...trial};
}

/** The record after an execution of it ended. */
export function endExecution(trial: TrialRecord, event: EventOf<'execution-ended'>): TrialRecord {
	return {...trial, executions: trial.executions.map(e => (isCurrent(e, event.execution) ? ended(e, event) : e))};
}

function isCurrent(execution: ExecutionState, number: number): boolean {
	return execution.execution === number && execution.superseded === undefined;
}

function ended(execution: ExecutionState, event: EventOf<'execution-ended'>): ExecutionState {
	const next: Draft<ExecutionState> = {
		...execution,
		outcome: event.outcome,
		metrics: event.metrics,
		telemetry: event.telemetry,
	};
	if (event.duration_s !== undefined) next.durationS = event.duration_s;
	if (event.flags.length > 0) next.flags = orderFlags(event.flags);
	if (event.missing !== undefined) next.missing = event.missing;
	if (event.why !== undefined) next.why = event.why;
	if (event.code !== undefined) next.code = event.code;
	if (event.signal !== undefined) next.signal = event.signal;
	return next;
}

/** The executions that a trial's numbers are the mean of: measured, complete, of the latest run of the trial. */
export function measuredExecutions(trial: Pick<TrialRecord, 'executions'>): readonly ExecutionState[] {
	return trial.executions.filter(isMeasured);
}

function isMeasured(execution: ExecutionState): boolean {
	if (execution.outcome !== 'complete' || execution.superseded !== undefined) return false;
	return execution.role === 'measured' || execution.role === 'anchor';
}

/**
 * The record after the trial ended. Its duration is the mean of the measured executions', else that of the last one;
 * a trial that did not complete has the telemetry of its last execution, too: a failure has cost its energy.
 */
export function endTrial(trial: TrialRecord, event: EventOf<'trial-ended'>): TrialRecord {
	// With one execution its figures are the trial's: of 100,000 trials the second copy would take 9 MiB.
	const only = trial.executions.length === 1 ? trial.executions[0] : undefined;
	const broken = Object.keys(event.telemetry).length === 0 ? brokenExecution(trial, event) : undefined;
	const next: Draft<TrialRecord> = {
		...trial,
		state: event.state,
		metrics: oneOfSame(only?.metrics, event.metrics),
		telemetry: broken?.telemetry ?? oneOfSame(only?.telemetry, event.telemetry),
		flags: event.flags.length === 0 ? NO_FLAGS : orderFlags(event.flags),
		missing: broken?.missing === undefined ? (event.missing ?? NO_REASONS) : {...broken.missing, ...event.missing},
	};
	delete next.remeasured;
	const durationS = meanDuration(trial);
	if (durationS !== undefined) next.durationS = durationS;
	if (event.why !== undefined) next.why = event.why;
	return next;
}

/** The last execution of a trial that did not complete. */
function brokenExecution(trial: TrialRecord, event: EventOf<'trial-ended'>): ExecutionState | undefined {
	const last = event.state === 'complete' ? undefined : trial.executions.at(-1);
	return last?.superseded === undefined ? last : undefined;
}

function meanDuration(trial: TrialRecord): number | undefined {
	let sum = 0;
	let count = 0;
	for (const execution of trial.executions) {
		if (!isMeasured(execution) || execution.durationS === undefined) continue;
		sum += execution.durationS;
		count += 1;
	}
	if (count > 0) return sum / count;
	const last = trial.executions.at(-1);
	return last?.superseded === undefined ? last?.durationS : undefined;
}
