import {UserError} from '../domain/errors.ts';
import type {SweepEvent} from '../domain/event.ts';
import {type JournalFiles, nodeFiles} from './files.ts';
import {scanSegment} from './scan.ts';
import {listSegments, segmentPath} from './segment.ts';

/** No more is read of a journal that only its end is wanted of. */
const TAIL_BYTES = 64 * 1024;

/**
 * The last events of a journal, in order: those of its last 64 KiB. What is damaged is left out, as in every reading of a
 * journal. Empty where there is no journal, or one that cannot be read: whoever opens it is told why.
 */
export function readLastEvents(directory: string, files: JournalFiles = nodeFiles): readonly SweepEvent[] {
	try {
		// The last segment may be new and still empty.
		for (const segment of listSegments(directory, files).toReversed()) {
			const events = lastEventsOf(segmentPath(directory, segment), files);
			if (events.length > 0) return events;
		}
		return [];
	} catch (error) {
		if (error instanceof UserError) return [];
		throw error;
	}
}

function lastEventsOf(path: string, files: JournalFiles): readonly SweepEvent[] {
	const file = files.openForReading(path);
	try {
		// The first line is most often half a one, and so no record.
		const from = Math.max(0, file.size() - TAIL_BYTES);
		return [...scanSegment(file, {from})].flat().flatMap(entry => (entry.kind === 'record' ? [entry.event] : []));
	} finally {
		file.close();
	}
}
