import {basename} from 'node:path';
import {safeText} from '../domain/safe-text.ts';
import {findRun} from '../journal/run-directory.ts';
import type {Host} from './command.ts';

/**
 * The folder of the run that a person means; which one `last` is, is told on stderr, since a run with `--out` stands
 * elsewhere and is not it. Throws as {@link findRun}.
 */
export function findRunAloud(runs: string, reference: string, host: Pick<Host, 'note'>): string {
	const directory = findRun(runs, reference);
	if (reference === 'last') host.note(`last is ${safeText(basename(directory))}\n`);
	return directory;
}
