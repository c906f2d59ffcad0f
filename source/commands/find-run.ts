import {homedir} from 'node:os';
import {basename, dirname, resolve} from 'node:path';
import {safeText} from '../domain/safe-text.ts';
import {stateDirectory} from '../journal/live-runs.ts';
import {newestRemembered} from '../journal/recent-runs.ts';
import {findRun, listRuns} from '../journal/run-directory.ts';
import {runTime, timeOfRunName} from '../journal/run-layout.ts';
import type {Host} from './command.ts';
import {displayPath} from './display-path.ts';

/** What a run is looked up by beside the folder of all runs. */
export type FindHost = Pick<Host, 'environment' | 'workdir'>;

/**
 * The folder of the run that a person means: as {@link findRun}, but `last` is also one that was begun here with `--out`.
 * Throws as {@link findRun}.
 */
export function findRunQuietly(runs: string, reference: string, host: FindHost): string {
	return reference === 'last' ? newestRun(runs, host) : findRun(runs, reference);
}

/** As {@link findRunQuietly}; which one `last` is, is told on stderr. */
export function findRunAloud(runs: string, reference: string, host: FindHost & Pick<Host, 'note'>): string {
	const directory = findRunQuietly(runs, reference, host);
	if (reference === 'last') {
		const name = dirname(directory) === resolve(runs) ? basename(directory) : displayPath(directory, host.workdir);
		host.note(`last is ${safeText(name)}\n`);
	}
	return directory;
}

function newestRun(runs: string, {environment}: FindHost): string {
	const remembered = newestRemembered(stateDirectory(environment, homedir()), resolve(runs));
	if (remembered === undefined) return findRun(runs, 'last');
	const [newest] = listRuns(runs);
	// Of a name without a time it is not known whether it is newer: it may have been copied here.
	const time = timeOfRunName(newest?.name ?? '');
	return newest !== undefined && time !== undefined && time > runTime(remembered.atMs) ? newest.path : remembered.path;
}
