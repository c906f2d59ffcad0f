import {createSweepState, foldEvents, type SweepState} from '../../source/domain/sweep-state.ts';
import {type ReadOptions, readEvents} from '../../source/journal/read.ts';

/** What the journal of a run says. */
export function foldJournal(directory: string, options: ReadOptions = {}): SweepState {
	return foldEvents(createSweepState(), readEvents(directory, options));
}
