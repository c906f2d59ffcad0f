import {readFileSync} from 'node:fs';
import {CONTROL, createSharedMemory, mapReadMemory, type ReadMemory} from './read-memory.ts';

/** Starts a thread of `read-worker.ts` on this memory. */
export type StartReader = (shared: SharedArrayBuffer) => void;

/** Patience with the start of a thread on a loaded board. */
const START_MS = 2000;

/** A thread that runs all that time in a driver does not wait for its turn. */
const LONGEST_TURN_MS = 2000;

/** A thread that reads files for the caller. */
export type ReaderThread = {
	readonly memory: ReadMemory;
	/** Whether nothing is being read for anybody. */
	readonly isIdle: () => boolean;
	/**
	 * Has the first `count` files of the memory read and waits for it; undefined when it is done. Where one takes longer
	 * than `allowanceMs(index)` it gives the index: the files before it are read, those behind it are called off.
	 */
	readonly read: (count: number, allowanceMs: (index: number) => number) => number | undefined;
};

/** Starts a thread; undefined where none can be started. @param now monotonic ms. */
export function startReaderThread(start: StartReader, now: () => number): ReaderThread | undefined {
	const shared = createSharedMemory();
	const memory = mapReadMemory(shared);
	const {control} = memory;
	try {
		start(shared);
	} catch {
		return undefined;
	}
	if (Atomics.wait(control, CONTROL.thread, 0, START_MS) === 'timed-out') return undefined;
	let turn = 0;
	const isIdle = (): boolean => Atomics.load(control, CONTROL.answered) === turn;
	const isWaiting = (): boolean => isBlocked(Atomics.load(control, CONTROL.thread));
	return {
		memory,
		isIdle,
		read: (count, allowanceMs) => {
			Atomics.store(control, CONTROL.count, count);
			Atomics.store(control, CONTROL.at, -1);
			turn += 1;
			Atomics.store(control, CONTROL.asked, turn);
			Atomics.notify(control, CONTROL.asked);
			const askedMs = now();
			while (!isIdle()) {
				const at = Atomics.load(control, CONTROL.at);
				const sinceMs = memory.starts[at] ?? askedMs;
				const limitMs = allowanceMs(Math.max(0, at));
				const leftMs = sinceMs + limitMs - now();
				if (leftMs > 0) Atomics.wait(control, CONTROL.answered, turn - 1, leftMs);
				else if (now() - sinceMs < LONGEST_TURN_MS && !isWaiting()) {
					// It has not had its turn on a busy CPU: that says nothing about the sensor.
					Atomics.wait(control, CONTROL.answered, turn - 1, limitMs / 4);
				} else if (Atomics.load(control, CONTROL.at) === at && !isIdle()) {
					Atomics.store(control, CONTROL.count, at + 1);
					return Math.max(0, at);
				}
			}
			return undefined;
		},
	};
}

/** Whether a thread of this process sleeps, i.e. neither runs nor waits for a CPU (proc_pid_stat(5), field 3). */
function isBlocked(thread: number): boolean {
	try {
		const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1');
		return stat[stat.lastIndexOf(')') + 2] !== 'R';
	} catch {
		return true;
	}
}
