import {type ReaderThread, type StartReader, startReaderThread} from './reader-thread.ts';

/** More threads than this are not left behind in reads that hang. */
const MOST_STUCK = 8;

/** Threads that read files, of which some may be in reads that do not return. */
export type ReaderCrew = {
	/** One that is free, started where there is none; undefined where there are too many. */
	readonly take: () => ReaderThread | undefined;
	readonly giveBack: (thread: ReaderThread) => void;
	/** Goes on without a thread. The callback comes with {@link ReaderCrew.look}, when its read has returned. */
	readonly leave: (thread: ReaderThread, onReturn: () => void) => void;
	/** Takes back the threads whose reads have returned. */
	readonly look: () => void;
	readonly isStuck: () => boolean;
	/** Whether there is any thread, or one could be started. */
	readonly isAble: () => boolean;
};

/** A crew without threads yet; each takes 15 MB. @param now monotonic ms. */
export function createReaderCrew(start: StartReader, now: () => number): ReaderCrew {
	const idle: ReaderThread[] = [];
	const stuck = new Map<ReaderThread, () => void>();
	let hasFailed = false;
	const startOne = (): ReaderThread | undefined => {
		if (hasFailed || stuck.size >= MOST_STUCK) return undefined;
		const thread = startReaderThread(start, now);
		hasFailed = thread === undefined;
		return thread;
	};
	return {
		take: () => idle.pop() ?? startOne(),
		giveBack: thread => void idle.push(thread),
		leave: (thread, onReturn) => void stuck.set(thread, onReturn),
		look: () => {
			for (const [thread, onReturn] of stuck) {
				if (!thread.isIdle()) continue;
				stuck.delete(thread);
				idle.push(thread);
				onReturn();
			}
		},
		isStuck: () => [...stuck.keys()].some(thread => !thread.isIdle()),
		isAble: () => {
			if (idle.length + stuck.size > 0) return true;
			const thread = startOne();
			if (thread !== undefined) idle.push(thread);
			return thread !== undefined;
		},
	};
}
