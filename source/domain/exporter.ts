import type {SweepState} from './sweep-state.ts';
import type {TrialRecord} from './trial.ts';

/** What an export is made with. */
export type ExportOptions = {
	/** Prefix cells that a spreadsheet would run as a formula; machine CSV stays exact without it. */
	readonly csvSafe: boolean;
	/** Paths of what a trial left behind, relative to the run directory; absent where no files are at hand. */
	readonly artifactsOf?: (trial: TrialRecord) => readonly string[];
	/** What was installed on the machine, as the run's `packages.txt` has it; absent where no files are at hand. */
	readonly packages?: string;
};

/** A piece of a file. */
export type Chunk = string | Uint8Array;

/** A file of an exported folder. */
export type ExportedFile = {
	/** Relative, with `/`; made of names that are safe in any file system. */
	readonly path: string;
	readonly chunks: Iterable<Chunk>;
};

/**
 * The names of the exporters, in the order of help. Apart from the exporters themselves, whose code draws plots and
 * packs columns and is not loaded for a line of help.
 */
export const EXPORTER_IDS = [
	'csv',
	'executions-csv',
	'json',
	'ndjson',
	'parquet',
	'markdown',
	'html',
	'optuna-journal',
	'optuna-json',
	'optuna-best',
	'hyperfine',
	'algoperf',
	'dot',
] as const;

/** The name of an exporter. */
export type ExporterId = (typeof EXPORTER_IDS)[number];

/** Turns a folded sweep into one file: one file in `source/exporters/`, its name above and one line in its registry. */
export type FileExporter = {
	readonly id: ExporterId;
	readonly title: string;
	readonly extension: string;
	/** Chunks of the file, in order. Throws UserError where the sweep lacks what the format needs. */
	readonly write: (state: SweepState, options: ExportOptions) => Iterable<Chunk>;
};

/** Turns a folded sweep into a folder of files. */
export type FolderExporter = {
	readonly id: ExporterId;
	readonly title: string;
	readonly files: (state: SweepState, options: ExportOptions) => Iterable<ExportedFile>;
};

/** An exporter: one file in `source/exporters/`, its name above and one line in its registry. */
export type ExporterDefinition = FileExporter | FolderExporter;
