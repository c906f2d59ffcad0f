import {readSync} from 'node:fs';
import {UserError} from '../../domain/errors.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {decodeText, isGzip, readContent, readStart, withFile} from './foreign-file.ts';
import {type ForeignLimits, formatBytes} from './foreign-limits.ts';

/** Bytes read at a time. */
const CHUNK_BYTES = 64 * 1024;

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

/** The text of a file in pieces that end where a line ends (its LF is left out): bad bytes become U+FFFD. */
export function* readTexts(path: string, limits: ForeignLimits): Generator<string> {
	for (const bytes of readPieces(path, limits))
		yield bytes.toString('utf8', 0, bytes.at(-1) === 0x0a ? bytes.length - 1 : bytes.length);
}

/** The UTF-8 of a file in pieces that end with a line end, but for the last one; a byte order mark is dropped. */
export function* readPieces(path: string, limits: ForeignLimits): Generator<Buffer> {
	const start = withFile(path, file => readStart(file, 3));
	if (isGzip(start) || isUtf16(start)) {
		const {bytes} = readContent(path, limits, limits.mostBytes);
		yield isUtf16(bytes) ? Buffer.from(decodeText(bytes)) : withoutMark(bytes);
		return;
	}
	let isFirst = true;
	for (const bytes of readChunks(path, limits)) {
		yield isFirst ? withoutMark(bytes) : bytes;
		isFirst = false;
	}
}

function isUtf16(start: Uint8Array): boolean {
	return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
}

function withoutMark(bytes: Buffer): Buffer {
	return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Pieces that end with a line end, but for the last one. */
function* readChunks(path: string, limits: ForeignLimits): Generator<Buffer> {
	let position = 0;
	let rest = Buffer.alloc(0);
	for (;;) {
		// A long line is not gone through again and again.
		const buffer = Buffer.allocUnsafe(rest.length + Math.max(CHUNK_BYTES, rest.length));
		rest.copy(buffer);
		const from = rest.length;
		// Opened anew for each piece: a reader that is left half-way would keep the descriptor.
		const count = withFile(path, ({descriptor}) => readSync(descriptor, buffer, from, buffer.length - from, position));
		if (count === 0) break;
		position += count;
		const filled = buffer.subarray(0, from + count);
		const end = filled.lastIndexOf(0x0a);
		rest = filled.subarray(end + 1);
		if (rest.length > limits.mostLineBytes) throw tooLong(path, limits);
		if (end >= 0) yield filled.subarray(0, end + 1);
	}
	if (rest.length > 0) yield rest;
}

function tooLong(path: string, limits: ForeignLimits): UserError {
	return new UserError(
		`${safeText(path)} has a line of more than ${formatBytes(limits.mostLineBytes)}`,
		'It is no text file with one record a line; name its kind with --from.',
	);
}
