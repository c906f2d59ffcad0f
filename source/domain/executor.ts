import type {Outcome} from './trial.ts';

/** What an executor is to run. */
export type ExecutionRequest = {
	readonly argv: readonly string[];
	readonly workdir: string;
	readonly env: Readonly<Record<string, string>>;
	readonly columns: number;
	readonly rows: number;
	readonly graceMs: number;
	/** Time to live; undefined is none. */
	readonly timeoutMs?: number;
	/** Unguessable text in the environment of the whole process tree, by which strays are found. */
	readonly marker: string;
	/**
	 * Gets every byte of the terminal, in order, the end marker stripped. Must not block. The bytes are good during the
	 * call only: copy what is kept. A returned promise holds the program back until it resolves (while it runs; what
	 * was written before its exit is always delivered at once).
	 */
	readonly onOutput: (bytes: Uint8Array) => void | Promise<void>;
	/** Once, with the pid of the session leader, before any output. */
	readonly onStarted: (process: {readonly pid: number; readonly startTicks: number}) => void;
	/** Facts for the person: escaped processes, a stopped child, pipes in place of a pty. */
	readonly onNotice: (text: string) => void;
};

/** How it ended. `edges` are the monotonic ms of start and end of the process. */
export type ExecutionResult = {
	readonly outcome: Exclude<Outcome, 'complete' | 'pruned' | 'lost'> | 'exited';
	/** Exit code, where it exited. */
	readonly code?: number;
	/** Signal name, where a signal ended it. */
	readonly signal?: string;
	/** In words: `exit 7`, `signal SIGKILL`, `spawn failed: ENOENT ./gemm`. */
	readonly why: string;
	readonly startedMonoMs: number;
	readonly endedMonoMs: number;
	/** Peak resident set of the leader, bytes, where known. */
	readonly peakRssBytes?: number;
};

/** A running execution. */
export type Execution = {
	readonly result: Promise<ExecutionResult>;
	/** TERM to the whole tree, after the grace KILL; `why` becomes part of the outcome. */
	readonly end: (outcome: 'killed' | 'timed-out', why: string, now?: boolean) => void;
	readonly resize: (columns: number, rows: number) => void;
	/** Keys typed by an attached person. Paced; more than 4 KiB at once is refused. */
	readonly write: (bytes: Uint8Array) => void;
};

/** Where executions run: one file in `source/executors/` and one line in its registry. */
export type ExecutorDefinition = {
	readonly id: string;
	readonly title: string;
	/** Throws an error with `code` EMFILE, ENFILE, EAGAIN or ENOMEM when the machine is out of them: try again later. */
	readonly start: (request: ExecutionRequest) => Execution;
	/** Resolves when every process that ended executions left behind is gone or given up. */
	readonly settle?: () => Promise<void>;
};
