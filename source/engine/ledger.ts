import type {SweepEvent, SweepFact} from '../domain/event.ts';
import {reduceSweep, type SweepState} from '../domain/sweep-state.ts';

/** The part of the journal that the ledger writes to. */
export type FactSink = {readonly append: (fact: SweepFact) => SweepEvent};

/** The engine's only way to say that something happened: it goes to the journal and into the state at once. */
export type Ledger = {
	readonly record: (fact: SweepFact) => void;
	readonly state: () => SweepState;
	readonly notice: (level: 'info' | 'warning' | 'error', text: string, about: string) => void;
};

/** `onEvent` sees each event after it was folded. */
export function createLedger(
	journal: FactSink,
	initial: SweepState,
	onEvent: (event: SweepEvent, state: SweepState) => void,
): Ledger {
	let state = initial;
	const record = (fact: SweepFact): void => {
		const event = journal.append(fact);
		state = reduceSweep(state, event);
		onEvent(event, state);
	};
	return {
		record,
		state: () => state,
		notice: (level, text, about) => record({type: 'notice', level, text, about}),
	};
}
