import {assertNever} from '../../domain/errors.ts';
import type {Command, Reply} from '../../domain/protocol.ts';

/** How hard a program is told to end: by its own means, by TERM, by KILL. */
export type StopLevel = 'interrupt' | 'terminate' | 'kill';

/** What a command may do to a watched program. */
export type Obedience = {
	readonly press: (why: string, level: StopLevel) => void;
	readonly watching: {readonly isOver: boolean; readonly stopping: unknown};
	/** Nothing is run: the study of another program is followed. */
	readonly follows: boolean;
};

const REFUSED = 'the watched program runs its own sweep: ';

/** Obeys a command of a person, or says why it cannot be: the program runs its own sweep. */
export function obeyCommand(command: Command, {press, watching, follows}: Obedience): Reply {
	switch (command.command) {
		case 'stop': {
			if (watching.isOver) return {ok: false, text: 'the program has ended already'};
			const isAgain = watching.stopping !== undefined;
			press('stopped by the user', command.now || isAgain ? 'terminate' : 'interrupt');
			return {
				ok: true,
				text: follows
					? 'it is no longer followed'
					: command.now || isAgain
						? 'the program gets SIGTERM, after its grace SIGKILL'
						: 'the program got SIGINT',
			};
		}
		case 'tag-trial':
		case 'note-trial':
			// The fold of `command-given` keeps it.
			return {ok: true, text: ''};
		case 'pause':
		case 'resume':
		case 'skip-trial':
		case 'rerun':
		case 'enqueue':
		case 'extend':
			return {ok: false, text: `${REFUSED}it can only be stopped`};
		default:
			return assertNever(command);
	}
}
