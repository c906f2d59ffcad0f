import {mistakesOf, UserError} from '../domain/errors.ts';
import type {Host} from './command.ts';

/** Exit code of a mistake of the person. */
export const EXIT_INPUT = 2;
/** Exit code where a hardware setting could not be put back. */
export const EXIT_UNRESTORED = 3;
/** Exit code of a mistake of ours. */
export const EXIT_BUG = 70;

/** Says what went wrong on stderr: a mistake of the person without a stack, one of ours with it. */
export function reportError(error: unknown, {note}: Pick<Host, 'note'>): number {
	if (error instanceof UserError) {
		for (const {problem, hint} of mistakesOf(error))
			note(`sweeptop: ${problem}\n${hint === '' ? '' : `${hint.replaceAll(/^/gm, '  ')}\n`}`);
		return EXIT_INPUT;
	}
	const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
	note(`sweeptop: this is a bug of sweeptop; please report these lines\n${stack}\n`);
	return EXIT_BUG;
}
