/** Most files of one request. */
export const MOST_FILES = 64;

/** Room for the text of one file: sysfs gives at most a page. */
export const SLOT_BYTES = 4096;

/** Places of the control words. */
export const CONTROL = {
	/** Number of the request that was made last; the thread sleeps on it. */
	asked: 0,
	/** Number of the request that is done; the asker sleeps on it. */
	answered: 1,
	/** How many files are to be read; made smaller to call off the rest. */
	count: 2,
	/** Which one is being read. */
	at: 3,
	/** The thread's own id in `/proc/self/task`, -1 where it is not known, 0 until the thread runs. */
	thread: 4,
} as const;

/** What a thread that reads files and the one that asks for it share. */
export type ReadMemory = {
	readonly control: Int32Array;
	/** Descriptor of each file; -1 where it is to be opened, by the path that stands in its slot. */
	readonly descriptors: Int32Array;
	/** Bytes in each slot: of the path before, of the text after; negative where they are the name of an errno. */
	readonly lengths: Int32Array;
	/** Monotonic ms at which each read began and ended. */
	readonly starts: Float64Array;
	readonly ends: Float64Array;
	/** Slot of each file. */
	readonly slots: readonly Buffer[];
};

const CONTROL_WORDS = 8;
const WORDS = CONTROL_WORDS + 2 * MOST_FILES;
const TIMES_OFFSET = WORDS * Int32Array.BYTES_PER_ELEMENT;
const SLOTS_OFFSET = TIMES_OFFSET + 2 * MOST_FILES * Float64Array.BYTES_PER_ELEMENT;

/** Memory for one thread; its pages are taken as they are used. */
export function createSharedMemory(): SharedArrayBuffer {
	return new SharedArrayBuffer(SLOTS_OFFSET + MOST_FILES * SLOT_BYTES);
}

/** The parts of the memory, the same on both sides. */
export function mapReadMemory(shared: SharedArrayBuffer): ReadMemory {
	const words = new Int32Array(shared, 0, WORDS);
	const times = new Float64Array(shared, TIMES_OFFSET, 2 * MOST_FILES);
	return {
		control: words.subarray(0, CONTROL_WORDS),
		descriptors: words.subarray(CONTROL_WORDS, CONTROL_WORDS + MOST_FILES),
		lengths: words.subarray(CONTROL_WORDS + MOST_FILES),
		starts: times.subarray(0, MOST_FILES),
		ends: times.subarray(MOST_FILES),
		slots: Array.from({length: MOST_FILES}, (_, index) =>
			Buffer.from(shared, SLOTS_OFFSET + index * SLOT_BYTES, SLOT_BYTES),
		),
	};
}
