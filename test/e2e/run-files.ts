import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'csv-parse/sync';
import type {SweepEvent} from '../../source/domain/event.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {readJournal} from '../../source/journal/read.ts';
import {foldJournal} from '../helpers/fold-journal.ts';

/** A line of a CSV file by column. */
export type Row = Readonly<Record<string, string>>;

/** The rows of a CSV file of a run. */
export function readRows(directory: string, file = 'trials.csv'): readonly Row[] {
	return parse(readFileSync(join(directory, file), 'utf8'), {columns: true}) as readonly Row[];
}

/** Every event of a run, in order. */
export function readEvents(directory: string): readonly SweepEvent[] {
	return existsSync(join(directory, 'journal.ndjson')) ? Array.from(readJournal(directory), ({event}) => event) : [];
}

/** The events of one type. */
export function eventsOf<T extends SweepEvent['type']>(
	directory: string,
	type: T,
): readonly (SweepEvent & {readonly type: T})[] {
	return readEvents(directory).filter((event): event is SweepEvent & {readonly type: T} => event.type === type);
}

/** Where a run stands now. */
export function readState(directory: string): SweepState {
	return foldJournal(directory);
}

/** How many trials have ended, so far as the journal on disk says. */
export function countEndedTrials(directory: string): number {
	return new Set(eventsOf(directory, 'trial-ended').map(({trial}) => trial)).size;
}

/** The process that last ran the sweep. */
export function enginePid(directory: string): number {
	return eventsOf(directory, 'sweep-started').at(-1)?.engine.pid ?? 0;
}

/** The one run in a folder of runs. */
export function onlyRun(runs: string): string {
	const names = existsSync(runs) ? readdirSync(runs) : [];
	if (names.length !== 1) throw new Error(`${runs} holds ${names.length} runs: ${names.join(', ')}`);
	return join(runs, names[0] ?? '');
}

/** The run marker of a run: what stands in the environment of each of its processes. */
export function readRunId(directory: string): string {
	const {runId}: {readonly runId: string} = JSON.parse(readFileSync(join(directory, 'sweep.lock.json'), 'utf8'));
	return runId;
}
