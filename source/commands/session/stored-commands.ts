import {lineOf, UserError} from '../../domain/errors.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {Command} from '../../domain/protocol.ts';
import {annotateRun} from './annotate-run.ts';
import {displayPath} from '../display-path.ts';

/** What came of a command, and what it wrote into the journal. */
export type StoredReply = {
	readonly ok: boolean;
	readonly text: string;
	/** In the order of the journal, behind all that it held. */
	readonly events: readonly SweepEvent[];
};

/** Carries out the commands of a screen on a run that no engine runs. */
export type StoredCommands = (command: Command) => Promise<StoredReply>;

/**
 * Tags and notes are written down; trials that are to run again or were chosen by hand wait in the journal for a
 * resume. Every other command needs an engine and is refused, as is one on a run that is in use.
 */
export function createStoredCommands(directory: string, version: string): StoredCommands {
	return async command => {
		try {
			return await carryOut(directory, command, version);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			return refused(lineOf(error));
		}
	};
}

async function carryOut(directory: string, command: Command, version: string): Promise<StoredReply> {
	switch (command.command) {
		case 'tag-trial':
		case 'note-trial':
			return {ok: true, text: '', events: [await annotateRun(directory, command)]};
		case 'rerun':
		case 'enqueue': {
			// Much of the engine, which a screen that only looks does without.
			const {changeStoredRun} = await import('./stored-run.ts');
			const {text, events} = await changeStoredRun(directory, command, version);
			return {ok: true, text: `${text}; to run it: sweeptop resume ${displayPath(directory)}`, events};
		}
		case 'pause':
		case 'resume':
		case 'stop':
		case 'skip-trial':
		case 'extend':
			return refused(`no engine runs this sweep: sweeptop resume ${displayPath(directory)} goes on with it`);
	}
}

function refused(text: string): StoredReply {
	return {ok: false, text, events: []};
}
