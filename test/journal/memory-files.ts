import {basename, dirname, join} from 'node:path';
import type {AppendableFile, JournalFiles, ReadableFile} from '../../source/journal/files.ts';

/** The calls that can fail or be the last one before a crash. */
export type Operation = 'open' | 'write' | 'datasync' | 'truncate' | 'syncDirectory';

/** What a call is to do in place of its work: fail with an errno, or write only so many bytes. */
export type Fault = {readonly errno: string} | {readonly writeAtMost: number};

type Content = {
	/** What a reader sees now. */
	bytes: Buffer;
	/** What the last flush made safe. */
	durable: Buffer;
};

/** A file system in memory that keeps apart what was written and what was flushed. */
export type MemoryFiles = JournalFiles & {
	readonly set: (path: string, bytes: Uint8Array) => void;
	readonly get: (path: string) => Buffer;
	readonly paths: () => readonly string[];
	/** Deletes the folder of a running journal. */
	readonly removeAll: () => void;
	/** Number of calls so far that went through {@link MemoryFilesOptions.fault}. */
	readonly calls: () => number;
	/** The files after a power loss; `keep` says how many of the unflushed bytes at the end survive. */
	readonly afterPowerLoss: (keep: (unflushed: number) => number) => MemoryFiles;
};

export type MemoryFilesOptions = {
	/** Decides about each call, counted from 1. Throwing ends the caller there: a crash. */
	readonly fault?: (operation: Operation, call: number) => Fault | undefined;
};

/** An error as a system call gives it. */
export function systemError(errno: string): Error {
	return Object.assign(new Error(`${errno}: injected`), {code: errno});
}

/** Creates an empty file system. Folders exist as soon as they are named. */
export function createMemoryFiles(options: MemoryFilesOptions = {}): MemoryFiles {
	const contents = new Map<string, Content>();
	let calls = 0;
	/** How many bytes the call may write; throws where it is to fail. */
	const enter = (operation: Operation): number => {
		calls += 1;
		const fault = options.fault?.(operation, calls);
		if (fault === undefined) return Number.POSITIVE_INFINITY;
		if ('errno' in fault) throw systemError(fault.errno);
		return fault.writeAtMost;
	};
	const find = (path: string): Content => {
		const content = contents.get(path);
		if (content === undefined) throw systemError('ENOENT');
		return content;
	};
	return {
		list: directory => [...contents.keys()].filter(path => dirname(path) === directory).map(path => basename(path)),
		openForReading: path => readable(find(path)),
		openForAppending: async (path, create) => {
			enter('open');
			if (create && contents.has(path)) throw systemError('EEXIST');
			if (create) contents.set(path, {bytes: Buffer.alloc(0), durable: Buffer.alloc(0)});
			const content = find(path);
			return appendable(content, enter, () => contents.get(path) === content);
		},
		syncDirectory: async () => {
			enter('syncDirectory');
		},
		set: (path, bytes) => {
			const copy = Buffer.from(bytes);
			contents.set(path, {bytes: copy, durable: copy});
		},
		get: path => find(path).bytes,
		paths: () => [...contents.keys()].toSorted(),
		removeAll: () => contents.clear(),
		calls: () => calls,
		afterPowerLoss: keep => {
			const next = createMemoryFiles();
			for (const [path, {bytes, durable}] of contents) {
				next.set(path, bytes.subarray(0, durable.length + keep(Math.max(0, bytes.length - durable.length))));
			}
			return next;
		},
	};
}

function readable(content: Content): ReadableFile {
	return {
		read: (into, position) => content.bytes.copy(into, 0, position),
		size: () => content.bytes.length,
		close: () => {},
	};
}

function appendable(content: Content, enter: (operation: Operation) => number, inPlace: () => boolean): AppendableFile {
	return {
		write: async (bytes, position) => {
			const count = Math.min(bytes.length, enter('write'));
			const next = Buffer.alloc(Math.max(content.bytes.length, position + count));
			content.bytes.copy(next);
			next.set(bytes.subarray(0, count), position);
			content.bytes = next;
			return count;
		},
		datasync: async () => {
			enter('datasync');
			content.durable = content.bytes;
		},
		truncate: async length => {
			enter('truncate');
			content.bytes = content.bytes.subarray(0, length);
			content.durable = content.bytes;
		},
		inPlace: async () => inPlace(),
		size: async () => content.bytes.length,
		close: async () => {},
	};
}

/** Path of a journal's first segment in the folder that these tests use. */
export const RUN = '/run';
export const SEGMENT = join(RUN, 'journal.ndjson');
