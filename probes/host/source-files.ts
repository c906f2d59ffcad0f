import type {FileText, KeptFile} from '../../source/domain/probe.ts';
import {STALE} from './file-text.ts';
import {closeDescriptor, createGuardedFile, type Fetched, type GuardedFile, type ReadGuard} from './read-guard.ts';

/** The guarded files of one source, read together at the begin of each of its samples. */
export type SourceFiles = {
	/** A file that is read through one descriptor. */
	readonly keep: (path: string) => KeptFile;
	/** Reads once. */
	readonly read: (path: string) => FileText;
	/** False where nothing can be read by a thread. */
	readonly isAble: () => boolean;
	/** Reads all that the last sample needed. */
	readonly begin: () => void;
	/** After the sample; what of it was read and not asked for is not read the next time. */
	readonly end: () => void;
	/**
	 * Monotonic ms: within a sample the time at which the read that was asked for last had ended, as if each were made
	 * when it is asked for.
	 */
	readonly now: () => number;
};

/** Where the files are, and who reads them. */
export type SourceFilesOptions = {
	readonly guard: ReadGuard;
	readonly root: string;
	readonly source: string;
	/** Monotonic ms. */
	readonly now: () => number;
};

/** Creates the files of a source. One request for all of them costs as much as one for one. */
export function createSourceFiles({guard, root, source, now}: SourceFilesOptions): SourceFiles {
	let wanted: GuardedFile[] = [];
	let ready = new Map<GuardedFile, Fetched>();
	/** Undefined where time is what it is. */
	let shownMs: number | undefined;
	/** Those that are opened for each read: one that hangs is known by its path. */
	const opened = new Map<string, GuardedFile>();

	const read = (file: GuardedFile): FileText => {
		wanted.push(file);
		let fetched = ready.get(file);
		ready.delete(file);
		if (fetched === undefined) {
			// The clock must not go back: the rest of this sample has the time of asking.
			shownMs = undefined;
			[fetched] = guard.fetch([file]);
		} else if (shownMs !== undefined) shownMs = fetched.endMs;
		const text = fetched?.text ?? GONE;
		if (text.kind === 'missing' && STALE.has(text.errno)) closeDescriptor(file);
		return text;
	};
	return {
		keep: path => {
			const file = createGuardedFile(path, root + path, source);
			return {read: () => read(file), close: () => guard.close(file)};
		},
		read: path => {
			const file = opened.get(path) ?? createGuardedFile(path, root + path, source);
			opened.set(path, file);
			shownMs = undefined;
			const [fetched] = guard.fetch([file]);
			if (file.waitingSinceMs === undefined) closeDescriptor(file);
			return fetched?.text ?? GONE;
		},
		isAble: guard.isAble,
		begin: () => {
			const files = [...new Set(wanted)];
			wanted = [];
			if (files.length === 0) return;
			shownMs = now();
			const texts = guard.fetch(files);
			ready = new Map(files.flatMap((file, index) => (texts[index] === undefined ? [] : [[file, texts[index]]])));
		},
		end: () => {
			ready = new Map();
			shownMs = undefined;
		},
		now: () => shownMs ?? now(),
	};
}

const GONE: FileText = {kind: 'missing', errno: 'EBADF', reason: 'the file is closed'};
