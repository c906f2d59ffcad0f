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
	readonly executions: ExecutionRunner;
	readonly state: () => SweepState;
};

/** The one terminal of an engine that somebody looks at. */
export type WatchedTerminal = {
	readonly handlers: Pick<ServerContext, 'onWatch' | 'onResize' | 'onInput'>;
	/** Bytes of every execution; those of others are passed over. */
	readonly feed: (trial: number, execution: number, bytes: Uint8Array) => void;
	readonly connect: (connection: TerminalConnection) => void;
	readonly close: () => Promise<void>;
};

/** Emulates the watched trial's terminal while it runs; nothing runs while nobody looks. */
export function createWatchedTerminal(): WatchedTerminal {
	let connection: TerminalConnection | undefined;
	let watched: number | null = null;
	let current: {readonly execution: number; readonly emulator: Emulator} | undefined;
	let size = {columns: 120, rows: 40};
	let cancelStart: (() => void) | undefined;

	const stop = async (): Promise<void> => {
		cancelStart?.();
		cancelStart = undefined;
		const ending = current;
		current = undefined;
		await ending?.emulator.close();
	};
	const start = async (trial: number, execution: number): Promise<void> => {
		const seed = await connection?.executions.tail(trial);
		if (seed === undefined || watched !== trial || executionOf(connection, trial) !== execution) return;
		const emulator = startEmulator({
			...size,
			workerUrl: workerUrl(),
			seed,
			onScreen: screen => connection?.send({trial, execution, ...screen}),
		});
		current = {execution, emulator};
	};
	const follow = (trial: number, execution: number): void => {
		if (cancelStart !== undefined || current?.execution === execution) return;
		void stop(); // The thread of the execution before ends on its own.
		cancelStart = setTimer(() => {
			cancelStart = undefined;
			void start(trial, execution); // Without a screen there is the log.
		}, SETTLE_MS);
	};
	return {
		handlers: {
			onWatch: trial => {
				if (watched === trial) return;
				watched = trial;
				void stop(); // As above.
				const execution = trial === null ? undefined : executionOf(connection, trial);
				if (trial !== null && execution !== undefined) follow(trial, execution);
			},
			onResize: (columns, rows) => {
				size = {columns: clamp(columns, 500), rows: clamp(rows, 200)};
				current?.emulator.resize(size.columns, size.rows);
				if (watched !== null) connection?.executions.resize(watched, size.columns, size.rows);
			},
			onInput: data => {
				if (watched !== null) connection?.executions.write(watched, Buffer.from(data));
			},
		},
		feed: (trial, execution, bytes) => {
			if (trial !== watched) return;
			if (current?.execution === execution) current.emulator.feed(bytes);
			else follow(trial, execution);
		},
		connect: made => {
			connection = made;
		},
		close: stop,
	};
}

function executionOf(connection: TerminalConnection | undefined, trial: number): number | undefined {
	if (connection === undefined || !connection.executions.running().includes(trial)) return undefined;
	return connection.state().trials[trial - 1]?.executions.at(-1)?.execution;
}

function clamp(cells: number, most: number): number {
	return Number.isFinite(cells) ? Math.min(most, Math.max(1, Math.trunc(cells))) : 80;
}
