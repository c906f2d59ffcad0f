import type {SweepEvent} from '../domain/event.ts';
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
	/** Gets the part that is read so far, 0 to 1, by the bytes of each segment. */
	readonly onRead?: (share: number) => void;
};

/**
 * Reads the events of a run in the order of `seq`, each once, streaming; writes nothing. What is damaged is reported
 * and left out. Throws a UserError where there is no journal or it cannot be read.
 */
export function* readJournal(directory: string, options: ReadOptions = {}): Generator<JournalEntry> {
	const files = options.files ?? nodeFiles;
	const sequence = createSequence(options.onDamage ?? (() => {}));
	const segments = listSegments(directory, files);
	for (const [index, segment] of segments.entries()) {
		sequence.startSegment(segmentName(segment));
		const file = files.openForReading(segmentPath(directory, segment));
		try {
			const size = Math.max(1, file.size());
			for (const batch of scanSegment(file)) {
				for (const entry of batch) if (sequence.accept(entry)) yield entry;
				const last = batch.at(-1);
				if (last !== undefined && last.kind !== 'remark')
					options.onRead?.((index + Math.min(1, last.end / size)) / segments.length);
			}
		} finally {
			file.close();
		}
	}
	sequence.finish();
}

/** The events of {@link readJournal} alone. */
export function* readEvents(directory: string, options: ReadOptions = {}): Generator<SweepEvent> {
	for (const {event} of readJournal(directory, options)) yield event;
}
