import {constants, type Stats} from 'node:fs';
import * as fs from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {dirname} from 'node:path';
import {errnoOf, UserError} from '../domain/errors.ts';

/** A journal segment that is read. Positions are bytes from its start. */
export type ReadableFile = {
	/** Fills `into` from `position` on as far as the file goes; the number of bytes, 0 at the end. */
	readonly read: (into: Uint8Array, position: number) => number;
	readonly size: () => number;
	readonly close: () => void;
};

/** A journal segment that is written. All methods reject with the error of the system call. */
export type AppendableFile = {
	/** Writes at a position; may write less than asked. The number of bytes written. */
	readonly write: (bytes: Uint8Array, position: number) => Promise<number>;
	readonly datasync: () => Promise<void>;
	/** Cuts the file to this length. */
	readonly truncate: (length: number) => Promise<void>;
	/** Whether its path still names this very file: false when the folder was deleted or moved. */
	readonly inPlace: () => Promise<boolean>;
	readonly size: () => Promise<number>;
	readonly close: () => Promise<void>;
};

/** The part of the file system that a journal needs; tests hand in one that fails on purpose. */
export type JournalFiles = {
	/** Names in a folder. */
	readonly list: (directory: string) => readonly string[];
	readonly openForReading: (path: string) => ReadableFile;
	/** `create` makes a new file, 0600, and fails where one exists; otherwise one must exist. */
	readonly openForAppending: (path: string, create: boolean) => Promise<AppendableFile>;
	/** Makes names of new files in the folder durable. */
	readonly syncDirectory: (directory: string) => Promise<void>;
};

/** What to do about an errno, for messages. */
const HINTS: ReadonlyMap<string, string> = new Map([
	['EACCES', 'Check who owns it and its permissions.'],
	['EPERM', 'Check who owns it and its permissions.'],
	['ENOENT', 'Check the path.'],
	['ENOTDIR', 'A part of the path is a file, not a folder.'],
	['EISDIR', 'It is a folder where a file is expected.'],
	['ELOOP', 'Its symbolic links go round in a circle.'],
	['ENAMETOOLONG', 'Choose a shorter path.'],
	['EROFS', 'The file system is read-only: choose another place with --out or --runs.'],
	['ENOSPC', 'The disk is full: free some space or choose another place with --out or --runs.'],
	['EDQUOT', 'The disk quota is used up: free some space or choose another place with --out or --runs.'],
	['ENXIO', 'It is no ordinary file.'],
	['ESTALE', 'The file server has forgotten it: mount it anew, or choose another place with --out or --runs.'],
	['EUCLEAN', 'The file system is damaged: check it, or choose another place with --out or --runs.'],
]);

/** The error of a system call on a path that the user chose: names the path and the errno, and says what to do. */
export function fileError(action: string, path: string, error: unknown): unknown {
	const errno = errnoOf(error);
	return errno === undefined ? error : new UserError(`cannot ${action} ${path}: ${errno}`, hintOf(errno, path));
}

function hintOf(errno: string, path: string): string {
	const folder = dirname(path);
	if (errno === 'ENOENT' && !fs.existsSync(folder))
		return `There is no folder ${folder}: make it first, or check the path.`;
	return HINTS.get(errno) ?? '';
}

/** The real file system. */
export const nodeFiles: JournalFiles = {
	list: directory => {
		try {
			return fs.readdirSync(directory);
		} catch (error) {
			throw fileError('read the folder', directory, error);
		}
	},
	openForReading,
	openForAppending,
	syncDirectory: async directory => {
		const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
		try {
			await handle.sync();
		} finally {
			await handle.close();
		}
	},
};

function openForReading(path: string): ReadableFile {
	try {
		// Without O_NONBLOCK a FIFO in the place of a journal would block for ever.
		const descriptor = fs.openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
		const stats = fs.fstatSync(descriptor);
		if (!stats.isFile()) {
			fs.closeSync(descriptor);
			throw notAFile(path, stats);
		}
		return {
			read: (into, position) => {
				try {
					return fs.readSync(descriptor, into, 0, into.length, position);
				} catch (error) {
					throw fileError('read', path, error);
				}
			},
			size: () => fs.fstatSync(descriptor).size,
			close: () => fs.closeSync(descriptor),
		};
	} catch (error) {
		throw fileError('read', path, error);
	}
}

function notAFile(path: string, stats: Stats): UserError {
	const kind = stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a FIFO' : 'no ordinary file';
	return new UserError(`${path} is ${kind}, not a journal`, 'Name the folder of a run.');
}

async function openForAppending(path: string, create: boolean): Promise<AppendableFile> {
	const {O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK} = constants;
	const flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | (create ? O_CREAT | O_EXCL : 0);
	const handle = await open(path, flags, 0o600);
	return {
		write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
		datasync: () => handle.datasync(),
		truncate: length => handle.truncate(length),
		inPlace: () => namesFile(path, handle),
		size: async () => (await handle.stat()).size,
		close: () => handle.close(),
	};
}

async function namesFile(path: string, handle: FileHandle): Promise<boolean> {
	const [named, held] = await Promise.all([fs.promises.stat(path).catch(notThere), handle.stat()]);
	return named !== undefined && named.ino === held.ino && named.dev === held.dev;
}

function notThere(error: unknown): undefined {
	const errno = errnoOf(error);
	if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
	throw error;
}

/** Writes all bytes at a position, however many calls it takes. */
export async function writeAll(file: AppendableFile, bytes: Uint8Array, position: number): Promise<void> {
	let written = 0;
	while (written < bytes.length) written += await file.write(bytes.subarray(written), position + written);
}
