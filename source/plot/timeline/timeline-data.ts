import {assertNever} from '../../domain/errors.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {ExecutionState, Role, TrialRecord, TrialState} from '../../domain/trial.ts';

/** What a trial did for a while. */
export type Phase = {
	readonly kind: 'gate' | 'superseded' | Role;
	/** ms on the clock of the run. */
	readonly fromMs: number;
	readonly toMs: number;
	/** How it ended: `running` while it has not; `passed` for a gate. */
	readonly end: 'running' | 'passed' | 'complete' | 'pruned' | 'failed';
};

/** One trial over time; {@link phasesOf} gives its parts. */
export type TimelineRow = {
	readonly trial: number;
	readonly state: TrialState;
	readonly fromMs: number;
	readonly toMs: number;
	readonly record: TrialRecord;
	/** What has not ended reaches to this. */
	readonly nowMs: number;
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
		if (trial === undefined) continue;
		const row = rowOf(trial, nowMs);
		if (row === undefined) continue;
		rows.push(row);
		startMs = Math.min(startMs, row.fromMs);
		endMs = Math.max(endMs, row.toMs);
	}
	return {rows, span: rows.length === 0 ? undefined : {startMs, endMs}};
}

/** The span alone: of 100,000 trials a screen shows the phases of fifty. */
function rowOf(trial: TrialRecord, nowMs: number): TimelineRow | undefined {
	const {executions, gate} = trial;
	const waits = gate === undefined ? undefined : gate.sinceMonoMs;
	let [fromMs, toMs] = [waits ?? Number.POSITIVE_INFINITY, waits ?? Number.NEGATIVE_INFINITY];
	for (const execution of executions) {
		fromMs = Math.min(fromMs, execution.startedMonoMs);
		toMs = Math.max(toMs, endMsOf(execution, nowMs));
	}
	if (!Number.isFinite(fromMs)) return undefined;
	if (trial.state === 'waiting') toMs = Math.max(toMs, nowMs);
	return {
		trial: trial.trial,
		state: trial.state,
		fromMs,
		toMs,
		record: trial,
		nowMs,
	};
}

function endMsOf({startedMonoMs, durationS}: ExecutionState, nowMs: number): number {
	return durationS === undefined ? Math.max(startedMonoMs, nowMs) : startedMonoMs + durationS * 1000;
}

/** How long a trial waited for its gate and ran: neither what is superseded nor the wait between two executions. */
export function tookMs(row: TimelineRow): number {
	const own = phasesOf(row).filter(({kind}) => kind !== 'superseded');
	return own.reduce((sum, {fromMs, toMs}) => sum + toMs - fromMs, 0);
}

/** The phases of a row, in order of time. */
export function phasesOf({record: trial, nowMs}: TimelineRow): readonly Phase[] {
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

function executionPhase(execution: ExecutionState, nowMs: number): Phase {
	const {startedMonoMs, outcome, role, superseded} = execution;
	return {
		kind: superseded === true ? 'superseded' : role,
		fromMs: startedMonoMs,
		toMs: endMsOf(execution, nowMs),
		end: endOf(outcome),
	};
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
