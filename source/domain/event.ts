import type {ChannelDefinition} from './channel.ts';
import type {JsonNumber} from './number.ts';
import type {Params} from './space.ts';
import type {Sweep} from './sweep.ts';
import type {Metrics, Outcome, Role, Telemetry, TrialState, PreparationStep} from './trial.ts';

/** Format number of journals written by this program. */
export const JOURNAL_FORMAT = 1;

/** What happened, without the envelope. Keys are those of CONTRACTS section 5, as they stand in the file. */
export type SweepFact =
	| {
			readonly type: 'sweep-started';
			readonly format: number;
			readonly sweep: Sweep;
			readonly hash: string;
			readonly seed: number;
			readonly engine: {readonly pid: number; readonly startTicks: number; readonly version: string};
	  }
	| {readonly type: 'host-described'; readonly host: Readonly<Record<string, unknown>>}
	| {readonly type: 'probe-opened'; readonly source: string; readonly channels: readonly ChannelDefinition[]}
	| {readonly type: 'probe-closed'; readonly source: string; readonly reason: string; readonly mend?: string}
	| {
			readonly type: 'baseline-measured';
			readonly channels: Readonly<Record<string, {readonly mean: number; readonly sd: number; readonly n: number}>>;
	  }
	| {readonly type: 'sweep-described'; readonly sweep: Sweep}
	| {
			readonly type: 'trial-queued';
			readonly trial: number;
			readonly params: Params;
			readonly by: string;
			/** What the program or file that it comes from calls it, where that is another number or a name. */
			readonly source_trial?: string;
	  }
	| {readonly type: 'trial-described'; readonly trial: number; readonly params?: Params; readonly metrics?: Metrics}
	| {
			readonly type: 'gate-waiting' | 'gate-passed';
			readonly trial: number;
			readonly why: string;
			readonly temperature?: number;
			readonly target?: number;
			readonly waited_s?: number;
			readonly energy_j?: number;
	  }
	| {
			readonly type: 'knob-set' | 'knob-restored';
			readonly trial?: number;
			readonly knob: string;
			readonly path: string;
			readonly from: string;
			readonly asked: string;
			readonly got: string;
			readonly ok: boolean;
	  }
	| {
			/** What runs before an execution began; `execution-started` follows when all of it went well. */
			readonly type: 'preparation-started';
			readonly trial: number;
			readonly execution: number;
			readonly step: PreparationStep;
	  }
	| {
			readonly type: 'execution-started';
			readonly trial: number;
			readonly execution: number;
			readonly role: Role;
			readonly attempt: number;
			/** Which of the `jobs` it was, from 1; absent of one job. */
			readonly slot?: number;
			readonly argv: readonly string[];
			readonly pid: number;
			readonly startTicks: number;
			/** The time of the event is no time of the execution: it was imported, and its file has none. */
			readonly undated?: true;
			/** When it really began, where that became known only later (a watched program); else `mono_ms`. */
			readonly started_mono_ms?: number;
	  }
	| {
			readonly type: 'metric-reported';
			readonly trial: number;
			readonly execution: number;
			readonly name: string;
			readonly value: JsonNumber;
			readonly step?: number;
	  }
	| {
			readonly type: 'execution-ended';
			readonly trial: number;
			readonly execution: number;
			readonly outcome: Outcome;
			readonly code?: number;
			readonly signal?: string;
			readonly why?: string;
			/** Absent where it is not known (imported). */
			readonly duration_s?: number;
			readonly metrics: Metrics;
			readonly telemetry: Telemetry;
			readonly missing?: Readonly<Record<string, string>>;
			readonly flags: readonly string[];
	  }
	| {
			readonly type: 'trial-ended';
			readonly trial: number;
			readonly state: Exclude<TrialState, 'queued' | 'waiting' | 'running'>;
			readonly why?: string;
			readonly metrics: Metrics;
			readonly telemetry: Telemetry;
			readonly missing?: Readonly<Record<string, string>>;
			readonly flags: readonly string[];
			/** Joules of the whole sweep until then, idle time and pauses included. */
			readonly sweep_energy_j?: number;
	  }
	| {readonly type: 'sampler-told'; readonly state: unknown}
	| {
			readonly type: 'command-given';
			readonly command: string;
			readonly arguments: Readonly<Record<string, unknown>>;
			readonly by: string;
	  }
	| {
			readonly type: 'notice';
			readonly level: 'info' | 'warning' | 'error';
			readonly text: string;
			readonly about: string;
	  }
	| {
			readonly type: 'sweep-paused' | 'sweep-resumed' | 'sweep-ended';
			readonly why: string;
			readonly totals: SweepTotals;
	  };

/** What a sweep has cost so far; `energy_estimated` where its joules come from an assumed power. */
export type SweepTotals = {
	readonly trials: number;
	readonly time_s: number;
	readonly energy_j?: number;
	readonly energy_estimated?: boolean;
};

/** Where and when it stands in the journal. */
export type Envelope = {
	/** Counts from 1 without gaps. */
	readonly seq: number;
	/** ISO 8601, UTC, milliseconds. */
	readonly t: string;
	/** CLOCK_MONOTONIC of the boot named by `boot`. Never compared across boots. */
	readonly mono_ms: number;
	readonly boot: string;
};

/** One line of `journal.ndjson` (without its `crc`). */
export type SweepEvent = SweepFact & Envelope;
