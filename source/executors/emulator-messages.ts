import type {TerminalRun} from '../domain/protocol.ts';

/** What a worker starts with. */
export type WorkerSettings = {readonly columns: number; readonly rows: number; readonly framePeriodMs: number};

/** What the engine tells the worker. */
export type ToWorker =
	| {readonly kind: 'feed'; readonly bytes: Uint8Array}
	/** Forget everything: what follows is of this program, and not the continuation of what was. */
	| {readonly kind: 'reset'; readonly program: number}
	| {readonly kind: 'resize'; readonly columns: number; readonly rows: number};

/** The screen as cells. */
export type EmulatedScreen = {
	readonly columns: number;
	readonly rows: readonly (readonly TerminalRun[])[];
	readonly cursor?: {readonly column: number; readonly row: number};
};

/** What the worker tells the engine. `fed` answers each `feed` when it has been worked off. */
export type FromWorker =
	| {readonly kind: 'ready'}
	| {readonly kind: 'fed'}
	| {readonly kind: 'screen'; readonly program: number; readonly screen: EmulatedScreen};
