import {statSync} from 'node:fs';
import {basename, resolve} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import {type MergedRuns, mergeRuns} from '../../domain/sweep/merge-runs.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import type {RecordedTelemetry} from '../../engine/telemetry-reader.ts';
import {listRuns} from '../../journal/run-directory.ts';
import {holdsRun} from '../../journal/run-layout.ts';
import type {GlobalValues} from '../command.ts';
import {type FindHost, findRunQuietly} from './find-run.ts';
import {type FoldedRun, foldRun, foldRunForView, type openRun, runNames} from './open-run.ts';

/** Where runs are looked for, and what is worked out of them: the arguments of {@link openRun} behind the first. */
type Place = Parameters<typeof openRun> extends [string, ...infer Rest] ? Rest : never;

/** What is shown and written of runs: their state, their readings, and what their trials left behind. */
export type FoldedRuns = Pick<FoldedRun, 'state' | 'telemetry' | 'artifactsOf' | 'directory'>;

/**
 * One run, or several as one sweep; see `docs/decisions/0011-several-runs-are-one-sweep.md`. Times are on the clock of the
 * run, for what is drawn over time.
 * @throws UserError where one of them is not there.
 */
export function foldRunsForView(references: readonly string[], ...place: Place): Promise<FoldedRuns> {
	return foldAll(references, foldRunForView, place);
}

/** As {@link foldRunsForView}; the times of a single run are those of its journal. */
export function foldRuns(references: readonly string[], ...place: Place): Promise<FoldedRuns> {
	return foldAll(references, foldRun, place);
}

async function foldAll(references: readonly string[], fold: typeof foldRun, place: Place): Promise<FoldedRuns> {
	const [global, host] = place;
	const [first = 'last', ...others] = expandRuns(references, global, host);
	if (others.length === 0) return fold(first, ...place);
	const runs = await Promise.all([first, ...others].map(reference => foldRunForView(reference, ...place)));
	const names = runNames(runs);
	const merged = mergeRuns(runs.map(({state}, index) => ({name: names[index] ?? '', state})));
	return {
		state: merged.state,
		telemetry: () => mergeTelemetry(runs, merged.offsetsMs),
		artifactsOf: trial => artifactsOf(runs, merged, trial),
	};
}

/** The runs that references name; a folder of runs, which is no run itself, stands for all in it, the oldest first. */
export function expandRuns(
	references: readonly string[],
	global: Pick<GlobalValues, 'runs'>,
	host: FindHost,
): readonly string[] {
	return references.flatMap(reference => {
		const path = resolve(host.workdir, reference);
		if (reference === 'last' || holdsRun(path) || statSync(path, {throwIfNoEntry: false})?.isDirectory() !== true)
			return [reference];
		const found = listRuns(path).map(run => run.path);
		return found.length === 0 || isRun(reference, global, host) ? [reference] : found.toReversed();
	});
}

/** Whether a word is the name of a run, or the beginning of one. */
function isRun(reference: string, {runs}: Pick<GlobalValues, 'runs'>, host: FindHost): boolean {
	try {
		findRunQuietly(runs, reference, host);
		return true;
	} catch (error) {
		if (error instanceof UserError) return false;
		throw error;
	}
}

/** Relative to the folder in which the run stands. */
function artifactsOf(runs: readonly FoldedRun[], {origins}: MergedRuns, {trial}: TrialRecord): readonly string[] {
	const origin = origins[trial - 1];
	const run = origin === undefined ? undefined : runs[origin.run];
	const own = origin === undefined ? undefined : run?.state.trials[origin.trial - 1];
	return run === undefined || own === undefined
		? []
		: run.artifactsOf(own).map(artifact => `${basename(run.path)}/${artifact}`);
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
