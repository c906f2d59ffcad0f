import {statSync} from 'node:fs';
import {declareDerived} from '../../domain/column/derived-metrics.ts';
import {asChosen, type ReadingChoice} from '../results/as-chosen.ts';
import {UserError} from '../../domain/errors.ts';
import type {ImportedSweep, ImportedTelemetry, ImportOptions} from '../../domain/importer.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {RecordedTelemetry} from '../../engine/telemetry-reader.ts';
import type {ImportProgress} from './import-progress.ts';
import {openForeignSource} from '../../importers/foreign/foreign-source.ts';
import {sweepName} from '../../importers/sweep-name.ts';
import {type ImportedJournal, type JournalContext, toJournal} from '../../importers/journal-events.ts';
import {setTogether} from '../../importers/set-together.ts';
import {type ForeignPath, runNames} from '../runs/open-run.ts';
import {chooseResultsImporter} from './results-importer.ts';

/** What a person says of a foreign file. */
export type ForeignChoice = ImportOptions &
	ReadingChoice & {
		/** Id of an importer; absent lets the file decide. */
		readonly from?: string;
		/** One of several sweeps in it. */
		readonly study?: string;
	};

/** A foreign sweep, ready to be folded or written. */
export type ForeignRun = ImportedJournal & {
	readonly imported: ImportedSweep;
	/** What it was read as, for the person: `optuna.db (Optuna SQLite)`. */
	readonly from: string;
};

/** Relative times below this are no wall clock: a day in 1973, ms. */
const FIRST_WALL_MS = 1e11;

/**
 * Reads a file or folder of somebody else's program.
 * @throws UserError where it is not recognised, is broken, or has no sweep of that name.
 */
export async function readForeign(
	path: string,
	version: string,
	choice: ForeignChoice = {},
	progress?: ImportProgress,
): Promise<readonly ForeignRun[]> {
	const opened = openForeignSource(path);
	const importer = chooseResultsImporter(opened, choice.from);
	const source = progress?.watch(opened) ?? opened;
	const sweeps = await importer.read(source, choice);
	const from = `${source.name} (${importer.title})`;
	const importedMs = Math.round(statSync(path).mtimeMs);
	return chooseSweeps(path, sweeps, choice.study).map(found => toRun(found, choice, {version, from, importedMs}));
}

/** Several sources, to be read as one sweep. */
export type Together = {readonly paths: readonly ForeignPath[]; readonly version: string};

/**
 * Reads a sweep of each of several sources, as one with a parameter that says which source a trial is from.
 * @throws UserError as {@link readForeign}, and where one of them holds several sweeps.
 */
export async function readTogether(
	{paths, version}: Together,
	choice: ForeignChoice = {},
	progress?: ImportProgress,
): Promise<ForeignRun> {
	const {derived: _derived, ...reading} = choice;
	const runs: ForeignRun[] = [];
	for (const {path, ...named} of paths)
		runs.push(onlyRun(await readForeign(path, version, {...reading, ...named}, progress), path));
	const names = runNames(paths);
	const imported = setTogether(runs.map((run, index) => ({name: names[index] ?? run.from, imported: run.imported})));
	const from = runs.map(run => run.from).join(', ');
	return toRun(imported, choice, {version, from, importedMs: runs[0]?.originMs ?? 0});
}

/** The one sweep that was read. @throws UserError where there are several. */
export function onlyRun(runs: readonly ForeignRun[], path: string): ForeignRun {
	const [run, ...others] = runs;
	if (run !== undefined && others.length === 0) return run;
	throw new UserError(
		`${safeText(path)} holds ${runs.length} sweeps: ${namesOf(runs.map(({imported}) => imported))}`,
		`Name one of them: ${safeText(path)}#NAME.`,
	);
}

function toRun(found: ImportedSweep, choice: ForeignChoice, context: JournalContext): ForeignRun {
	const imported = withChoice(found, choice);
	const journal = toJournal(imported, context);
	return {...journal, events: () => asChosen(choice, journal.events()), imported, from: context.from};
}

/** The sweep with the objectives that the person named and the formulas that the person gave. */
function withChoice(found: ImportedSweep, {objectives, derived = []}: ForeignChoice): ImportedSweep {
	return {
		...found,
		...(objectives === undefined ? {} : {objectives}),
		...(derived.length === 0 ? {} : {metrics: [...(found.metrics ?? []), ...derived.map(declareDerived)]}),
	};
}

function chooseSweeps(
	path: string,
	sweeps: readonly ImportedSweep[],
	study: string | undefined,
): readonly ImportedSweep[] {
	if (sweeps.length === 0) throw new UserError(`${safeText(path)} holds no sweep`, 'Check that its program has begun.');
	if (study === undefined) return sweeps;
	const chosen = sweeps.filter(({name}) => name === study || sweepName(name) === study);
	if (chosen.length > 0) return chosen;
	throw new UserError(`${safeText(path)} has no sweep "${safeText(study)}"`, `There are: ${namesOf(sweeps)}.`);
}

/** Names of sweeps, for messages. */
function namesOf(sweeps: readonly ImportedSweep[]): string {
	return sweeps.map(({name}) => safeText(name)).join(', ');
}

/** The readings of a foreign file on the monotonic clock of its journal. */
export function recordedTelemetry(telemetry: ImportedTelemetry | undefined, originMs: number): RecordedTelemetry {
	if (telemetry === undefined) return {channels: [], rows: []};
	const rows = Array.from(telemetry.rows, ({timeMs, values}) => [
		timeMs < FIRST_WALL_MS ? timeMs : timeMs - originMs,
		...telemetry.channels.map((_, index) => values[index] ?? null),
	]);
	return {
		channels: telemetry.channels.map(({channel}) => channel),
		rows: rows.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
	};
}
