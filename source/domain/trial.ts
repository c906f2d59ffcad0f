import type {JsonNumber} from './number.ts';
import type {Params} from './space.ts';

/** How one execution ended. */
export type Outcome = 'complete' | 'failed' | 'pruned' | 'timed-out' | 'killed' | 'lost' | 'unkillable';

/** Where a trial stands: before its end, or the outcome that its executions add up to. */
export type TrialState = 'queued' | 'waiting' | 'running' | Outcome;

/** What an execution counts for. Only `measured` ones count in metrics. */
export type Role = 'warmup' | 'discarded' | 'measured' | 'anchor';

/** Telemetry columns of an execution or trial, reserved names of CONTRACTS section 4. */
export type Telemetry = Readonly<Record<string, JsonNumber | string>>;

/** Metrics by name, JSON-encoded. */
export type Metrics = Readonly<Record<string, JsonNumber>>;

/** One process of a trial. */
export type ExecutionState = {
	readonly execution: number;
	readonly role: Role;
	readonly attempt: number;
	/** ISO 8601, UTC; empty where it is not known (imported). */
	readonly startedAt: string;
	readonly startedMonoMs: number;
	readonly pid: number;
	/** Which of the `jobs` it was, from 1; absent of one job. */
	readonly slot?: number;
	readonly outcome?: Outcome;
	readonly why?: string;
	readonly code?: number;
	readonly signal?: string;
	readonly durationS?: number;
	readonly metrics?: Metrics;
	readonly telemetry?: Telemetry;
	/** Why a metric or telemetry column is absent. */
	readonly missing?: Readonly<Record<string, string>>;
	readonly flags?: readonly string[];
	/** The trial was queued again after it: kept for the record, counts for nothing. */
	readonly superseded?: true;
};

/** One point of a curve. */
export type CurvePoint = {readonly step: number; readonly value: number; readonly monoMs: number};

/** What is run before an execution, by its key in `[run]`. */
export type PreparationStep = 'setup' | 'prepare';

/** One point of the space and all that is known about it. */
export type TrialRecord = {
	/** Counts from 1. */
	readonly trial: number;
	readonly state: TrialState;
	readonly by: string;
	/** What the program, file or merged run that it comes from calls it, where that is not its number here. */
	readonly sourceTrial?: string;
	readonly params: Params;
	/** Empty until the trial ended; then the mean over measured executions, and formulas. */
	readonly metrics: Metrics;
	readonly telemetry: Telemetry;
	readonly flags: readonly string[];
	/** Why a metric or telemetry column is absent. */
	readonly missing: Readonly<Record<string, string>>;
	readonly startedAt?: string;
	readonly durationS?: number;
	readonly executions: readonly ExecutionState[];
	readonly curves: Readonly<Record<string, readonly CurvePoint[]>>;
	/** What it waits or waited for before its first execution, and since when. */
	readonly gate?: {readonly why: string; readonly sinceMonoMs: number};
	/** What runs now before its next execution, and since when; it prints to the trial's terminal. */
	readonly preparing?: {readonly step: PreparationStep; readonly sinceMonoMs: number};
	/** It was complete and is measured once more: what it had until then stands until it ends again. */
	readonly remeasured?: true;
	/** Why it failed, for the person. */
	readonly why?: string;
	/** Words that a person gave it. */
	readonly tags?: readonly string[];
	/** What a person wrote down about it. */
	readonly note?: string;
};

/** `by` of a trial that runs the first one's point again, to see whether the machine has drifted. */
export const ANCHOR = 'anchor';

/** `why` of what ended because the whole sweep was told to end at once; a resume runs it again. */
export const STOPPED = 'sweep stopped';

/** Whether a trial only watches the machine: it is not ranked, and the sampler is not told of it. */
export function isAnchor(trial: Pick<TrialRecord, 'by'>): boolean {
	return trial.by === ANCHOR;
}

/** Trials of a sweep that only watch the machine: nobody planned them. */
export function countAnchors(trials: readonly (TrialRecord | undefined)[]): number {
	return trials.reduce((count, trial) => count + (trial !== undefined && isAnchor(trial) ? 1 : 0), 0);
}

/** Whether a trial has ended. */
export function isTerminal(state: TrialState): state is Outcome {
	return state !== 'queued' && state !== 'waiting' && state !== 'running';
}

/** Whether a trial ended with values of its objectives, which a new measurement would replace. */
export function hasResult(state: TrialState): boolean {
	return state === 'complete' || state === 'pruned';
}

/** States of trials that ended without a result though neither a person nor a pruner ended them. */
export const FAILURE_STATES = ['failed', 'timed-out', 'lost', 'unkillable'] as const satisfies readonly Outcome[];

/** Whether a trial is one of {@link FAILURE_STATES}. */
export function isFailure(state: TrialState): boolean {
	return FAILURE_STATES.some(failure => failure === state);
}

/** How a trial is called where it came from, if that is not its number here. */
export function sourceName({trial, sourceTrial}: Pick<TrialRecord, 'trial' | 'sourceTrial'>): string | undefined {
	return sourceTrial === String(trial) ? undefined : sourceTrial;
}

/** `#3`, or `#3 (source 2)` where the program or file that it comes from calls it otherwise. Not made safe. */
export function trialName(trial: Pick<TrialRecord, 'trial' | 'sourceTrial'>): string {
	const source = sourceName(trial);
	return source === undefined ? `#${trial.trial}` : `#${trial.trial} (source ${source})`;
}
