import type {SweepEvent} from '../../domain/event.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {Journal} from '../../journal/journal.ts';

type Tell = (event: SweepEvent, state: SweepState) => void;

/**
 * Hands events on once they are on disk, in order, each with the state that was folded with it: nobody is told what a
 * crash could take back. What the disk never takes is never told.
 * @returns takes each event as it is appended.
 */
export function tellWhenDurable(journal: Pick<Journal, 'onCommitted'>, tell: Tell): Tell {
	let waiting: {readonly event: SweepEvent; readonly state: SweepState}[] = [];
	journal.onCommitted((_lines, events) => {
		const durable = waiting.slice(0, events.length);
		waiting = waiting.slice(events.length);
		try {
			for (const {event, state} of durable) tell(event, state);
		} catch (error) {
			// A mistake of who listens is none of the disk, and the journal must not take it for one.
			setImmediate(() => {
				throw error;
			});
		}
	});
	return (event, state) => void waiting.push({event, state});
}
