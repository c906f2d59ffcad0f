import {setImmediate as nextTurn} from 'node:timers/promises';
import type {SweepEvent} from '../../domain/event.ts';
import {readJournal} from '../../journal/read.ts';
import {createRecording, type Recording} from '../../store/recording.ts';

/** Events that are read before other work gets its turn. */
const GATHER = 5000;

/** All that happened in a run so far, from its journal; undefined before the first event. */
export async function readRecording(directory: string): Promise<Recording | undefined> {
	const events: SweepEvent[] = [];
	for (const {event} of readJournal(directory)) {
		events.push(event);
		// The screen goes on being drawn while a long journal is read.
		if (events.length % GATHER === 0) await nextTurn();
	}
	return createRecording(events);
}
