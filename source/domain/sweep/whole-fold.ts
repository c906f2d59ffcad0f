import {assertNever} from '../errors.ts';
import {appendOwned} from '../owned-list.ts';
import type {SourceState, SweepState} from '../sweep-state.ts';
import type {Draft, EventOf} from '../trial/trial-fold.ts';

/** An event of the sweep as a whole. */
export type WholeEvent = EventOf<
	| 'sweep-started'
	| 'sweep-described'
	| 'host-described'
	| 'probe-opened'
	| 'probe-closed'
	| 'baseline-measured'
	| 'notice'
	| 'sweep-paused'
	| 'sweep-resumed'
	| 'sweep-ended'
>;

/** Folds what is said of the sweep as a whole into a state that nobody else has seen yet. */
export function applyWhole(draft: Draft<SweepState>, event: WholeEvent): void {
	switch (event.type) {
		case 'sweep-started':
			delete draft.endedWhy;
			delete draft.isStopping;
			draft.sweep = event.sweep;
			draft.engine = event.engine;
			if (draft.startedAt === '') draft.startedAt = event.t;
			return;
		case 'sweep-described':
			draft.sweep = event.sweep;
			return;
		case 'host-described':
			draft.host = event.host;
			return;
		case 'probe-opened':
			putSource(draft, {source: event.source, channels: event.channels});
			return;
		case 'probe-closed': {
			const channels = draft.sources.find(s => s.source === event.source)?.channels ?? [];
			putSource(draft, {source: event.source, channels, closed: {reason: event.reason, mend: event.mend ?? ''}});
			return;
		}
		case 'baseline-measured':
			draft.baseline = {...draft.baseline, ...event.channels};
			return;
		case 'notice':
			appendOwned(draft.notices, {t: event.t, level: event.level, text: event.text, about: event.about});
			return;
		case 'sweep-paused':
		case 'sweep-resumed':
			delete draft.endedWhy;
			return;
		case 'sweep-ended':
			draft.endedWhy = event.why;
			delete draft.isStopping;
			return;
		default:
			assertNever(event);
	}
}

function putSource(draft: Draft<SweepState>, source: SourceState): void {
	draft.sources = [...draft.sources.filter(s => s.source !== source.source), source];
}
