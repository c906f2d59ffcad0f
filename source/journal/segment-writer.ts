import {setTimeout as sleep} from 'node:timers/promises';
import {errnoOf, messageOf, UserError} from '../domain/errors.ts';
import {type AppendableFile, type JournalFiles, writeAll} from './files.ts';
import {segmentPath} from './segment.ts';

/** The disk does not take the journal now. Nothing is lost: the records wait in memory. */
export type JournalTrouble = {
	/** `ENOSPC`, `EIO`, `EDQUOT`, `EROFS` …, or the message of an error without one. */
	readonly errno: string;
	/** Bytes that wait to be written. */
	readonly bytesNeeded: number;
	readonly path: string;
};

/** Waits before a write is tried again; rejects when the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

/** What a segment writer goes on with. */
export type SegmentWriterOptions = {
	readonly directory: string;
	readonly files: JournalFiles;
	/** The open segment, its number and the byte at which it goes on. */
	readonly file: AppendableFile;
	readonly segment: number;
	readonly offset: number;
	readonly onTrouble: (trouble: JournalTrouble) => void;
	readonly onRecovered: () => void;
	/** Ends the waiting for a disk in trouble. */
	readonly signal: AbortSignal;
	/** Bytes that wait behind those that are being written. */
	readonly bytesWaiting: () => number;
	readonly wait?: Wait;
};

/** Writes batches of lines to the segments of a journal. */
export type SegmentWriter = {
	/**
	 * Resolves when the text survives a crash, however long the disk takes for it. Rejects with a UserError when the
	 * run directory is gone, and with the signal's reason when that aborts. One call at a time.
	 */
	readonly write: (text: string) => Promise<void>;
	/** Rejects with a UserError when the run directory is gone. One that cannot be looked at now is not. */
	readonly check: () => Promise<void>;
	readonly close: () => Promise<void>;
};

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/** A failed flush: what was written since the last good one may be anywhere, and a later flush may lie about it. */
class FlushError extends Error {
	override readonly name = 'FlushError';
}

/** Creates the writer; it owns `options.file`. */
export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
	const {directory, files, wait = waitFor} = options;
	let {file, segment, offset} = options;

	const check = (): Promise<void> => checkPlace(file, directory, segment);
	const attempt = async (bytes: Uint8Array): Promise<void> => {
		await Promise.all([check(), writeAll(file, bytes, offset)]);
		try {
			await file.datasync();
		} catch (error) {
			throw new FlushError(errnoOf(error) ?? messageOf(error));
		}
		offset += bytes.length;
	};
	// The kernel may drop pages that it failed to write and call the next flush good (the "fsyncgate" of 2018), so
	// the records go to a new file as a whole.
	const openNextSegment = async (): Promise<void> => {
		// A folder of the same name may be that of another run.
		await check();
		const next = await files.openForAppending(segmentPath(directory, segment + 1), true).catch((error: unknown) => {
			if (errnoOf(error) === 'EEXIST') segment += 1;
			throw error;
		});
		const previous = file;
		file = next;
		segment += 1;
		offset = 0;
		await previous.close().catch(() => {}); // It has failed already; there is nothing more to learn from it.
		await files.syncDirectory(directory);
	};
	return {
		write: async text => {
			const bytes = Buffer.from(text);
			let isInTrouble = false;
			let mustMove = false;
			for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(LONGEST_RETRY_MS, delayMs * 2)) {
				try {
					if (mustMove) await openNextSegment();
					mustMove = false;
					await attempt(bytes);
					if (isInTrouble) options.onRecovered();
					return;
				} catch (error) {
					if (error instanceof UserError) throw error;
					// A disk in trouble would be waited for in vain where there is no folder any more.
					await check();
					mustMove ||= error instanceof FlushError;
					if (!isInTrouble) {
						const bytesNeeded = bytes.length + options.bytesWaiting();
						options.onTrouble({errno: nameOf(error), bytesNeeded, path: segmentPath(directory, segment)});
					}
					isInTrouble = true;
				}
				await wait(delayMs, options.signal);
			}
		},
		check,
		close: () => file.close(),
	};
}

async function checkPlace(file: AppendableFile, directory: string, segment: number): Promise<void> {
	const isInPlace = await file.inPlace().catch(() => true);
	if (!isInPlace) throw goneError(directory, segmentPath(directory, segment));
}

function goneError(directory: string, path: string): UserError {
	return new UserError(
		`the run directory ${directory} was deleted or moved while the sweep ran: ${path} is not there any more`,
		'The sweep was stopped. If the folder was moved, continue from its new place with `sweeptop resume`.',
	);
}

function nameOf(error: unknown): string {
	return errnoOf(error) ?? messageOf(error);
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
	return sleep(milliseconds, undefined, {signal});
}
