import {existsSync} from 'node:fs';
import {basename, resolve} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import type {SweepEvent} from '../../domain/event.ts';
import {createRunClock, onClock, type PlaceInRun} from '../../domain/sweep/run-clock.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {shortPaths} from '../../domain/text/short-paths.ts';
import {createSweepState, foldEvents, type SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {type RecordedTelemetry, readTelemetry} from '../../engine/telemetry-reader.ts';
import {type Damage, describeDamage} from '../../journal/damage.ts';
import {readEvents} from '../../journal/read.ts';
import {executionFolder, listArtifacts} from '../../journal/run-layout.ts';
import {monotonicMs} from '../clock.ts';
import type {GlobalValues, Host} from '../command.ts';
import {findRunAloud} from './find-run.ts';
import {asChosen} from '../results/as-chosen.ts';
import type {ForeignChoice} from '../foreign/open-foreign.ts';

/** A run on disk, or a foreign file as one: everything that shows results reads it through this. */
export type OpenedRun = {
	/** The folder of the run, or the foreign file as the person named it. */
	readonly path: string;
	/** One of several sweeps in a foreign file, where the person named it. */
	readonly study?: string;
	/** The folder of a run; absent for a foreign file. */
	readonly directory?: string;
	/** Its events, from the first one. Tells the part that is read, 0 to 1, where that takes time. */
	readonly events: (onRead?: (share: number) => void) => Iterable<SweepEvent>;
	/** All its readings, on the clock of the machine or another. */
	readonly telemetry: (place?: PlaceInRun) => Promise<RecordedTelemetry>;
	/** Paths of what a trial left behind, relative to the folder. */
	readonly artifactsOf: (trial: TrialRecord) => readonly string[];
};

/** A run with its folded journal. */
export type FoldedRun = OpenedRun & {readonly state: SweepState};

/**
 * Finds what a person means: a run by name or path, `last`, or any file or folder that an importer knows
 * (`PATH#NAME` for one of several sweeps in it). Damage of a journal is told on stderr.
 * @throws UserError where there is no such run and no such file.
 */
export async function openRun(
	reference: string,
	global: Pick<GlobalValues, 'runs'>,
	host: Pick<Host, 'environment' | 'note' | 'stderr' | 'version' | 'workdir'>,
	choice: ForeignChoice = {},
): Promise<OpenedRun> {
	if (choice.from !== undefined) return openForeign(foreignPath(reference, host.workdir), host, choice);
	try {
		return openStored(findRunAloud(global.runs, reference, host), host, choice);
	} catch (error) {
		const foreign = foreignPath(reference, host.workdir);
		if (!(error instanceof UserError) || !existsSync(foreign.path)) throw error;
		return openForeign(foreign, host, choice);
	}
}

/** Short names by which a person tells these runs apart. */
export function runNames(runs: readonly Pick<OpenedRun, 'path' | 'study'>[]): readonly string[] {
	return shortPaths(runs.map(({path, study}) => (study === undefined ? path : `${path}#${study}`)));
}

/** {@link openRun}, folded. */
export async function foldRun(...parameters: Parameters<typeof openRun>): Promise<FoldedRun> {
	const run = await openRun(...parameters);
	return {...run, state: foldEvents(createSweepState(), run.events())};
}

/** {@link foldRun} with state and readings on the clock of the run, for what is drawn over time. */
export async function foldRunForView(...parameters: Parameters<typeof openRun>): Promise<FoldedRun> {
	const run = await openRun(...parameters);
	const clock = createRunClock();
	const state = foldEvents(createSweepState(), onClock(clock, run.events()));
	return {...run, state, telemetry: () => run.telemetry(clock.at)};
}

function openStored(directory: string, host: Pick<Host, 'note'>, choice: ForeignChoice): OpenedRun {
	const onDamage = (damage: Damage): void => host.note(`warning: ${safeText(describeDamage(damage))}\n`);
	const recorded: OpenedRun['events'] = onRead =>
		readEvents(directory, {onDamage, ...(onRead === undefined ? {} : {onRead})});
	return {
		path: directory,
		directory,
		events: onRead => asChosen(choice, recorded(onRead)),
		telemetry: place => readTelemetry(directory, place),
		artifactsOf: trial =>
			listArtifacts(
				directory,
				trial.executions.map(({execution}) => executionFolder(trial.trial, execution)),
			),
	};
}

/** A path, and the sweep in it that the person wants. */
export type ForeignPath = {readonly path: string; readonly study?: string};

/** `results.db#lr-sweep` is a sweep in a file, unless a file has that very name. */
export function foreignPath(reference: string, workdir: string): ForeignPath {
	const path = resolve(workdir, reference);
	const hash = reference.lastIndexOf('#');
	if (hash <= 0 || existsSync(path)) return {path};
	return {path: resolve(workdir, reference.slice(0, hash)), study: reference.slice(hash + 1)};
}

async function openForeign(
	{path, study}: ForeignPath,
	host: Pick<Host, 'note' | 'stderr' | 'version'>,
	choice: ForeignChoice,
): Promise<OpenedRun> {
	// Importers bring SQLite and Parquet with them: loaded only where a foreign file is opened.
	const {onlyRun, readForeign, recordedTelemetry} = await import('../foreign/open-foreign.ts');
	const {createImportProgress} = await import('../foreign/import-progress.ts');
	const progress = createImportProgress(basename(path), host.stderr, monotonicMs);
	const wanted = {...choice, ...(study === undefined ? {} : {study})};
	const runs = await readForeign(path, host.version, wanted, progress).finally(progress.done);
	const run = onlyRun(runs, path);
	for (const text of run.imported.warnings ?? []) host.note(`warning: ${safeText(text)}\n`);
	return {
		path,
		...(study === undefined ? {} : {study}),
		events: run.events,
		telemetry: () => Promise.resolve(recordedTelemetry(run.imported.telemetry, run.originMs)),
		artifactsOf: () => [],
	};
}
