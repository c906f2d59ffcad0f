import type {JsonNumber} from './number.ts';
import type {Metric, Objective} from './metric.ts';
import type {Params, Space} from './space.ts';
import type {ViewSpec} from './sweep.ts';
import type {Metrics, Outcome, Role, Telemetry} from './trial.ts';

/** One entry of a foreign folder, or the foreign file itself. Links are not followed out of the folder. */
export type ForeignEntry = {
	/** Relative to the folder that was given, `/` between parts; the file's own name where a file was given. */
	readonly path: string;
	/** Bytes. */
	readonly size: number;
	/** Of the last change, ms since 1970. */
	readonly modifiedMs: number;
};

/**
 * A file or folder that somebody else's program wrote. It is hostile: every read is capped, devices and FIFOs are
 * refused before they are opened, gzip is inflated up to the same cap. Each read throws UserError naming the file,
 * the cap and what to do.
 */
export type ForeignSource = {
	/** As the person gave it. */
	readonly path: string;
	/** Last part of the path, made safe. */
	readonly name: string;
	readonly kind: 'file' | 'folder';
	/** Regular files below, in order of their path by numbers (`run_2` before `run_10`); one entry for a file. Capped in count and depth. */
	readonly entries: () => readonly ForeignEntry[];
	/**
	 * The first bytes of an entry (of the file itself without a path), for recognition, inflated where it is gzip; never
	 * throws: a file that is short, gone or refused gives what there is.
	 */
	readonly head: (path?: string, bytes?: number) => Uint8Array;
	/** Whole content, inflated where it is gzip. `capBytes` lowers the default cap. */
	readonly bytes: (path?: string, capBytes?: number) => Uint8Array;
	/** Whole content as UTF-8 (a byte order mark is dropped, bad bytes become U+FFFD). */
	readonly text: (path?: string, capBytes?: number) => string;
	/** Lines of a file of any length, read in pieces; a last line without an end is given too. */
	readonly lines: (path?: string) => Iterable<string>;
	/** The same as UTF-8 in pieces of many lines, line ends as they stand: each piece but the last ends with LF. */
	readonly pieces: (path?: string) => Iterable<Uint8Array>;
	/** An absolute path for a reader that opens the file itself (SQLite, Parquet), after the same checks. */
	readonly location: (path?: string) => string;
	/** Whether its gzip ends before its own end: `bytes`, `text` and `lines` give what was there. */
	readonly isCut: (path?: string) => boolean;
};

/** How sure an importer is: `sure` by content, `likely` by name and shape, absent is not its file. */
export type Recognition = 'sure' | 'likely';

/** One point of a curve that a foreign program reported. */
export type ImportedPoint = {
	readonly name: string;
	readonly step: number;
	readonly value: JsonNumber;
	/** Ms since 1970, where it is known. */
	readonly timeMs?: number;
};

/** One execution, where a file holds them one by one. */
export type ImportedExecution = {
	readonly role: Role;
	/** Counts from 1. */
	readonly attempt?: number;
	readonly outcome: Outcome | 'running';
	readonly why?: string;
	readonly code?: number;
	readonly signal?: string;
	/** Ms since 1970. */
	readonly startedMs?: number;
	readonly durationS?: number;
	readonly metrics: Metrics;
	readonly telemetry?: Telemetry;
	readonly missing?: Readonly<Record<string, string>>;
	readonly flags?: readonly string[];
};

