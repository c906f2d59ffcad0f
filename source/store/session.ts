import type {Command, Reply, TerminalScreen} from '../domain/protocol.ts';
import type {Raster} from '../domain/view/raster.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Recording} from './recording.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {SampleStore} from './samples.ts';
import type {RunFile} from './ui-state.ts';

/** A file that an execution left in its `artifacts` folder. */
export type Artifact = {readonly name: string; readonly bytes: number};

/** The files of a trial, and one of its pictures or why it cannot be shown. */
export type TrialArtifacts = {
	readonly items: readonly Artifact[];
	readonly image?: {
		readonly name: string;
		readonly raster?: Raster;
		readonly problem?: string;
		/** Where the terminal itself holds it: its number there, and the cells that it fills. */
		readonly placed?: {readonly id: number; readonly columns: number; readonly rows: number};
	};
};

/** How the screen is tied to the sweep. */
export type Link =
	| {readonly kind: 'connecting'}
	/** `trouble` keeps the engine from writing: what it does meanwhile is not told. */
	| {readonly kind: 'live'; readonly role: 'view' | 'control'; readonly trouble?: string}
	/** The engine is gone or unreachable; the state is as last seen. `mend` is what can be done. */
	| {readonly kind: 'lost'; readonly why: string; readonly mend: string}
	/** A finished run, read from its files; `read` is the part of it that is, 0 to 1, until all of it is. */
	| {
			readonly kind: 'file';
			readonly path: string;
			readonly read?: number;
			/**
			 * Of a run whose end has not been read: whether some engine has it, that of another host or container as well,
			 * whose journal is followed; or that engine is `gone`.
			 */
			readonly engine?: 'held' | 'gone';
			/** It is of another program, as it was when it was read; the command that follows it, where there is one. */
			readonly foreign?: {readonly follow?: string};
			/** Several runs are shown as one; `path` names them all. */
			readonly areSeveral?: true;
	  };

/**
 * All that the screen knows of the world outside: one implementation follows an engine's socket, one reads a
 * finished run, one is the seeded demo. Reads are cheap and give the latest; `subscribe` tells that something changed.
 */
export type Session = {
	readonly runDirectory: string;
	readonly state: () => SweepState;
	readonly samples: () => SampleStore;
	/** The emulated terminal of the watched trial. */
	readonly terminal: () => TerminalScreen | undefined;
	/** The log of an ended execution's output, decoded and made safe, newest last; undefined where it was not kept. */
	readonly outputOf: (trial: number, execution: number) => Promise<readonly string[] | undefined>;
	/** All that happened so far, to look back at; absent where the events are not at hand. Undefined before the first. */
	readonly record?: () => Promise<Recording | undefined>;
	/** A text file of the run, its lines made safe; without lines where there is none; absent where files are not at hand. */
	readonly readFile?: (file: RunFile) => Promise<readonly string[]>;
	/** What a trial left behind, with its `image`-th picture; absent where no files are at hand. */
	readonly artifactsOf?: (trial: TrialRecord, image: number) => Promise<TrialArtifacts>;
	readonly link: () => Link;
	/** Monotonic ms on the engine's clock, for the age of a running execution. */
	readonly nowMonoMs: () => number;
	readonly subscribe: (listener: () => void) => () => void;
	/** Readings of this many ms may come together: nobody looks more often. Absent where they do not come at all. */
	readonly pace?: (everyMs: number) => void;
	readonly command: (command: Command) => Promise<Reply>;
	/** Ask for the terminal of this trial, or null for none. */
	readonly watch: (trial: number | null) => void;
	readonly typeInto: (data: string) => void;
	readonly close: () => void;
};
