import type {NameRoles, StudyAddress} from './listener.ts';
import type {Metric, Objective} from './metric.ts';
import type {LogAxis} from './view/plot-choice.ts';
import type {Split} from './ratio/ratio.ts';
import type {Params, Scalar, Space} from './space.ts';

/** What an execution runs: an argument vector, or (only where the file says `shell`) a shell line. */
export type Command =
	| {readonly kind: 'argv'; readonly argv: readonly string[]}
	| {readonly kind: 'shell'; readonly script: string};

/** A plot to show on completion. */
export type ViewSpec = {
	readonly kind: string;
	readonly x?: string;
	readonly y?: string;
	readonly color?: string;
	readonly size?: string;
	readonly fix?: Readonly<Record<string, Scalar>>;
	readonly aggregate?: string;
	/** Logarithmic axes. */
	readonly log?: readonly LogAxis[];
	/** Shown in place of the figure. */
	readonly ratio?: Split;
	readonly isolines?: boolean;
};

/** Ends of a sweep other than an exhausted space. Absent is no limit. */
export type Budget = {
	readonly trials?: number;
	readonly timeMs?: number;
	readonly energyJ?: number;
	/** Stop after that many failed in a row or in all. */
	readonly failures?: number;
	/** Expression over metrics; true ends the sweep. */
	readonly target?: string;
};

/** How many times trials that could be the best are measured to find which one is. */
export type SeparationSettings = {
	/** Best trials that compete, the leader included. */
	readonly top: number;
	/** Of races of equal trials at least so many end without a leader, from 0.5 to below 1. */
	readonly confidence: number;
	/** Measured executions of one trial at most, those of the plan included. */
	readonly maxRepeats: number;
};

/** How executions are run. */
export type RunSettings = {
	readonly jobs: number;
	readonly repeats: number;
	readonly discardFirst: number;
	readonly warmup: number;
	/** Runs before the first execution of each trial and is not measured, like a build; the execution fails where it does. */
	readonly setup?: Command;
	/** Runs before each execution and is not measured; the execution fails where it does. */
	readonly prepare?: Command;
	readonly minDuration?: 'auto' | number;
	readonly timeoutMs?: number;
	readonly graceMs: number;
	readonly retries: number;
	readonly order: 'grid' | 'shuffle' | 'interleave';
	readonly anchorEvery?: number;
	/** Absent: trials are measured as often as planned, tied or not. */
	readonly separate?: SeparationSettings;
	readonly maxOutputBytes: number;
};

/** A program that prints what a power meter says, and how to correct it: watts × gain + offset. */
export type MeterSettings = {readonly argv: readonly string[]; readonly gain: number; readonly offsetWatts: number};

/** How readings are taken. */
export type TelemetrySettings = {
	readonly intervalMs: 'auto' | number;
	readonly baseline: 'auto' | 'off' | number;
	readonly cpuTdpWatts: number;
	readonly probes?: readonly string[];
	readonly meter?: MeterSettings;
};

/** What trials wait for before they start; {@link hasGate} says whether they do. */
export type GateSettings = {
	readonly maxTemperatureC?: number;
	readonly maxSlope?: number;
	readonly settleMs: number;
	readonly timeoutMs: number;
};

/** Whether trials wait for a temperature before they start: it is off where neither limit is given. */
export function hasGate({maxTemperatureC, maxSlope}: GateSettings): boolean {
	return maxTemperatureC !== undefined || maxSlope !== undefined;
}

/** A named engine with its options, e.g. a sampler. */
export type Choice = {readonly name: string; readonly options: Readonly<Record<string, Scalar>>};

/** How trials are read out of a program that runs a sweep of its own. */
export type WatchSettings = {
	/** Id of a listener, or `auto`: the first telling lines decide. */
	readonly listener: string;
	/** No program is run: the study is that of one that somebody else runs, and it is followed until that one is gone. */
	readonly follows?: true;
	/** Where the program stores its trials while it runs. */
	readonly study?: StudyAddress;
	/** Patterns of the person's own, in place of a listener. */
	readonly patterns?: readonly WatchPattern[];
	/** Names that the person said to be parameters, or metrics. */
	readonly roles?: NameRoles;
	/** Directions that the person gave; they win over what is heard. */
	readonly goals: readonly Objective[];
};

/** What a line that matches a {@link WatchPattern} says of a trial. */
export const WATCH_EVENTS = ['start', 'value', 'end', 'fail', 'plan'] as const;

/** A kind of line that a person describes. */
export type WatchPattern = {
	readonly name: string;
	/** Linear-time regular expression with named groups. */
	readonly pattern: string;
	readonly event: (typeof WATCH_EVENTS)[number];
	/** Groups that are parameters; other groups are metrics. */
	readonly params: readonly string[];
};

/** A sweep, checked, resolved and frozen: the content of `sweep.lock.json` and all that a resume needs. */
export type Sweep = {
	readonly format: 1;
	readonly name: string;
	readonly command: Command;
	/** Absolute. */
	readonly workdir: string;
	/** Expanded. Of a list each of the jobs has its own value, by turns where there are more jobs. */
	readonly env: Readonly<Record<string, string | readonly string[]>>;
	readonly space: Space;
	/** Expressions on results; a trial where one is false is infeasible. */
	readonly constraints: readonly string[];
	readonly metrics: readonly Metric[];
	readonly objectives: readonly Objective[];
	/** Points that run before those of the sampler, in order; absent: none. */
	readonly enqueue?: readonly Params[];
	readonly sampler: Choice;
	readonly pruner: Choice;
	readonly views: readonly ViewSpec[];
	readonly budget: Budget;
	readonly run: RunSettings;
	readonly telemetry: TelemetrySettings;
	readonly gate: GateSettings;
	readonly metricsFile?: string;
	/** Set where the command is a program that runs the sweep itself, and trials are only heard of. */
	readonly watched?: WatchSettings;
	/** The parameter that says which run a trial is of, where several runs are shown as one sweep. */
	readonly runParameter?: string;
	/** Trials that the runs of such a sweep have planned in all; absent where one of them has no plan. */
	readonly runsPlan?: {readonly trials: number; readonly exact: boolean};
	readonly labels: Readonly<Record<string, string>>;
	/** 32 bits. */
	readonly seed: number;
};
