import {join} from 'node:path';
import type {ForeignSource, ImportedSweep, ImportOptions} from '../../source/domain/importer.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import {chooseImporter} from '../../source/importers/choose.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {toJournal} from '../../source/importers/journal-events.ts';
import {IMPORTERS} from '../../source/importers/registry.ts';
import {REPOSITORY} from './repository.ts';

/** Opens a file or folder of the general formats' fixtures. */
export function openFormat(path: string): ForeignSource {
	return openForeignSource(join(REPOSITORY, 'test', 'fixtures', 'formats', path));
}

/** What the importers make of a source: the chosen one's id, and its sweeps. */
export async function importSource(
	source: ForeignSource,
	options: ImportOptions = {},
): Promise<{readonly id: string; readonly sweeps: readonly ImportedSweep[]}> {
	const importer = chooseImporter(IMPORTERS, source);
	return {id: importer.id, sweeps: await importer.read(source, options)};
}

/** The state that the journal of an import folds to. */
export function foldImport(imported: ImportedSweep): SweepState {
	let state = createSweepState();
	const context = {version: '1.2.3', from: 'a test', importedMs: Date.UTC(2026, 0, 1)};
	for (const event of toJournal(imported, context).events()) state = reduceSweep(state, event);
	return state;
}

/** The folded state of the only sweep in a source. */
export async function importedState(source: ForeignSource, options: ImportOptions = {}): Promise<SweepState> {
	const {sweeps} = await importSource(source, options);
	const [sweep] = sweeps;
	if (sweep === undefined || sweeps.length !== 1) throw new Error(`${sweeps.length} sweeps in ${source.name}`);
	return foldImport(sweep);
}

/** Its trials. */
export function trialsOf(state: SweepState): readonly TrialRecord[] {
	return state.trials.filter(trial => trial !== undefined);
}
