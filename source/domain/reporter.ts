import type {SweepEvent} from './event.ts';
import type {SweepState} from './sweep-state.ts';

/** How a program's output ended, and where all of it is. */
export type OutputEnd = {readonly line: string; readonly path: string};

/** What a reporter writes to. */
export type ReporterContext = {
	/** Results: stdout. */
	readonly out: (text: string) => void;
	/** Everything else: stderr. */
	readonly note: (text: string) => void;
	readonly runDirectory: string;
	/** An event as its line stands in the journal, checksum included, without the newline. */
	readonly lineOf: (event: SweepEvent) => string;
	/**
	 * The last line of an execution's output that is not blank, or the last that gives one of these metrics a value where
	 * there is one, and the path of its log; undefined without a log.
	 */
	readonly outputEndOf: (trial: number, execution: number, metrics?: readonly string[]) => OutputEnd | undefined;
};

/**
 * The names of the reporters, in the order of help; the first is the default. Apart from the reporters themselves, which
 * are not loaded for a line of help.
 */
export const REPORTER_IDS = ['lines', 'ndjson', 'summary', 'silent'] as const;

/** Prints a sweep without a screen: one file in `source/reporters/` and one line in its registry. */
export type ReporterDefinition = {
	readonly id: (typeof REPORTER_IDS)[number];
	readonly title: string;
	readonly create: (context: ReporterContext) => {
		/** Each event after it was folded into `state`. */
		readonly onEvent: (event: SweepEvent, state: SweepState) => void;
		/** After the last event, when the files are on disk. */
		readonly onEnd: (state: SweepState) => void;
	};
};
