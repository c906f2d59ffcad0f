import {closeSync} from 'node:fs';
import {dirname} from 'node:path';
import type {FileText} from '../../source/domain/probe.ts';
import {slotText} from './file-text.ts';
import {MOST_FILES} from './read-memory.ts';
import {createReaderCrew} from './reader-crew.ts';
import type {ReaderThread, StartReader} from './reader-thread.ts';

/** Longest wait for a file that has always answered at once, in ms: less than an interval of 10 Hz. */
const ALLOWANCE_MS = 50;
/** A file that is slow by nature is waited for so many times as long as it ever took, up to a limit. */
const ALLOWANCE_FACTOR = 3;
const LONGEST_ALLOWANCE_MS = 500;
/** What has not answered after this time hangs; before it, it is slow for once. */
const HANG_MS = 4000;
/** A file that was late is left alone for this many times its delay, so that it does not keep the others waiting. */
const REST_FACTOR = 10;
const LONGEST_REST_MS = 60_000;

/** A file whose reads are waited for with a limit. */
export type GuardedFile = {
	readonly path: string;
	readonly fullPath: string;
	readonly source: string;
	descriptor: number | undefined;
	/** The longest that a read took, in ms. */
	slowestMs: number;
	/** Monotonic ms since which a read is under way that was not waited for. */
	waitingSinceMs: number | undefined;
	/** Whether the person was told that this read hangs. */
	isTold: boolean;
	/** Monotonic ms before which it is left alone. */
	restUntilMs: number;
	hangs: number;
	isClosed: boolean;
};

/** A text and the monotonic ms at which its read ended. */
export type Fetched = {readonly text: FileText; readonly endMs: number};

/** Reads files by threads that can be left behind. */
export type ReadGuard = {
	/** The texts of these files, in order. Never waits for one that hangs, but for the first time that it does. */
	readonly fetch: (files: readonly GuardedFile[]) => readonly Fetched[];
	readonly close: (file: GuardedFile) => void;
	/** Whether a thread is in a read that does not return: then this process can only be ended by KILL. */
	readonly isStuck: () => boolean;
	/** False where no thread can be started at all: then files are to be read without a guard. */
	readonly isAble: () => boolean;
};

/** What a guard works with. */
export type ReadGuardOptions = {
	readonly start: StartReader;
	/** Monotonic ms. */
	readonly now: () => number;
	/** A file hangs, or is switched off for it. */
	readonly notice: (text: string, source: string) => void;
};

/** A file that has not been read yet. */
export function createGuardedFile(path: string, fullPath: string, source: string): GuardedFile {
	return {
		path,
		fullPath,
		source,
		descriptor: undefined,
		slowestMs: 0,
		waitingSinceMs: undefined,
		isTold: false,
		restUntilMs: 0,
		hangs: 0,
		isClosed: false,
	};
}

/** Creates a guard. Its first thread is started by the first read, another where one is left behind. */
export function createReadGuard(options: ReadGuardOptions): ReadGuard {
	const {now} = options;
	const crew = createReaderCrew(options.start, now);
	const waiting = new Set<GuardedFile>();

	/** How many of the files were read before one that hangs. */
	const readWith = (thread: ReaderThread, files: readonly GuardedFile[]): number => {
		for (const [index, file] of files.entries()) ask(thread, index, file);
		const hanging = thread.read(files.length, index => allowanceMs(files[index]));
		for (const [index, file] of files.slice(0, hanging).entries()) keepDescriptor(file, thread, index);
		const file = hanging === undefined ? undefined : files[hanging];
		if (hanging === undefined || file === undefined) {
			crew.giveBack(thread);
			return files.length;
		}
		file.waitingSinceMs = now();
		waiting.add(file);
		crew.leave(thread, () => {
			waiting.delete(file);
			welcomeBack(file, thread, hanging, now());
		});
		return hanging;
	};
	/** A device that hangs in one file would hang in the others, too: its driver holds a lock. */
	const isSilent = ({fullPath}: GuardedFile): boolean =>
		waiting.size > 0 && [...waiting].some(file => dirname(file.fullPath) === dirname(fullPath));
	const fetchAll = (files: readonly GuardedFile[]): ReadonlyMap<GuardedFile, Fetched> => {
		const answers = new Map<GuardedFile, Fetched>();
		for (let left = files; left.length > 0; ) {
			const thread = crew.take();
			if (thread === undefined) return answers;
			const asked = left.slice(0, MOST_FILES);
			const done = readWith(thread, asked);
			for (const [index, file] of asked.slice(0, done).entries()) answers.set(file, slotText(thread.memory, index));
			left = left.slice(done).filter(file => !isSilent(file));
		}
		return answers;
	};
	return {
		fetch: files => {
			crew.look();
			for (const file of waiting) tellOfHang(file, options);
			const answers = fetchAll([...new Set(files.filter(file => isAsked(file, now()) && !isSilent(file)))]);
			return files.map(file => answers.get(file) ?? {text: file.hangs < 2 ? SILENT : OFF, endMs: now()});
		},
		close: file => {
			file.isClosed = true;
			// A read that is under way has it still.
			if (file.waitingSinceMs === undefined) closeDescriptor(file);
		},
		isStuck: crew.isStuck,
		isAble: crew.isAble,
	};
}

