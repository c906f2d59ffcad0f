import type {SweepEvent, SweepTotals} from '../../domain/event.ts';
import {holdsEstimate} from '../../domain/energy/power-estimate.ts';
import {readLastEvents} from '../../journal/tail.ts';

/** What a sweep cost in all. */
export type RunTotals = Omit<SweepTotals, 'energy_estimated'>;

/** Where a run stands, as the end of its journal says; no more than the last 64 KiB is read. */
export type RunStatus =
	| {
			readonly kind: 'ended';
			readonly at: string;
			readonly why: string;
			readonly totals: RunTotals;
			/** Whether its joules come from an assumed power. */
			readonly estimated: boolean;
	  }
	/** Its last line is not the end of the sweep: it runs, or its engine died. */
	| {readonly kind: 'open'; readonly at: string};

/** Reads the status of a run directory without folding its journal. */
export function readRunStatus(directory: string): RunStatus {
	const events = readLastEvents(directory);
	const end = events.findLast(event => event.type === 'sweep-ended' || event.type === 'sweep-started');
	const last = events.at(-1);
	// Settings may be restored and notices given after the end; a later start is a resume.
	if (end?.type === 'sweep-ended') {
		const {energy_estimated: estimated = events.some(isEstimated), ...totals} = end.totals;
		return {kind: 'ended', at: end.t, why: end.why, totals, estimated};
	}
	return {kind: 'open', at: last?.t ?? ''};
}

function isEstimated(event: SweepEvent): boolean {
	return event.type === 'execution-ended' && holdsEstimate(event.telemetry);
}
