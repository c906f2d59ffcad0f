import {safeText} from '../domain/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {describeDamage} from '../journal/damage.ts';
import {foldJournal} from '../journal/read.ts';
import {findRun} from '../journal/run-directory.ts';
import type {GlobalValues, Host} from './command.ts';

/** A run on disk, folded from its journal. */
export type ReadRun = {readonly directory: string; readonly state: SweepState};

/**
 * Finds the run that a person means and folds its journal; damage is told on stderr.
 * @throws UserError where there is no such run.
 */
export function readRun(reference: string, global: Pick<GlobalValues, 'runs'>, host: Pick<Host, 'note'>): ReadRun {
	const directory = findRun(global.runs, reference);
	const state = foldJournal(directory, {
		onDamage: damage => host.note(`warning: ${safeText(describeDamage(damage))}\n`),
	});
	return {directory, state};
}
