import {UserError} from '../../domain/errors.ts';
import {type Journal, type JournalOptions, openJournal} from '../../journal/journal.ts';
import {readBootId} from '../../journal/process-identity.ts';
import {monotonicMs} from '../clock.ts';

/**
 * Opens the journal of a run that no engine runs, behind its last event. What cannot be written is a UserError: there
 * is no sweep that could wait for room.
 */
export function openStoredJournal(directory: string, after: NonNullable<JournalOptions['after']>): Promise<Journal> {
	return openJournal({
		directory,
		after,
		now: Date.now,
		monoMs: monotonicMs,
		boot: readBootId(),
		onTrouble: ({errno, path}) => {
			throw new UserError(`${path} cannot be written: ${errno}`, 'make room, then try again');
		},
		onRecovered: () => undefined,
		onLost: error => {
			throw error;
		},
	});
}
