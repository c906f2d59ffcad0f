import {createSweepState, foldEvents, type SweepState} from '../../domain/sweep-state.ts';
import {readEvents} from '../../journal/read.ts';

/** The state of a run as its journal on disk gives it. Throws as {@link readEvents}. */
export function readRecordedState(directory: string): SweepState {
	return foldEvents(createSweepState(), readEvents(directory));
}
