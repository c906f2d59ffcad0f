import {setTimeout as sleep} from 'node:timers/promises';
import type {Damage} from './damage.ts';
import {type JournalFiles, nodeFiles} from './files.ts';
import type {JournalEntry} from './read.ts';
import {type Scanned, scanSegment} from './scan.ts';
import {listSegments, segmentName, segmentPath} from './segment.ts';
import {inSlices} from './slices.ts';
import {createSequence, type Sequence} from './sequence.ts';

/** How a journal is followed. */
export type FollowOptions = {
	readonly files?: JournalFiles;
	readonly onDamage?: (damage: Damage) => void;
	/** Waits between two looks at the file. */
	readonly pollMs?: number;
};

const POLL_MS = 200;

/**
 * Reads a journal like `readJournal` and goes on as it grows, until the signal aborts. Half a line at its end is
 * held back until the rest is there; other work gets its turn meanwhile. It looks at the file by the clock, which works on network file systems too.
 * Throws a UserError when the run directory is gone.
 */
export async function* followJournal(
	directory: string,
	signal: AbortSignal,
	options: FollowOptions = {},
): AsyncGenerator<JournalEntry> {
	const {files = nodeFiles, pollMs = POLL_MS} = options;
	const sequence = createSequence(options.onDamage ?? (() => {}));
	let segment: number | undefined;
	let offset = 0;
	while (!signal.aborted) {
		const next = listSegments(directory, files).find(number => segment === undefined || number > segment);
		if (segment !== undefined) {
			for await (const slice of inSlices(readOn(segmentPath(directory, segment), offset, sequence, files))) {
				for (const {entry, end} of slice) {
					offset = end;
					yield entry;
				}
			}
		}
		if (next !== undefined) {
			segment = next;
			offset = 0;
			sequence.startSegment(segmentName(next));
			continue;
		}
		await sleep(pollMs, undefined, {signal}).catch(() => {}); // The loop ends when the signal aborts.
	}
}

/**
 * New records from `offset` on. What is no record counts only when a record follows: a recovery may still cut it
 * off, so the follower never stands behind it.
 */
function* readOn(
	path: string,
	offset: number,
	sequence: Sequence,
	files: JournalFiles,
): Generator<{readonly entry: JournalEntry; readonly end: number}> {
	const file = files.openForReading(path);
	try {
		const deferred: Scanned[] = [];
		for (const batch of scanSegment(file, {from: offset, holdTail: true})) {
			for (const entry of batch) {
				deferred.push(entry);
				if (entry.kind !== 'record') continue;
				for (const passed of deferred.splice(0)) if (sequence.accept(passed)) yield {entry: passed, end: passed.end};
			}
		}
	} finally {
		file.close();
	}
}
