import type {SweepEvent} from '../domain/event.ts';
import {createSweepState, foldEvents, type SweepState} from '../domain/sweep-state.ts';
import type {Damage} from './damage.ts';
import {type JournalFiles, nodeFiles} from './files.ts';
import {scanSegment} from './scan.ts';
import {listSegments, segmentName, segmentPath} from './segment.ts';
import {createSequence} from './sequence.ts';

/** An event, and what `formatLine` makes its line of as it stands in the file. */
export type JournalEntry = {
	readonly event: SweepEvent;
	/** Its JSON without the checksum. It is cut from a chunk of 256 KiB, which lives as long as it does. */
	readonly json: string;
	readonly checksum: number;
};

/** How a journal is read. */
export type ReadOptions = {
	readonly files?: JournalFiles;
	/** Gets each fault that was read over, in order. */
	readonly onDamage?: (damage: Damage) => void;
};

/**
 * Reads the events of a run in the order of `seq`, each once, streaming; writes nothing. What is damaged is reported
 * and left out. Throws a UserError where there is no journal or it cannot be read.
 */
export function* readJournal(directory: string, options: ReadOptions = {}): Generator<JournalEntry> {
	const files = options.files ?? nodeFiles;
	const sequence = createSequence(options.onDamage ?? (() => {}));
	for (const segment of listSegments(directory, files)) {
		sequence.startSegment(segmentName(segment));
		const file = files.openForReading(segmentPath(directory, segment));
		try {
			for (const batch of scanSegment(file)) for (const entry of batch) if (sequence.accept(entry)) yield entry;
		} finally {
			file.close();
		}
	}
	sequence.finish();
}

/** Folds the journal of a run. */
export function foldJournal(directory: string, options: ReadOptions = {}): SweepState {
	return foldEvents(createSweepState(), readEvents(directory, options));
}

/** The events of {@link readJournal} alone. */
export function* readEvents(directory: string, options: ReadOptions = {}): Generator<SweepEvent> {
	for (const {event} of readJournal(directory, options)) yield event;
}
