import type {Engine} from '../../engine/engine.ts';
import type {setTimer} from '../clock.ts';
import {DRAIN_SIGNALS, STOP_SIGNALS, type StopSignal} from '../stop-signals.ts';
import {createDiskPatience, type DiskWait} from './disk-patience.ts';

const DRAINS: ReadonlySet<StopSignal> = new Set(DRAIN_SIGNALS);

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
 * wait for a full disk. One of {@link DRAIN_SIGNALS} ends it when the running trials have ended, unless another one
 * comes. `tell` hears what is waited for.
 */
export function stopOnSignals(
	names: readonly StopSignal[],
	tell: (text: string) => void,
	wait?: typeof setTimer,
): EngineSignals {
	let received: StopSignal | undefined;
	let connected: {readonly engine: Engine; readonly disk: DiskWait} | undefined;
	const patience = createDiskPatience(tell, wait);
	const stop = (): void => {
		if (received === undefined || connected === undefined) return;
		const isDrain = DRAINS.has(received);
		connected.engine.stop(`ended by ${received}`, !isDrain);
		if (isDrain) tell(`${received}: no new trial starts, those that run may finish`);
		else patience.begin(`ended by ${received}`, connected.disk);
	};
	const handlers = names.map(name => {
		const handler = (): void => {
			if (DRAINS.has(name) && received !== undefined) return;
			if (received === undefined || DRAINS.has(received)) {
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
		exitCode: () => (received === undefined ? undefined : STOP_SIGNALS[received]),
		close: () => {
			patience.close();
			for (const {name, handler} of handlers) process.off(name, handler);
		},
	};
}
