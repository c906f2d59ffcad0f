import type {SweepState} from './sweep-state.ts';
import type {TrialRecord} from './trial.ts';

/** What an export is made with. */
export type ExportOptions = {
	/** Prefix cells that a spreadsheet would run as a formula; machine CSV stays exact without it. */
	readonly csvSafe: boolean;
	/** Paths of what a trial left behind, relative to the run directory; absent where no files are at hand. */
	readonly artifactsOf?: (trial: TrialRecord) => readonly string[];
};

/** Turns a folded sweep into text: one file in `source/exporters/` and one line in its registry. */
export type ExporterDefinition = {
	readonly id: string;
	readonly title: string;
	readonly extension: string;
	/** Chunks of the file, in order. */
	readonly write: (state: SweepState, options: ExportOptions) => Iterable<string>;
};
