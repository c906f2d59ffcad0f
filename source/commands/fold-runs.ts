import {basename} from 'node:path';
import {mergeRuns} from '../domain/merge-runs.ts';
import type {RecordedTelemetry} from '../engine/telemetry-reader.ts';
import {type FoldedRun, foldRun, type openRun} from './open-run.ts';

/** What plots are drawn from: the state of a run and its readings. */
export type FoldedRuns = Pick<FoldedRun, 'state' | 'telemetry'>;

/**
 * One run, or several as one sweep; see `docs/decisions/0011-several-runs-are-one-sweep.md`.
 * @throws UserError where one of them is not there.
 */
export async function foldRuns(
	references: readonly string[],
	...place: Parameters<typeof openRun> extends [string, ...infer Rest] ? Rest : never
): Promise<FoldedRuns> {
	const [first = 'last', ...others] = references;
	const one = await foldRun(first, ...place);
	if (others.length === 0) return one;
	const runs = [one, ...(await Promise.all(others.map(reference => foldRun(reference, ...place))))];
	const {state, offsetsMs} = mergeRuns(runs.map(run => ({name: basename(run.path), state: run.state})));
	return {state, telemetry: () => mergeTelemetry(runs, offsetsMs)};
}

/** The readings of all runs, each where the run stands on the merged clock. */
async function mergeTelemetry(runs: readonly FoldedRun[], offsetsMs: readonly number[]): Promise<RecordedTelemetry> {
	const recorded = await Promise.all(runs.map(run => run.telemetry()));
	const channels = [...new Set(recorded.flatMap(run => run.channels))];
	const rows = recorded.flatMap((run, index) => {
		const places = channels.map(channel => run.channels.indexOf(channel));
		const offset = offsetsMs[index] ?? 0;
		return run.rows.map(row => [(row[0] ?? 0) + offset, ...places.map(at => (at < 0 ? null : (row[at + 1] ?? null)))]);
	});
	return {channels, rows};
}
