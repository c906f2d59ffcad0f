import type {SweepEvent, SweepTotals} from './event.ts';
import type {Extension} from './sweep/extension.ts';
import type {NoteCommand} from './trial/trial-notes.ts';

/** Version of the socket's frames. */
export const PROTOCOL_VERSION = 1;

/** In place of a trial's number: the one terminal of a watched program, whatever trial runs in it. */
export const PROGRAM_TERMINAL = 0;

/** A command that a person or script gives to a running engine. */
export type Command =
	| {readonly command: 'pause'}
	| {readonly command: 'resume'}
	| {readonly command: 'stop'; readonly now: boolean}
	| {readonly command: 'skip-trial'; readonly trial: number}
	| {readonly command: 'rerun'; readonly trials: readonly number[] | 'failed' | 'flagged'}
	| {readonly command: 'enqueue'; readonly params: Readonly<Record<string, string>>}
	| ({readonly command: 'extend'} & Extension)
	| NoteCommand;

/** What a client says. One JSON object a line. */
export type ClientFrame =
	| {readonly type: 'hello'; readonly version: number; readonly token: string; readonly role: 'view' | 'control'}
	| {readonly type: 'from'; readonly seq: number}
	| ({readonly type: 'command'; readonly id: number} & Command)
	| {readonly type: 'watch'; readonly trial: number | null}
	/** Samples of this many ms may come in one frame. Without it each batch comes as it is read. */
	| {readonly type: 'pace'; readonly samples_ms: number}
	| {readonly type: 'resize'; readonly columns: number; readonly rows: number}
	| {readonly type: 'input'; readonly data: string};

/** One row of an emulated terminal: runs of text with one style. */
export type TerminalRun = {
	readonly text: string;
	/** SGR parameters, e.g. `1;38;5;3`; absent for plain text. */
	readonly sgr?: string;
};

/** The terminal of the watched trial as it would look by hand. */
export type TerminalScreen = {
	readonly trial: number;
	readonly execution: number;
	readonly columns: number;
	readonly rows: readonly (readonly TerminalRun[])[];
	readonly cursor?: {readonly column: number; readonly row: number};
};

/** Samples of live channels. `rows[i][0]` is monotonic ms minus `t0`, then one cell a channel, null for missing. */
export type SamplesFrame = {
	readonly t0: number;
	readonly channels: readonly string[];
	readonly rows: readonly (readonly (number | null)[])[];
};

/** What a sweep has cost so far, and whether it stands still or is about to end. */
export type LiveTotals = SweepTotals & {readonly paused?: true; readonly stopping?: true};

/** What came of a command. */
export type Reply = {
	readonly ok: boolean;
	/** In words, for the person. */
	readonly text: string;
	/** Refused because this engine is about to end: the next one of the run may do it. */
	readonly leaving?: true;
};

/** What the engine says. An event line of the journal is sent as it stands in the file. */
export type EngineFrame =
	| {
			readonly type: 'hello';
			readonly version: number;
			readonly engine: {readonly pid: number; readonly version: string};
			readonly role: 'view' | 'control';
			readonly lastSeq: number;
			/** Absent while the engine is not up yet. */
			readonly totals?: LiveTotals;
	  }
	| ({readonly type: 'samples'} & SamplesFrame)
	| ({readonly type: 'screen'} & TerminalScreen)
	| ({readonly type: 'reply'; readonly id: number} & Reply)
	/** What keeps the engine from writing, told at once since no event of it can be; null when that is over. */
	| {readonly type: 'trouble'; readonly text: string | null}
	| {readonly type: 'bye'; readonly why: string};

/** Everything that can stand on a line from the engine. */
export type FromEngine = EngineFrame | SweepEvent;
