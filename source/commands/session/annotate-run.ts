import {UserError} from '../../domain/errors.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {NoteCommand} from '../../domain/trial/trial-notes.ts';
import {acquireLock} from '../../journal/lock.ts';
import {recoverRun} from '../engine/engine-start.ts';
import {openStoredJournal} from './stored-journal.ts';

/**
 * Writes tags or a note into the journal of a run that no engine runs, and gives the event as it stands there. Nothing
 * else of the run changes. Throws a UserError where the run is in use or its journal cannot be written.
 */
export async function annotateRun(directory: string, {command, ...given}: NoteCommand): Promise<SweepEvent> {
	const lock = acquireLock(directory);
	try {
		const {after} = await recoverRun(directory);
		if (after === undefined) throw new UserError(`${directory} has no trials yet`, 'there is nothing to note');
		const journal = await openStoredJournal(directory, after);
		const event = journal.append({type: 'command-given', command, arguments: given, by: 'user'});
		await journal.close();
		return event;
	} finally {
		lock.release();
	}
}
