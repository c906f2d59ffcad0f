import type {Command} from '../../domain/protocol.ts';
import type {Engine} from '../../engine/engine.ts';
import {setTimer} from '../clock.ts';

/** How an engine stands with a disk that does not take its journal. */
export type DiskWait = {
	/** Whether records wait for the disk now. */
	readonly isAwaited: () => boolean;
	/** Gives up what waits; nothing where nothing does. */
	readonly giveUp: () => void;
};

/**
 * What a disk in trouble gets to take what waits, once a sweep was ended at once, in ms: below the 10 s after which those
 * who stop programs (docker stop, timeout -k) KILL them.
 */
const DISK_PATIENCE_MS = 5000;
/** How often the disk is asked for meanwhile, in ms. */
const DISK_TICK_MS = 500;

/** The patience with a full disk of a sweep that was told to end at once. */
export type DiskPatience = {
	/** From now on the disk is waited for only so long. `why` says what ended the sweep; again it changes nothing. */
	readonly begin: (why: string, disk: DiskWait) => void;
	readonly close: () => void;
};

/** Patience that has not begun. `tell` hears that the disk is waited for. */
export function createDiskPatience(tell: (text: string) => void, wait: typeof setTimer = setTimer): DiskPatience {
	let isOver = false;
	let cancel: (() => void) | undefined;
	const tick = (why: string, disk: DiskWait, awaitedMs: number): void => {
		const isAwaited = disk.isAwaited();
		if (isAwaited && awaitedMs >= DISK_PATIENCE_MS) disk.giveUp();
		if (isAwaited && awaitedMs === 0)
			tell(`${why}: the disk has ${DISK_PATIENCE_MS / 1000} s to take what waits for it`);
		cancel = wait(() => tick(why, disk, isAwaited ? awaitedMs + DISK_TICK_MS : 0), DISK_TICK_MS);
	};
	return {
		begin: (why, disk) => {
			if (cancel === undefined && !isOver) tick(why, disk, 0);
		},
		close: () => {
			isOver = true;
			cancel?.();
		},
	};
}

/** An engine that ends at once by command, as by a signal, also where its disk is full. */
export function endsInTime(engine: Engine, disk: DiskWait, patience: DiskPatience): Engine {
	return {
		...engine,
		command: (command, by) => {
			const reply = engine.command(command, by);
			if (reply.ok && isStopNow(command)) patience.begin('stopped by the user', disk);
			return reply;
		},
	};
}

function isStopNow(command: Command): boolean {
	return command.command === 'stop' && command.now;
}
