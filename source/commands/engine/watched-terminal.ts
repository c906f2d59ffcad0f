import type {TerminalScreen} from '../../domain/protocol.ts';
import type {ServerContext} from '../../engine/server-client.ts';
import {type EmulatedProgram, type Emulator, startEmulator} from '../../executors/emulator.ts';
import {setTimer} from '../clock.ts';
import {workerUrl} from '../worker-url.ts';

/** A terminal is emulated once its program has run this long: nobody could look at thousands of short ones. */
const SETTLE_MS = 100;

/** How often the end of the output is read anew where more came meanwhile. */
const MAX_READS = 3;

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

/**
 * Emulates the watched trial's terminal while it runs. One thread serves one trial after the other, since a short trial
 * may be over before a thread has started; nothing runs while nobody looks. `start` is for tests.
 */
export function createWatchedTerminal(start: typeof startEmulator = startEmulator): WatchedTerminal {
	return new Watch(start);
}

class Watch implements WatchedTerminal {
	readonly #startEmulator: typeof startEmulator;
	#connection: TerminalConnection | undefined;
	#watched: number | null = null;
	#emulator: Emulator | undefined;
	/** The execution of the watched trial that the emulator shows. */
	#shown: number | undefined;
	/** The execution whose end is being read, and whether it has written more since. */
	#opening: {readonly execution: number; isStale: boolean} | undefined;
	#size = {columns: 120, rows: 40};
	#cancelStart: (() => void) | undefined;

	constructor(start: typeof startEmulator) {
		this.#startEmulator = start;
	}

	readonly handlers: WatchedTerminal['handlers'] = {
		onWatch: trial => this.#watch(trial),
		onResize: (trial, columns, rows) => {
			// One that is not emulated keeps the size that its program knows.
			if (trial !== this.#watched) return;
			this.#size = {columns: clamp(columns, 500), rows: clamp(rows, 200)};
			this.#emulator?.resize(this.#size.columns, this.#size.rows);
			this.#connection?.terminals.resize(trial, this.#size.columns, this.#size.rows);
		},
		onInput: (trial, data) => this.#connection?.terminals.write(trial, Buffer.from(data)),
	};

	readonly feed = (trial: number, execution: number, bytes: Uint8Array): void => {
		if (trial !== this.#watched) return;
		if (this.#shown === execution) this.#emulator?.feed(bytes);
		else if (this.#opening?.execution === execution) this.#opening.isStale = true;
		else this.#follow(trial);
	};

	readonly feedAll = (execution: number, bytes: Uint8Array): void => {
		if (this.#watched !== null) this.feed(this.#watched, execution, bytes);
	};

	readonly connect = (connection: TerminalConnection): void => {
		this.#connection = connection;
	};

	readonly close = async (): Promise<void> => {
		this.#leave();
		const ending = this.#emulator;
		this.#emulator = undefined;
		await ending?.close();
	};

	/** Passes over what the terminal so far still brings; its thread waits for the next. */
	#leave(): void {
		this.#cancelStart?.();
		this.#cancelStart = undefined;
		this.#opening = undefined;
		this.#shown = undefined;
	}

	#watch(trial: number | null): void {
		if (this.#watched === trial) return;
		this.#watched = trial;
		if (trial === null) return void this.close(); // The thread ends on its own.
		this.#leave();
		if (this.#connection?.terminals.executionOf(trial) !== undefined) this.#follow(trial);
	}

	#follow(trial: number): void {
		if (this.#cancelStart !== undefined) return;
		this.#leave();
		this.#cancelStart = setTimer(() => {
			this.#cancelStart = undefined;
			void this.#start(trial); // Where it fails there is the log to look at.
		}, SETTLE_MS);
	}

	async #start(trial: number): Promise<void> {
		const execution = this.#connection?.terminals.executionOf(trial);
		if (execution === undefined) return;
		const opening = {execution, isStale: false};
		this.#opening = opening;
		const seed = await this.#readEnd(trial, opening);
		if (this.#opening !== opening) return;
		this.#opening = undefined;
		if (seed === undefined || this.#connection?.terminals.executionOf(trial) !== execution) return;
		this.#shown = execution;
		const program: EmulatedProgram = {
			seed,
			onScreen: screen => this.#connection?.send({trial, execution, ...screen}),
		};
		if (this.#emulator !== undefined) return this.#emulator.begin(program);
		this.#emulator = this.#startEmulator({...this.#size, workerUrl: workerUrl(), ...program});
	}

	/** The last bytes of an execution up to now; one that never stops writing is taken as it is. */
	async #readEnd(trial: number, opening: {isStale: boolean}): Promise<Uint8Array | undefined> {
		for (let read = 1; ; read += 1) {
			opening.isStale = false;
			const end = await this.#connection?.terminals.tail(trial).catch(() => undefined); // It has just ended.
			if (end === undefined || !opening.isStale || read === MAX_READS || this.#opening !== opening) return end;
		}
	}
}

function clamp(cells: number, most: number): number {
	return Number.isFinite(cells) ? Math.min(most, Math.max(1, Math.trunc(cells))) : 80;
}
