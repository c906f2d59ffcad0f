import type {SweepState} from '../domain/sweep-state.ts';
import type {Run} from './cells.ts';
import {QUIET} from './style.ts';

/** Text that stands back. */
export function quiet(text: string): Run {
	return {text, style: QUIET};
}

/** Why a plot of complete trials is empty: what is still to come, else what the complete ones lack. */
export function emptyReason(state: SweepState, lacking: string): string {
	const {complete, queued, waiting, running} = state.counts;
	if (complete > 0) return lacking;
	if (queued + waiting + running > 0 || state.phase === 'running') return 'Waiting for the first trial to complete.';
	return state.phase === 'empty' ? 'Waiting for the sweep to start.' : 'No trial completed.';
}
