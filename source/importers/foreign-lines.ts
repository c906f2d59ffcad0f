import {readSync} from 'node:fs';
import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/safe-text.ts';
import {decodeText, isGzip, readContent, readStart, withFile} from './foreign-file.ts';
import {type ForeignLimits, formatBytes} from './foreign-limits.ts';

/** Bytes read at a time. */
const CHUNK_BYTES = 1024 ** 2;

/**
 * Lines of a file of any length, without their ends (LF or CR LF), read in pieces; what is gzip is inflated first and
 * so limited. A last line without an end is given too. Throws UserError for a line above the limit.
 */
export function* readLines(path: string, limits: ForeignLimits): Generator<string> {
	for (const text of readTexts(path, limits)) {
		const lines = text.split('\n');
		for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
	}
}

/**
 * The text of a file in pieces that end where a line ends (its LF is left out): bad bytes become U+FFFD, a byte order
 * mark is dropped.
 */
export function* readTexts(path: string, limits: ForeignLimits): Generator<string> {
	if (isHeldWhole(path)) {
		yield decodeText(readContent(path, limits, limits.mostBytes).bytes).replace(/\n$/, '');
		return;
	}
	let isFirst = true;
	for (const piece of readPieces(path, limits)) {
		const text = piece.toString('utf8', 0, piece.at(-1) === 0x0a ? piece.length - 1 : piece.length);
		yield isFirst ? text.replace(/^\uFEFF/, '') : text;
		isFirst = false;
	}
}

/** Whether a file cannot be read in pieces of its bytes: gzip, or UTF-16 by its byte order mark. */
function isHeldWhole(path: string): boolean {
	const start = withFile(path, file => readStart(file, 3));
	return isGzip(start) || (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
}

/** Pieces that end with a line end, but for the last one. */
function* readPieces(path: string, limits: ForeignLimits): Generator<Buffer> {
	let position = 0;
	let rest = Buffer.alloc(0);
	for (;;) {
		// Opened anew for each piece: a reader that is left half-way would keep the descriptor.
		const chunk = withFile(path, ({descriptor}) => {
			const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
			return buffer.subarray(0, readSync(descriptor, buffer, 0, CHUNK_BYTES, position));
		});
		if (chunk.length === 0) break;
		position += chunk.length;
		const end = chunk.lastIndexOf(0x0a);
		if (end < 0) {
			rest = Buffer.concat([rest, chunk]);
			if (rest.length > limits.mostLineBytes) throw tooLong(path, limits);
			continue;
		}
		yield rest.length === 0 ? chunk.subarray(0, end + 1) : Buffer.concat([rest, chunk.subarray(0, end + 1)]);
		rest = Buffer.from(chunk.subarray(end + 1));
	}
	if (rest.length > 0) yield rest;
}

function tooLong(path: string, limits: ForeignLimits): UserError {
	return new UserError(
		`${safeText(path)} has a line of more than ${formatBytes(limits.mostLineBytes)}`,
		'It is no text file with one record a line; name its kind with --from.',
	);
}
