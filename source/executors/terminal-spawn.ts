import type {ExitStatus} from './supervise.ts';

/** What is to be started inside a pseudo-terminal. */
export type TerminalStart = {
	readonly argv: readonly string[];
	/** The file that preflight found for `argv[0]`. */
	readonly file: string;
	/** Absolute. */
	readonly workdir: string;
	readonly env: Readonly<Record<string, string>>;
	/** Path of the pty's slave: the program's controlling terminal and its descriptors 0, 1 and 2. */
	readonly terminal: string;
	/** Descriptors of ours that it must not get. */
	readonly inheritable: Iterable<number>;
};

/** A program that runs. */
export type TerminalChild = {readonly pid: number; readonly exited: Promise<ExitStatus>};

/**
 * Starts a program as leader of a session of its own on a terminal.
 * @returns the child, or why execve(2) refused it, e.g. `E2BIG …`. Throws OutOfResourcesError.
 */
export type TerminalSpawn = (start: TerminalStart) => TerminalChild | string;
