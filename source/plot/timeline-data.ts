import {assertNever} from '../domain/errors.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {ExecutionState, Role, TrialRecord, TrialState} from '../domain/trial.ts';

/** What a trial did for a while. */
export type Phase = {
	readonly kind: 'gate' | Role;
	/** ms on the clock of the run. */
	readonly fromMs: number;
	readonly toMs: number;
	/** How it ended: `running` while it has not; `passed` for a gate. */
	readonly end: 'running' | 'passed' | 'complete' | 'pruned' | 'failed';
};

/** The phases of one trial, in order of time. */
export type TimelineRow = {
	readonly trial: number;
	readonly state: TrialState;
	readonly phases: readonly Phase[];
	readonly fromMs: number;
	readonly toMs: number;
};

/** The rows of every trial that has begun, by number. */
export type Timeline = {
	readonly rows: readonly TimelineRow[];
	/** First and last ms of any phase; undefined before the first. */
	readonly span: {readonly startMs: number; readonly endMs: number} | undefined;
};

/** When each trial waited, warmed up and ran. @param nowMs what has not ended reaches to this, ms on the run's clock. */
export function selectTimeline({trials}: SweepState, nowMs: number): Timeline {
	const rows: TimelineRow[] = [];
	let [startMs, endMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const trial of trials) {
		const phases = trial === undefined ? [] : phasesOf(trial, nowMs);
		const [first] = phases;
		if (trial === undefined || first === undefined) continue;
		const toMs = phases.reduce((latest, phase) => Math.max(latest, phase.toMs), first.toMs);
		rows.push({trial: trial.trial, state: trial.state, phases, fromMs: first.fromMs, toMs});
		startMs = Math.min(startMs, first.fromMs);
		endMs = Math.max(endMs, toMs);
	}
	return {rows, span: rows.length === 0 ? undefined : {startMs, endMs}};
}

function phasesOf(trial: TrialRecord, nowMs: number): readonly Phase[] {
	const executions = trial.executions.map(execution => executionPhase(execution, nowMs));
	const {gate} = trial;
	if (gate === undefined) return executions;
	// A trial that was queued again waits again: the gate is before the first execution that began after it.
	const next = executions.find(phase => phase.fromMs >= gate.sinceMonoMs);
	const wait: Phase = {
		kind: 'gate',
		fromMs: gate.sinceMonoMs,
		toMs: next?.fromMs ?? (trial.state === 'waiting' ? Math.max(nowMs, gate.sinceMonoMs) : gate.sinceMonoMs),
		end: trial.state === 'waiting' ? 'running' : 'passed',
	};
	return [...executions, wait].toSorted((a, b) => a.fromMs - b.fromMs);
}

function executionPhase({startedMonoMs, durationS, outcome, role}: ExecutionState, nowMs: number): Phase {
	const toMs = durationS === undefined ? Math.max(startedMonoMs, nowMs) : startedMonoMs + durationS * 1000;
	return {kind: role, fromMs: startedMonoMs, toMs, end: endOf(outcome)};
}

function endOf(outcome: ExecutionState['outcome']): Phase['end'] {
	switch (outcome) {
		case undefined:
			return 'running';
		case 'complete':
			return 'complete';
		case 'pruned':
			return 'pruned';
		case 'failed':
		case 'timed-out':
		case 'killed':
		case 'lost':
		case 'unkillable':
			return 'failed';
		default:
			return assertNever(outcome);
	}
}
