import {closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync} from 'node:fs';
import {errnoOf, UserError} from '../domain/errors.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {mistake, type Origin} from '../domain/text/document.ts';

/** Bytes of a sweep file, at most. */
const MAX_SWEEP_BYTES = 1024 * 1024;

/**
 * Reads a sweep file. What is no regular file (a pipe, a device, a folder) is refused before it is opened, so that
 * nothing can hang.
 * @throws UserError where it cannot be read, holds more than 1 MiB or is not UTF-8.
 */
export function readSweepFile(path: string): Origin {
	const shown = safeText(path);
	try {
		refuseIrregular(shown, statSync(path));
		const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
		try {
			// The name may point elsewhere by now.
			refuseIrregular(shown, fstatSync(descriptor));
			return {path, text: decode(path, readUpTo(descriptor, MAX_SWEEP_BYTES + 1))};
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		const errno = errnoOf(error);
		if (error instanceof UserError || errno === undefined) throw error;
		const why = errno === 'ENOENT' ? 'there is no such file' : errno === 'EACCES' ? 'you may not read it' : errno;
		throw new UserError(`${shown}: ${why}`, errno === 'ENOENT' ? 'a path is relative to the current folder' : '');
	}
}

function refuseIrregular(shown: string, stats: Stats): void {
	if (stats.size > MAX_SWEEP_BYTES) throw tooLarge(shown);
	if (stats.isFile()) return;
	const kind = stats.isDirectory()
		? 'a folder'
		: stats.isFIFO()
			? 'a named pipe'
			: stats.isSocket()
				? 'a socket'
				: 'a device';
	throw new UserError(`${shown}: ${kind} is no sweep file`, 'give the path of a .toml, .yaml or .json file');
}

function tooLarge(shown: string): UserError {
	return new UserError(`${shown}: larger than ${MAX_SWEEP_BYTES / 1024 / 1024} MiB`, 'this is no sweep file');
}

/** Files of /proc have size 0 and yet content, so the bound is on what is read. */
function readUpTo(descriptor: number, limit: number): Uint8Array {
	const buffer = new Uint8Array(limit);
	let length = 0;
	while (length < limit) {
		const read = readSync(descriptor, buffer, length, limit - length, null);
		if (read === 0) break;
		length += read;
	}
	return buffer.subarray(0, length);
}

function decode(path: string, bytes: Uint8Array): string {
	if (bytes.length > MAX_SWEEP_BYTES) throw tooLarge(safeText(path));
	if (isUtf8(bytes, false)) return new TextDecoder().decode(bytes);
	// Streaming leaves out a character that the bad byte cuts short.
	const text = new TextDecoder().decode(bytes.subarray(0, validPrefix(bytes)), {stream: true});
	const utf16 = bytes[0] === 0xff || bytes[0] === 0xfe;
	throw mistake(
		{origin: {path, text}, start: text.length, end: text.length},
		utf16 ? 'this is UTF-16, not UTF-8' : 'a byte here is not UTF-8',
		'save the file as UTF-8',
	);
}

/** @param partial whether the bytes may end within a character. */
function isUtf8(bytes: Uint8Array, partial: boolean): boolean {
	try {
		new TextDecoder('utf-8', {fatal: true}).decode(bytes, {stream: partial});
		return true;
	} catch {
		return false;
	}
}

/** How many bytes come before the first bad one, by bisection: the decoder does not say. */
function validPrefix(bytes: Uint8Array): number {
	let good = 0;
	let bad = bytes.length + 1;
	while (bad - good > 1) {
		const middle = (good + bad) >> 1;
		if (isUtf8(bytes.subarray(0, middle), true)) good = middle;
		else bad = middle;
	}
	return good;
}
