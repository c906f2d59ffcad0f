import type {Direction} from './metric.ts';
import type {Parameter, Params} from './space.ts';
import type {Outcome} from './trial.ts';

/**
 * What was understood of a watched program. `trial` counts from 1 in the program's own numbering, within the study that
 * was named last; absent is the trial that runs, or the next one where none does. Times are ms since 1970.
 */
export type Heard =
	/** A new search begins: trial numbers begin anew. */
	| {readonly kind: 'study'; readonly name: string}
	/** How many trials the program means to run. */
	| {readonly kind: 'plan'; readonly trials: number}
	| {readonly kind: 'objective'; readonly metric: string; readonly direction: Direction}
	/** The program's own number of the trial that is heard of as 1: its numbers count from there. */
	| {readonly kind: 'numbering'; readonly first: number}
	/** What the program calls a trial, where that is no number that counts. */
	| {readonly kind: 'called'; readonly trial: number; readonly name: string}
	/** Another begins, perhaps in the place of this one: where nothing more is heard of it, they did not run together. */
	| {readonly kind: 'trial-silent'; readonly trial: number}
	/** The declared values of a parameter; without it they are made from the trials. */
	| {readonly kind: 'parameter'; readonly parameter: Parameter}
	/** The unit of a metric. */
	| {readonly kind: 'unit'; readonly metric: string; readonly unit: string}
	| {readonly kind: 'trial-started'; readonly trial?: number; readonly params?: Params; readonly timeMs?: number}
	| {readonly kind: 'params'; readonly trial?: number; readonly params: Params}
	/** Also of a trial that has ended: then it is an afterthought, e.g. a table of the best ones. */
	| {
			readonly kind: 'value';
			readonly trial?: number;
			readonly name: string;
			readonly value: number;
			/** Makes it a point of a curve. */
			readonly step?: number;
	  }
	| {
			readonly kind: 'trial-ended';
			readonly trial?: number;
			readonly state: Outcome;
			readonly why?: string;
			readonly params?: Params;
			readonly metrics?: ReadonlyMap<string, number>;
			/** Start and end, where the program says them; else the times at which it was heard. */
			readonly startedMs?: number;
			readonly endedMs?: number;
			/** In place of a start. */
			readonly durationS?: number;
			/** Only what came after it told that it is over: it ended with the last word about it. */
			readonly late?: true;
			/** When it ran nobody knows: why. */
			readonly untimed?: string;
	  }
	/** For the person. */
	| {readonly kind: 'note'; readonly text: string; readonly level?: 'warning'};

/** What a person says of names that a listener cannot tell apart; what is not named stays what it is taken for. */
export type NameRoles = {
	readonly params: readonly string[];
	readonly metrics: readonly string[];
	/** Metrics that the sweep is ranked by. */
	readonly goals?: readonly string[];
};

/** How a line of a terminal ended. */
export type LineKind = {
	/** A carriage return ended it: a frame that the next one is drawn over, as of a progress bar. */
	readonly rewritten: boolean;
};

/** Reads the lines of one program, in order. */
export type Listener = {
	/** One line without its end, escape sequences removed. Never throws. */
	readonly line: (text: string, kind: LineKind) => readonly Heard[];
	/** After the last line. @param isGood whether the program ended by itself, with exit code 0. */
	readonly end: (isGood: boolean) => readonly Heard[];
};

/** Reads trials out of what one kind of program prints: one file in `source/listeners/` and one line in its registry. */
export type ListenerDefinition = {
	readonly id: string;
	readonly title: string;
	/**
	 * Its lines may stand in any program's log. Unasked it reads only those that it recognises, and gives way to one that
	 * recognises a line before it has told a value.
	 */
	readonly isLoose?: true;
	/** Whether a line can hardly come from another kind of program. */
	readonly recognise: (text: string, roles?: NameRoles) => boolean;
	/** @param roles for one that leaves out what is no number where it does not know it for a parameter. */
	readonly create: (roles?: NameRoles) => Listener;
};

/** Follows a place where a program keeps its trials while it runs. */
export type StudyListener = {
	/**
	 * What is new there; nothing where the place does not exist yet. Never holds a lock, and never throws for a place that
	 * is being written.
	 */
	readonly poll: () => readonly Heard[] | Promise<readonly Heard[]>;
	/** After the program's end: a last record without an end counts. @param isGood as of a {@link Listener}. */
	readonly end: (isGood: boolean) => readonly Heard[] | Promise<readonly Heard[]>;
};

/** Where a study is: `sqlite:///x.db#name`, or the absolute path of a file or folder. */
export type StudyAddress = {
	/** Absolute. */
	readonly path: string;
	/** Of a study in it, where it holds several. */
	readonly study?: string;
	/** `sqlite` where the address said so. */
	readonly scheme?: string;
};

/** Reads trials out of one kind of storage: one file in `source/listeners/` and one line in its registry. */
export type StudyListenerDefinition = {
	readonly id: string;
	readonly title: string;
	/** By the address, and by what is there where something is; the first one that takes it is used. */
	readonly takes: (address: StudyAddress) => boolean;
	/** @param roles as of a {@link ListenerDefinition}. @throws UserError where the address cannot be one. */
	readonly open: (address: StudyAddress, roles?: NameRoles) => StudyListener;
};
