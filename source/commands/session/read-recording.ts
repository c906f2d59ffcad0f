import type {SweepEvent} from '../../domain/event.ts';
import {readEvents} from '../../journal/read.ts';
import {inSlices} from '../../journal/slices.ts';
import {createRecording, type Recording} from '../../store/recording.ts';

/** All that happened in a run so far, from its journal; undefined before the first event. */
export async function readRecording(directory: string): Promise<Recording | undefined> {
	const events: SweepEvent[] = [];
	for await (const slice of inSlices(readEvents(directory))) events.push(...slice);
	return createRecording(events);
}
