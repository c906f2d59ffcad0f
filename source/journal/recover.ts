import {JOURNAL_FORMAT, type SweepEvent} from '../domain/event.ts';
import {errnoOf} from '../domain/errors.ts';
import type {Damage} from './damage.ts';
import {type AppendableFile, fileError, type JournalFiles, nodeFiles, type ReadableFile, writeAll} from './files.ts';
import {scanSegment} from './scan.ts';
import {listSegments, segmentName, segmentPath} from './segment.ts';
import {createSequence, type Sequence} from './sequence.ts';

/** How a journal is recovered. */
export type RecoverOptions = {
	readonly files?: JournalFiles;
	/** Gets every event in order: the fold of a resume needs no second pass. */
	readonly onEvent?: (event: SweepEvent) => void;
	readonly onDamage?: (damage: Damage) => void;
};

/** Where a journal ends, and so where a writer goes on. */
export type JournalEnd = {
	readonly lastSeq: number;
	/** Number of the last segment and the byte at which its last record ends. */
	readonly segment: number;
	readonly offset: number;
	/** False where the journal is of a newer format: it is read, but never written. */
	readonly writable: boolean;
	readonly format: number;
};

const COPY_BYTES = 64 * 1024;
const NEWLINE = Buffer.from('\n');

/**
 * Makes the journal of a run that ended anyhow fit to be appended to. Only its broken end is touched: what follows
 * the last whole record (half a record, zeros, foreign bytes) is moved to `<segment>.torn`. Damage before it is
 * reported and left as it is. The caller holds the lock of the run. Throws a UserError that names the path.
 */
export async function recoverJournal(directory: string, options: RecoverOptions = {}): Promise<JournalEnd> {
	const files = options.files ?? nodeFiles;
	const sequence = createSequence(options.onDamage ?? (() => {}));
	const segments = listSegments(directory, files);
	let last: SegmentEnd = {size: 0, offset: 0, terminated: true};
	for (const segment of segments) {
		sequence.startSegment(segmentName(segment));
		const file = files.openForReading(segmentPath(directory, segment));
		try {
			last = readSegment(file, sequence, options.onEvent);
		} finally {
			file.close();
		}
	}
	const segment = segments.at(-1) ?? 0;
	const format = sequence.format();
	const writable = format <= JOURNAL_FORMAT;
	const savedAs = writable ? await mendEnd(directory, segment, last, files) : undefined;
	sequence.finish(savedAs);
	const offset = last.terminated ? last.offset : last.offset + NEWLINE.length;
	return {lastSeq: sequence.lastSeq(), segment, offset, writable, format};
}

/** `offset`: the byte after the last whole record; `terminated`: whether that record has its newline. */
type SegmentEnd = {readonly size: number; readonly offset: number; readonly terminated: boolean};

function readSegment(file: ReadableFile, sequence: Sequence, onEvent?: (event: SweepEvent) => void): SegmentEnd {
	let offset = 0;
	let end = 0;
	let terminated = true;
	for (const batch of scanSegment(file)) {
		for (const entry of batch) {
			if (sequence.accept(entry)) onEvent?.(entry.event);
			if (entry.kind === 'remark') continue;
			// Blank lines are kept where they follow a record; behind damage they are part of it.
			if (entry.kind === 'record' || (entry.kind === 'blank' && entry.offset === offset)) {
				offset = entry.end;
				terminated = entry.kind === 'blank' || entry.terminated;
			}
			end = entry.end;
		}
	}
	return {size: end, offset, terminated};
}

/** Moves what follows the last record away, and gives that record its newline. Returns the name of the file moved to. */
async function mendEnd(
	directory: string,
	segment: number,
	end: SegmentEnd,
	files: JournalFiles,
): Promise<string | undefined> {
	if (end.size === end.offset && end.terminated) return undefined;
	const path = segmentPath(directory, segment);
	const savedAs = end.size > end.offset ? `${segmentName(segment)}.torn` : undefined;
	try {
		if (savedAs !== undefined) await saveTail(path, end.offset, files);
		const file = await files.openForAppending(path, false);
		try {
			await file.truncate(end.offset);
			if (!end.terminated) await writeAll(file, NEWLINE, end.offset);
			await file.datasync();
		} finally {
			await file.close();
		}
	} catch (error) {
		throw fileError('mend', path, error);
	}
	if (savedAs !== undefined) await files.syncDirectory(directory);
	return savedAs;
}

async function saveTail(path: string, from: number, files: JournalFiles): Promise<void> {
	const source = files.openForReading(path);
	const target = await openOrCreate(`${path}.torn`, files);
	try {
		const buffer = Buffer.allocUnsafe(COPY_BYTES);
		let position = await target.size();
		for (let offset = from; ; ) {
			const got = source.read(buffer, offset);
			if (got === 0) break;
			await writeAll(target, buffer.subarray(0, got), position);
			offset += got;
			position += got;
		}
		await target.datasync();
	} finally {
		source.close();
		await target.close();
	}
}

async function openOrCreate(path: string, files: JournalFiles): Promise<AppendableFile> {
	try {
		return await files.openForAppending(path, true);
	} catch (error) {
		if (errnoOf(error) !== 'EEXIST') throw error;
		return files.openForAppending(path, false);
	}
}
