import type {Engine} from '../engine/engine.ts';
import {setTimer} from './clock.ts';
import type {DiskWait} from './engine-station.ts';

const CODES = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const;
type StopSignal = keyof typeof CODES;

/**
 * What a disk in trouble gets to take what waits, once a signal has ended the sweep, in ms: below the 10 s after which
 * those who stop programs (docker stop, timeout -k) KILL them.
 */
const DISK_PATIENCE_MS = 5000;
/** How often the disk is asked for meanwhile, in ms. */
const DISK_TICK_MS = 500;

/** Signals that end a sweep in good order. */
export type EngineSignals = {
	/** `disk` is waited for only so long. */
	readonly connect: (engine: Engine, disk: DiskWait) => void;
	/** 128 + the signal that ended the sweep; undefined where none did. */
	readonly exitCode: () => number | undefined;
	readonly close: () => void;
};

/**
 * The first signal ends the sweep at once but in good order (TERM to the trial, after its grace KILL; results and
 * journal written, for which a full disk gets some seconds); a second one KILLs the trial without grace and does not
 * wait for a full disk. `tell` hears that the disk is waited for.
 */
export function stopOnSignals(
	names: readonly StopSignal[],
	tell: (text: string) => void,
	wait: typeof setTimer = setTimer,
): EngineSignals {
	let received: StopSignal | undefined;
	let connected: {readonly engine: Engine; readonly disk: DiskWait} | undefined;
	let cancelTick = (): void => {};
	const tick = (awaitedMs: number): void => {
		const isAwaited = connected?.disk.isAwaited() === true;
		if (isAwaited && awaitedMs >= DISK_PATIENCE_MS) connected?.disk.giveUp();
		if (isAwaited && awaitedMs === 0) {
			tell(`ended by ${received ?? ''}: the disk has ${DISK_PATIENCE_MS / 1000} s to take what waits for it`);
		}
		cancelTick = wait(() => tick(isAwaited ? awaitedMs + DISK_TICK_MS : 0), DISK_TICK_MS);
	};
	const stop = (): void => {
		if (received === undefined || connected === undefined) return;
		connected.engine.stop(`ended by ${received}`, true);
		tick(0);
	};
	const handlers = names.map(name => {
		const handler = (): void => {
			if (received === undefined) {
				received = name;
				stop();
				return;
			}
			connected?.engine.kill();
			connected?.disk.giveUp();
		};
		process.on(name, handler);
		return {name, handler};
	});
	return {
		connect: (engine, disk) => {
			connected = {engine, disk};
			stop();
		},
		exitCode: () => (received === undefined ? undefined : CODES[received]),
		close: () => {
			cancelTick();
			for (const {name, handler} of handlers) process.off(name, handler);
		},
	};
}
