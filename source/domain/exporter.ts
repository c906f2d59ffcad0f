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

/** Turns a folded sweep into one file: one file in `source/exporters/` and one line in its registry. */
export type FileExporter = {
	readonly id: string;
	readonly title: string;
	readonly extension: string;
	/** Chunks of the file, in order. Throws UserError where the sweep lacks what the format needs. */
	readonly write: (state: SweepState, options: ExportOptions) => Iterable<Chunk>;
};

/** Turns a folded sweep into a folder of files. */
export type FolderExporter = {
	readonly id: string;
	readonly title: string;
	readonly files: (state: SweepState, options: ExportOptions) => Iterable<ExportedFile>;
};

/** An exporter: one file in `source/exporters/` and one line in its registry. */
export type ExporterDefinition = FileExporter | FolderExporter;