/** A file that belongs to a trial: a picture, a source text. It goes to the trial's folder of artifacts. */
export type ImportedArtifact = {
	/** `[A-Za-z0-9._-]+`, never a path: made by the importer. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: () => Uint8Array;
};

/** One trial, as the foreign file tells it. */
export type ImportedTrial = {
	/** The foreign number or name, shown beside ours (which count from 1 in order) where it is another. */
	readonly label?: string;
	readonly params: Params;
	readonly state: Outcome | 'running' | 'queued';
	/** Why it failed, for the person. */
	readonly why?: string;
	readonly metrics: Metrics;
	/** Reserved telemetry columns (`power_mean_w`, `energy_j`), where the file has them. */
	readonly telemetry?: Telemetry;
	/** Why a value is absent, by metric or column. */
	readonly missing?: Readonly<Record<string, string>>;
	readonly flags?: readonly string[];
	/** Ms since 1970. */
	readonly startedMs?: number;
	readonly durationS?: number;
	readonly code?: number;
	readonly signal?: string;
	/** The command that ran, where the file has it. */
	readonly argv?: readonly string[];
	readonly curve?: readonly ImportedPoint[];
	/** Values of its single repeats, in order, where the file has them; `metrics` is their summary. */
	readonly repeats?: readonly {readonly metrics: Metrics; readonly durationS?: number; readonly discarded?: boolean}[];
	/** All its executions in full, in place of `repeats`. */
	readonly executions?: readonly ImportedExecution[];
	/** Who asked for it, where the file says so for each trial; else the sampler of the sweep. */
	readonly by?: string;
	readonly artifacts?: readonly ImportedArtifact[];
};

/** Rows of readings over time that a foreign file holds; times are ms since 1970 or since its own start. */
export type ImportedTelemetry = {
	readonly channels: readonly {
		readonly channel: string;
		readonly unit: string;
		readonly source: string;
		readonly periodMs: number;
	}[];
	readonly rows: Iterable<{readonly timeMs: number; readonly values: readonly (number | undefined)[]}>;
};

/** A foreign sweep as ours: the journal is made from it, so that every view, table and export works on it. */
export type ImportedSweep = {
	/** `[A-Za-z0-9._-]+`, made from the file where it has none. */
	readonly name: string;
	/** The declared space; where the file has none, it is made from the trials' values. */
	readonly space?: Space;
	readonly objectives: readonly Objective[];
	/** Units, goals and formats of metrics, where they are known. */
	readonly metrics?: readonly Partial<Metric>[];
	readonly sampler?: string;
	/** Expressions on results, as in a sweep file. */
	readonly constraints?: readonly string[];
	/** What was to be reached, as `budget.target` of a sweep file; a text that is no expression is left out. */
	readonly target?: string;
	/** Gone through twice, so that a large file need not be held: an array, or an iterable that can begin anew. */
	readonly trials: Iterable<ImportedTrial>;
	readonly telemetry?: ImportedTelemetry;
	/** What the file says of the machine. */
	readonly host?: Readonly<Record<string, unknown>>;
	readonly labels?: Readonly<Record<string, string>>;
	/** The parameter that says which of several sources a trial is from. */
	readonly runParameter?: string;
	/** Plots to open on, in order; the default of every run where absent. */
	readonly views?: readonly ViewSpec[];
	/** What a person must know: lines that were skipped, clocks that were aligned, units that were guessed. */
	readonly notes?: readonly string[];
	/** What of the file is lost or was left out because it is half: told whenever it is opened. */
	readonly warnings?: readonly string[];
};

/** What a person says of a file that does not say it itself. */
export type ImportOptions = {
	/** Columns that are parameters; all others are metrics then. */
	readonly params?: readonly string[];
	/** Columns that are metrics. */
	readonly metrics?: readonly string[];
	/** What is searched for, where the file has no objectives. */
	readonly objectives?: readonly Objective[];
	/** How times without a zone are meant, where the file does not say. */
	readonly times?: 'utc' | 'local';
};

/**
 * The names of the importers, in the order of help. Apart from the importers themselves, whose code no
 * other command needs to load.
 */
export const IMPORTER_IDS = [
	'run',
	'csv',
	'json',
	'ndjson',
	'parquet',
	'optuna-journal',
	'optuna-sqlite',
	'optuna-json',
	'hypertune',
	'hyperfine',
	'gnu-parallel',
	'kernel-tuner',
	't4',
	'ray-tune',
	'mlflow',
	'algoperf',
	'chrome-trace',
	'jetson-power',
	'orfs',
	'plaidml-eventlog',
	'scrapbook',
	'tfevents',
	'vertex-trials',
] as const;

/** The name of an importer. */
export type ImporterId = (typeof IMPORTER_IDS)[number];

/** Reads one foreign format: one file in `source/importers/`, its name above and one line in its registry. */
export type ImporterDefinition = {
	readonly id: ImporterId;
	readonly title: string;
	/** What it takes, for help: `Optuna SQLite storage (*.db, *.sqlite3)`. */
	readonly takes: string;
	/** Looks at names and heads only: cheap, and never throws on a strange file. */
	readonly recognise: (source: ForeignSource) => Recognition | undefined;
	/**
	 * The sweeps in it: several for a storage with several studies.
	 * @throws UserError for a file that is broken where no whole record can be read.
	 */
	readonly read: (
		source: ForeignSource,
		options?: ImportOptions,
	) => readonly ImportedSweep[] | Promise<readonly ImportedSweep[]>;
};
