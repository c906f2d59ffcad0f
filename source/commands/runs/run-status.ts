import {join} from 'node:path';
import type {SweepEvent, SweepTotals} from '../../domain/event.ts';
import {holdsEstimate} from '../../domain/energy/power-estimate.ts';
import {namesIn} from '../../journal/run-layout.ts';
import {readFileEnd} from '../session/file-end.ts';

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

const TAIL_BYTES = 64 * 1024;

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

function readLastEvents(directory: string): readonly SweepEvent[] {
	// The last segment may be new and still empty.
	const segments = namesIn(directory)
		.flatMap(name => {
			const match = /^journal(?:\.(?<number>\d+))?\.ndjson$/.exec(name);
			return match === null ? [] : [{name, number: Number(match.groups?.['number'] ?? 0)}];
		})
		.sort((a, b) => b.number - a.number);
	for (const {name} of segments) {
		const events = readFileEnd(join(directory, name), TAIL_BYTES).toString().split('\n').flatMap(parseEvent);
		if (events.length > 0) return events;
	}
	return [];
}

/** The event of a line, or nothing for one that is cut off at either end. */
function parseEvent(line: string): readonly SweepEvent[] {
	try {
		const event: SweepEvent = JSON.parse(line);
		return typeof event.type === 'string' ? [event] : [];
	} catch {
		return [];
	}
}