function isAsked({isClosed, hangs, waitingSinceMs, restUntilMs}: GuardedFile, nowMs: number): boolean {
	return !isClosed && hangs < 2 && waitingSinceMs === undefined && nowMs >= restUntilMs;
}

const SILENT: FileText = {kind: 'missing', errno: 'ETIMEDOUT', reason: 'the sensor does not answer'};
const OFF: FileText = {kind: 'missing', errno: 'ETIMEDOUT', reason: 'switched off: reading it hung'};

function allowanceMs(file: GuardedFile | undefined): number {
	const slowestMs = file?.slowestMs ?? 0;
	return Math.min(LONGEST_ALLOWANCE_MS, Math.max(ALLOWANCE_MS, ALLOWANCE_FACTOR * slowestMs));
}

function ask({memory}: ReaderThread, index: number, {descriptor, fullPath}: GuardedFile): void {
	memory.descriptors[index] = descriptor ?? -1;
	if (descriptor === undefined) memory.lengths[index] = memory.slots[index]?.write(fullPath) ?? 0;
}

function keepDescriptor(file: GuardedFile, {memory}: ReaderThread, index: number): void {
	const descriptor = memory.descriptors[index] ?? -1;
	if (descriptor >= 0) file.descriptor = descriptor;
	file.slowestMs = Math.max(file.slowestMs, (memory.ends[index] ?? 0) - (memory.starts[index] ?? 0));
}

function tellOfHang(file: GuardedFile, {now, notice}: ReadGuardOptions): void {
	if (file.isTold || file.waitingSinceMs === undefined || now() - file.waitingSinceMs < HANG_MS) return;
	file.isTold = true;
	file.hangs += 1;
	const what =
		file.hangs < 2 ? 'hangs; it is left out until it answers' : 'hung twice; it is switched off for this run';
	notice(`reading ${file.path} ${what}`, file.source);
}

function welcomeBack(file: GuardedFile, thread: ReaderThread, index: number, nowMs: number): void {
	file.waitingSinceMs = undefined;
	file.isTold = false;
	keepDescriptor(file, thread, index);
	const tookMs = (thread.memory.ends[index] ?? 0) - (thread.memory.starts[index] ?? 0);
	// One that takes that long by nature is waited for from now on.
	const isSlow = tookMs * ALLOWANCE_FACTOR <= LONGEST_ALLOWANCE_MS;
	file.restUntilMs = isSlow ? 0 : nowMs + Math.min(LONGEST_REST_MS, REST_FACTOR * tookMs);
	if (!isSlow) file.slowestMs = 0;
	if (file.isClosed) closeDescriptor(file);
}

/** Gives the descriptor up, as after the device has gone. */
export function closeDescriptor(file: GuardedFile): void {
	const {descriptor} = file;
	file.descriptor = undefined;
	try {
		if (descriptor !== undefined) closeSync(descriptor);
	} catch {
		// The device is gone, and the descriptor with it.
	}
}
