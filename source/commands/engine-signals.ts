import type {Engine} from '../engine/engine.ts';

const CODES = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const;
type StopSignal = keyof typeof CODES;

/** Signals that end a sweep in good order. */
export type EngineSignals = {
	/** `giveUp` ends the waiting for a disk that takes nothing. */
	readonly connect: (engine: Engine, giveUp: () => void) => void;
	/** 128 + the signal that ended the sweep; undefined where none did. */
	readonly exitCode: () => number | undefined;
	readonly close: () => void;
};

/**
 * The first signal ends the sweep at once but in good order (TERM to the trial, after its grace KILL; results and
 * journal written); a second one KILLs the trial without grace and does not wait for a full disk.
 */
export function stopOnSignals(names: readonly StopSignal[]): EngineSignals {
	let received: StopSignal | undefined;
	let engine: Engine | undefined;
	let giveUpWaiting: (() => void) | undefined;
	const stop = (): void => {
		if (received !== undefined) engine?.stop(`ended by ${received}`, true);
	};
	const handlers = names.map(name => {
		const handler = (): void => {
			if (received === undefined) {
				received = name;
				stop();
				return;
			}
			engine?.kill();
			giveUpWaiting?.();
		};
		process.on(name, handler);
		return {name, handler};
	});
	return {
		connect: (connected, giveUp) => {
			engine = connected;
			giveUpWaiting = giveUp;
			stop();
		},
		exitCode: () => (received === undefined ? undefined : CODES[received]),
		close: () => {
			for (const {name, handler} of handlers) process.off(name, handler);
		},
	};
}
