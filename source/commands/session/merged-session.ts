import type {TrialRecord} from '../../domain/trial.ts';
import {mergeRuns} from '../../domain/sweep/merge-runs.ts';
import type {Session} from '../../store/session.ts';
import {readArtifacts} from './artifact-reader.ts';
import {displayPath} from '../display-path.ts';
import {createLocalSession, type LocalSession} from './local-session.ts';
import {type FoldedRun, runNames} from '../runs/open-run.ts';
import {readOutputTail} from './output-reader.ts';
import {addReadings} from './telemetry-frames.ts';

/** Several runs on one screen; see `docs/decisions/0011-several-runs-are-one-sweep.md`. `tell` hears what is not shown. */
export function openMergedSession(runs: readonly FoldedRun[], tell: (text: string) => void): LocalSession {
	const names = runNames(runs);
	const merged = mergeRuns(runs.map(({state}, index) => ({name: names[index] ?? '', state})));
	const paths = runs.map(run => displayPath(run.path)).join(', ');
	const foreign = runs.every(({directory}) => directory !== undefined) ? {} : {foreign: {}};
	const local: LocalSession = createLocalSession({
		directory: paths,
		link: () => ({kind: 'file', path: paths, areSeveral: true, ...foreign}),
		nowMonoMs: () => merged.state.lastMonoMs,
		refusal: 'these are several finished runs; sweeptop resume goes on with one of them',
	});
	/** Where a trial comes from; undefined where its run left no files. */
	const sourceOf = (trial: number): {readonly directory: string; readonly trial: number} | undefined => {
		const origin = merged.origins[trial - 1];
		const directory = origin === undefined ? undefined : runs[origin.run]?.directory;
		return origin === undefined || directory === undefined ? undefined : {directory, trial: origin.trial};
	};
	const session: Session = {
		...local.session,
		runDirectory: paths,
		state: () => merged.state,
		outputOf: (trial, execution) => {
			const source = sourceOf(trial);
			return source === undefined
				? Promise.resolve(undefined)
				: readOutputTail(source.directory, source.trial, execution);
		},
		artifactsOf: (trial: TrialRecord, image: number) => {
			const source = sourceOf(trial.trial);
			return source === undefined
				? Promise.resolve({items: []})
				: readArtifacts(source.directory, {...trial, trial: source.trial}, image);
		},
	};
	// The screen opens at once; the samples of long runs come a moment later.
	void addTelemetry(runs, merged.offsetsMs, local, tell);
	return {...local, session};
}

/** Adds the samples of each run where it stands on the merged clock. */
async function addTelemetry(
	runs: readonly FoldedRun[],
	offsetsMs: readonly number[],
	local: LocalSession,
	tell: (text: string) => void,
): Promise<void> {
	for (const [index, run] of runs.entries()) {
		await addReadings(local, {read: run.telemetry, offsetMs: offsetsMs[index] ?? 0, tell});
	}
	local.changed();
}
