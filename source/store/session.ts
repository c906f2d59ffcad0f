import type {Command, TerminalScreen} from '../domain/protocol.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {SampleStore} from './samples.ts';

/** How the screen is tied to the sweep. */
export type Link =
	| {readonly kind: 'connecting'}
	| {readonly kind: 'live'; readonly role: 'view' | 'control'}
	/** The engine is gone or unreachable; the state is as last seen. */
	| {readonly kind: 'lost'; readonly why: string}
	/** A finished run, read from its files. */
	| {readonly kind: 'file'; readonly path: string};

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
	/** The log of an ended execution's output, decoded and made safe, newest last; undefined where there is none. */
	readonly outputOf: (trial: number, execution: number) => Promise<readonly string[] | undefined>;
	readonly link: () => Link;
	/** Monotonic ms on the engine's clock, for the age of a running execution. */
	readonly nowMonoMs: () => number;
	readonly subscribe: (listener: () => void) => () => void;
	readonly command: (command: Command) => Promise<{readonly ok: boolean; readonly text: string}>;
	/** Ask for the terminal of this trial, or null for none. */
	readonly watch: (trial: number | null) => void;
	readonly resizeTerminal: (columns: number, rows: number) => void;
	readonly typeInto: (data: string) => void;
	readonly close: () => void;
};
