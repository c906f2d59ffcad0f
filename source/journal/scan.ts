import {isAscii} from 'node:buffer';
import type {SweepEvent} from '../domain/event.ts';
import type {ReadableFile} from './files.ts';
import {createEventParser, type EventParser, SUFFIX_BYTES, validChecksum} from './line.ts';

/** What stands at one place of a segment. `record` counts lines from 1; `offset` to `end` are its bytes. */
export type Scanned =
	| {
			readonly kind: 'record';
			readonly event: SweepEvent;
			/** Its JSON without the checksum; see {@link formatLine}. */
			readonly json: string;
			readonly checksum: number;
			readonly record: number;
			readonly offset: number;
			readonly end: number;
			/** False where the file ends before the newline. */
			readonly terminated: boolean;
	  }
	| {
			readonly kind: 'bad';
			readonly record: number;
			readonly offset: number;
			readonly end: number;
			readonly reason: string;
	  }
	| {readonly kind: 'blank'; readonly offset: number; readonly end: number}
	/** What an editor or a copy program added, once each. */
	| {readonly kind: 'remark'; readonly remark: 'byte-order-mark' | 'carriage-returns'};

/** Which part of a segment is scanned. */
export type ScanOptions = {
	/** Byte to begin at: the start of a line. */
	readonly from?: number;
	/** Leaves a last line without a newline alone: its writer may be in the middle of it. */
	readonly holdTail?: boolean;
};

const CHUNK_BYTES = 256 * 1024;
const SMALLEST_CHUNK_BYTES = 4096;
/** A line of more than this is no record (zeros, another file): it is not gathered in memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CLOSING_BRACE = 0x7d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the scan of a segment stands. */
type Scan = {readonly parse: EventParser; record: number; sawCarriageReturn: boolean};

/**
 * Reads a segment in chunks and gives what stands on its lines, one batch a chunk; nothing larger than a chunk (or
 * the longest line) is held. Damage is a value, never an exception. Returns the byte after the last whole line.
 */
export function* scanSegment(file: ReadableFile, options: ScanOptions = {}): Generator<readonly Scanned[], number> {
	const scan: Scan = {parse: createEventParser(), record: 0, sawCarriageReturn: false};
	let base = options.from ?? 0;
	let buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(SMALLEST_CHUNK_BYTES, file.size() - base)));
	let held = 0;
	let isOverlong = false;
	for (;;) {
		const got = file.read(buffer.subarray(held), base + held);
		if (got === 0) break;
		const length = held + got;
		const last = buffer.subarray(held, length).lastIndexOf(NEWLINE);
		if (last < 0) {
			held = length;
			if (length < buffer.length) continue;
			if (length < MAX_LINE_BYTES) {
				buffer = Buffer.concat([buffer], length * 2);
				continue;
			}
			isOverlong = true;
			base += length;
			held = 0;
			continue;
		}
		let from = 0;
		if (isOverlong) {
			from = buffer.indexOf(NEWLINE) + 1;
			yield [overlong(scan, base + from)];
			isOverlong = false;
		}
		const whole = held + last + 1;
		yield scanLines(scan, buffer.subarray(from, whole), base + from);
		buffer.copyWithin(0, whole, length);
		base += whole;
		held = length - whole;
	}
	if (options.holdTail === true || (held === 0 && !isOverlong)) return base;
	yield isOverlong ? [overlong(scan, base + held)] : scanLines(scan, buffer.subarray(0, held), base);
	return base;
}

function overlong(scan: Scan, end: number): Scanned {
	scan.record += 1;
	const reason = `longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB`;
	return {kind: 'bad', record: scan.record, offset: end, end, reason};
}

function scanLines(scan: Scan, bytes: Buffer, base: number): readonly Scanned[] {
	const found: Scanned[] = [];
	const start = base === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
	if (start > 0) found.push({kind: 'remark', remark: 'byte-order-mark'});
	const lines = findLines(bytes, start);
	// One decode of a chunk is much cheaper than one for each line, but byte and character offsets must agree.
	const ascii = isAscii(bytes) ? bytes.toString('latin1') : undefined;
	for (const line of lines) {
		const entry = scanLine(scan, line, bytes, ascii, base);
		if (line.hasReturn && entry.kind === 'record' && !scan.sawCarriageReturn) {
			scan.sawCarriageReturn = true;
			found.push({kind: 'remark', remark: 'carriage-returns'});
		}
		found.push(entry);
	}
	return found;
}

/** Where a line stands in a chunk: its text from `start` to `end`, the next line at `next`. */
type LinePlace = {
	readonly start: number;
	readonly end: number;
	readonly next: number;
	readonly terminated: boolean;
	readonly hasReturn: boolean;
	/** Its checksum, or -1 where that is missing or wrong. */
	readonly checksum: number;
};

/** Finds the lines, and closes the JSON of each good one over its checksum, so that it parses without a copy. */
function findLines(bytes: Buffer, from: number): readonly LinePlace[] {
	const lines: LinePlace[] = [];
	let start = from;
	while (start < bytes.length) {
		const newline = bytes.indexOf(NEWLINE, start);
		const terminated = newline >= 0;
		const lineEnd = terminated ? newline : bytes.length;
		const hasReturn = terminated && newline > start && bytes[newline - 1] === CARRIAGE_RETURN;
		const end = hasReturn ? lineEnd - 1 : lineEnd;
		const next = terminated ? lineEnd + 1 : lineEnd;
		const checksum = validChecksum(bytes, start, end);
		if (checksum >= 0) bytes[end - SUFFIX_BYTES] = CLOSING_BRACE;
		lines.push({start, end, next, terminated, hasReturn, checksum});
		start = next;
	}
	return lines;
}

function scanLine(scan: Scan, place: LinePlace, bytes: Buffer, ascii: string | undefined, base: number): Scanned {
	const {start, end: textEnd, terminated, checksum} = place;
	const offset = base + start;
	const end = base + place.next;
	if (start === textEnd) return {kind: 'blank', offset, end};
	scan.record += 1;
	const {record} = scan;
	if (checksum < 0) {
		const reason = terminated ? 'its checksum is missing or wrong' : 'it breaks off';
		return {kind: 'bad', record, offset, end, reason};
	}
	const jsonEnd = textEnd - SUFFIX_BYTES + 1;
	const json = ascii === undefined ? bytes.toString('utf8', start, jsonEnd) : ascii.slice(start, jsonEnd);
	const event = scan.parse(json);
	return typeof event === 'string'
		? {kind: 'bad', record, offset, end, reason: event}
		: {kind: 'record', event, json, checksum, record, offset, end, terminated};
}
