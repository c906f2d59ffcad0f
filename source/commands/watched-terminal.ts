import type {TerminalScreen} from '../domain/protocol.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {ExecutionRunner} from '../engine/execution-run.ts';
import type {ServerContext} from '../engine/server.ts';
import {type Emulator, startEmulator} from '../executors/emulator.ts';
import {setTimer} from './clock.ts';
import {workerUrl} from './worker-url.ts';

/** A terminal is emulated once its program has run this long: thousands of short ones would each cost a thread. */
const SETTLE_MS = 100;

/** What the watched terminal is tied to, once the engine stands. */
export type TerminalConnection = {
	readonly send: (screen: TerminalScreen) => void;
	readonly terminals: Terminals;
};

/** The terminals of an engine, by trial. */
export type Terminals = {
	/** The execution that runs in the terminal of a trial; undefined where none does. */
	readonly executionOf: (trial: number) => number | undefined;
	/** The last bytes of it. */
	readonly tail: (trial: number) => Promise<Uint8Array | undefined>;
	readonly write: (trial: number, bytes: Uint8Array) => void;
	readonly resize: (trial: number, columns: number, rows: number) => void;
};

/** The terminals of executions: one each. */
export function terminalsOf(executions: ExecutionRunner, state: () => SweepState): Terminals {
	return {
		executionOf: trial =>
			executions.running().includes(trial) ? state().trials[trial - 1]?.executions.at(-1)?.execution : undefined,
		tail: executions.tail,
		write: executions.write,
		resize: executions.resize,
	};
}

/** The one terminal of an engine that somebody looks at. */
export type WatchedTerminal = {
	readonly handlers: Pick<ServerContext, 'onWatch' | 'onResize' | 'onInput'>;
	/** Bytes of every execution; those of others are passed over. */
	readonly feed: (trial: number, execution: number, bytes: Uint8Array) => void;
	/** Bytes of a program in whose one terminal all trials run. */
	readonly feedAll: (execution: number, bytes: Uint8Array) => void;
	readonly connect: (connection: TerminalConnection) => void;
	readonly close: () => Promise<void>;
};

/** Emulates the watched trial's terminal while it runs; nothing runs while nobody looks. */
export function createWatchedTerminal(): WatchedTerminal {
	return new Watch();
}

class Watch implements WatchedTerminal {
	#connection: TerminalConnection | undefined;
	#watched: number | null = null;
	#current: {readonly execution: number; readonly emulator: Emulator} | undefined;
	#size = {columns: 120, rows: 40};
	#cancelStart: (() => void) | undefined;

	readonly handlers: WatchedTerminal['handlers'] = {
		onWatch: trial => this.#watch(trial),
		onResize: (columns, rows) => {
			this.#size = {columns: clamp(columns, 500), rows: clamp(rows, 200)};
			this.#current?.emulator.resize(this.#size.columns, this.#size.rows);
			if (this.#watched !== null) {
				this.#connection?.terminals.resize(this.#watched, this.#size.columns, this.#size.rows);
			}
		},
		onInput: data => {
			if (this.#watched !== null) this.#connection?.terminals.write(this.#watched, Buffer.from(data));
		},
	};

	readonly feed = (trial: number, execution: number, bytes: Uint8Array): void => {
		if (trial !== this.#watched) return;
		if (this.#current?.execution === execution) this.#current.emulator.feed(bytes);
		else this.#follow(trial, execution);
	};

	readonly feedAll = (execution: number, bytes: Uint8Array): void => {
		if (this.#watched !== null) this.feed(this.#watched, execution, bytes);
	};

	readonly connect = (connection: TerminalConnection): void => {
		this.#connection = connection;
	};

	readonly close = async (): Promise<void> => {
		this.#cancelStart?.();
		this.#cancelStart = undefined;
		const ending = this.#current;
		this.#current = undefined;
		await ending?.emulator.close();
	};

	#watch(trial: number | null): void {
		if (this.#watched === trial) return;
		this.#watched = trial;
		void this.close(); // The thread of the terminal before ends on its own.
		const execution = trial === null ? undefined : this.#connection?.terminals.executionOf(trial);
		if (trial !== null && execution !== undefined) this.#follow(trial, execution);
	}

	#follow(trial: number, execution: number): void {
		if (this.#cancelStart !== undefined || this.#current?.execution === execution) return;
		void this.close(); // As above.
		this.#cancelStart = setTimer(() => {
			this.#cancelStart = undefined;
			void this.#start(trial, execution); // Where it fails there is the log to look at.
		}, SETTLE_MS);
	}

	async #start(trial: number, execution: number): Promise<void> {
		const seed = await this.#connection?.terminals.tail(trial);
		if (seed === undefined || this.#watched !== trial) return;
		if (this.#connection?.terminals.executionOf(trial) !== execution) return;
		const emulator = startEmulator({
			...this.#size,
			workerUrl: workerUrl(),
			seed,
			onScreen: screen => this.#connection?.send({trial, execution, ...screen}),
		});
		this.#current = {execution, emulator};
	}
}

function clamp(cells: number, most: number): number {
	return Number.isFinite(cells) ? Math.min(most, Math.max(1, Math.trunc(cells))) : 80;
}
