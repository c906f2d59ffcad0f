import {closeSync, constants, fstatSync, openSync, readSync, type Stats, statfsSync} from 'node:fs';
import {gunzipSync, constants as zlib} from 'node:zlib';
import {errnoOf, messageOf, UserError} from '../../domain/errors.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {type ForeignLimits, formatBytes} from './foreign-limits.ts';

/** Magic numbers of file systems whose files are no files: proc, sysfs, debugfs, tracefs (linux/magic.h). */
const VIRTUAL: ReadonlySet<number> = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163]);

/** A regular file that is open for reading. */
export type OpenFile = {readonly descriptor: number; readonly size: number};

/** Says what stands at a path where a regular file is expected; undefined for a regular file. */
function describeOther(stats: Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket'>): string | undefined {
	if (stats.isFile()) return undefined;
	if (stats.isDirectory()) return 'a folder';
	if (stats.isFIFO()) return 'a FIFO';
	return stats.isSocket() ? 'a socket' : 'a device';
}

/** Refuses what must not be opened. Throws UserError. */
export function refuseOther(path: string, stats: Stats): void {
	const other = describeOther(stats);
	if (other !== undefined)
		throw new UserError(`${safeText(path)} is ${other}, not a file`, 'Name a file or a folder of results.');
	refuseVirtual(path);
}

/** Refuses files that the kernel makes up while they are read: they have no size and some have no end. */
export function refuseVirtual(path: string): void {
	if (VIRTUAL.has(statfsSync(path).type))
		throw new UserError(`${safeText(path)} is made by the kernel, not a result`, 'Name a file or a folder of results.');
}

/**
 * Calls back with a regular file that is open for reading. The path has no symbolic links left. Throws UserError where
 * it is another thing, or cannot be read.
 */
export function withFile<T>(path: string, use: (file: OpenFile) => T): T {
	const descriptor = open(path);
	try {
		const stats = fstatSync(descriptor);
		const other = describeOther(stats);
		if (other !== undefined)
			throw new UserError(`${safeText(path)} is ${other}, not a file`, 'Name a file or a folder of results.');
		return use({descriptor, size: stats.size});
	} finally {
		closeSync(descriptor);
	}
}

function open(path: string): number {
	try {
		// Without O_NONBLOCK a FIFO that took the file's place would block for ever.
		return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
	} catch (error) {
		throw unreadable(path, error);
	}
}

/** The error of a path that cannot be read. */
export function unreadable(path: string, error: unknown): UserError {
	const hint = errnoOf(error) === 'ENOENT' ? 'Check the path.' : 'Check who owns it and its permissions.';
	return new UserError(`${safeText(path)} cannot be read: ${errnoOf(error) ?? messageOf(error)}`, hint);
}

/** Fills a buffer from the file's start; shorter where the file ends. */
export function readStart({descriptor, size}: OpenFile, mostBytes: number): Buffer {
	const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(size, mostBytes)));
	let filled = 0;
	while (filled < buffer.length) {
		const count = readSync(descriptor, buffer, filled, buffer.length - filled, filled);
		if (count === 0) break;
		filled += count;
	}
	return buffer.subarray(0, filled);
}

/** The last bytes of a file. */
export function readEnd({descriptor, size}: OpenFile, mostBytes: number): Buffer {
	const buffer = Buffer.allocUnsafe(Math.min(size, mostBytes));
	return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, size - buffer.length));
}

/** Whether bytes begin a gzip member (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Content of a file, whether it was gzip, and whether that ended early. */
export type Content = {readonly bytes: Buffer; readonly isCut: boolean};

/** Reads a whole file, inflated where it is gzip. Throws UserError naming the path and the limit. */
export function readContent(path: string, limits: ForeignLimits, capBytes: number): Content {
	return withFile(path, file => {
		if (file.size > capBytes)
			throw new UserError(
				`${safeText(path)} has ${formatBytes(file.size)}; at most ${formatBytes(capBytes)} are read`,
				'Split it, or export less from the program that wrote it.',
			);
		const bytes = readStart(file, capBytes);
		return isGzip(bytes) ? inflate(path, bytes, limits, capBytes) : {bytes, isCut: false};
	});
}

function inflate(path: string, bytes: Buffer, limits: ForeignLimits, capBytes: number): Content {
	const most = Math.min(capBytes, Math.max(limits.freeBytes, bytes.length * limits.mostRatio));
	const options = {maxOutputLength: most};
	try {
		return {bytes: gunzipSync(bytes, options), isCut: false};
	} catch (error) {
		const errno = errnoOf(error);
		if (errno === 'Z_BUF_ERROR') return inflateStart(path, bytes, most);
		if (errno === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, most);
		throw new UserError(`${safeText(path)} is no whole gzip: ${messageOf(error)}`, 'Copy it anew.');
	}
}

/** What a gzip without its end holds. */
function inflateStart(path: string, bytes: Buffer, most: number): Content {
	try {
		return {bytes: gunzipSync(bytes, {maxOutputLength: most, finishFlush: zlib.Z_SYNC_FLUSH}), isCut: true};
	} catch (error) {
		if (errnoOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, most);
		throw new UserError(`${safeText(path)} is no whole gzip: ${messageOf(error)}`, 'Copy it anew.');
	}
}

function tooLarge(path: string, most: number): UserError {
	return new UserError(
		`${safeText(path)} inflates to more than ${formatBytes(most)}`,
		'If you trust it, inflate it yourself: gunzip -k.',
	);
}

/** More than this can no head of a gzip inflate to: deflate gives at most 1,032 bytes for one. */
const MOST_HEAD_RATIO = 1040;

/** The first bytes of a file, inflated where it is gzip; empty where it cannot be read. */
export function readHead(path: string, bytes: number): Buffer {
	try {
		return withFile(path, file => {
			const start = readStart(file, bytes);
			if (!isGzip(start)) return start;
			const options = {finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: (bytes + 64) * MOST_HEAD_RATIO};
			return gunzipSync(start, options).subarray(0, bytes);
		});
	} catch {
		return Buffer.alloc(0); // Recognition goes on without it; reading it later says what is wrong.
	}
}

/** Bytes as text: UTF-16 where a byte order mark says so, else UTF-8 with U+FFFD for bad bytes. The mark is dropped. */
export function decodeText(bytes: Uint8Array): string {
	const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
	const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
	if (!isLittle && !isBig)
		return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
			.toString('utf8')
			.replace(/^\uFEFF/, '');
	return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes);
}
