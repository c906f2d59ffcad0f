import {statSync} from 'node:fs';
import {basename, dirname, resolve} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {rememberedRuns} from '../../journal/recent-runs.ts';
import {findRun, listRuns} from '../../journal/run-directory.ts';
import {runTime, timeOfRunName} from '../../journal/run-layout.ts';
import type {Host} from '../command.ts';
import {displayPath} from '../display-path.ts';
import {liveRunsOf} from './live-runs.ts';
import {stateFolderOf} from './state-folder.ts';

/** What a run is looked up by beside the folder of all runs. */
export type FindHost = Pick<Host, 'environment' | 'workdir'>;

/**
 * The folder of the run that a person means: as {@link findRun}, but `last` is also one that was begun here with `--out`,
 * and the name of a live run is enough, wherever it is.
 * Throws as {@link findRun}.
 */
export function findRunQuietly(runs: string, reference: string, host: FindHost): string {
	if (reference === 'last') return newestRun(runs, host);
	try {
		return findRun(runs, reference);
	} catch (error) {
		// `ls` lists what runs now wherever it is: by that name it is found from everywhere.
		const [live, ...others] = liveRunsOf(host.environment).filter(({path}) => basename(path) === reference);
		if (live === undefined || others.length > 0) throw error;
		return live.path;
	}
}

/** As {@link findRunQuietly}; which one `last` is, is told on stderr, and what to do with another program's file. */
export function findRunAloud(runs: string, reference: string, host: FindHost & Pick<Host, 'note'>): string {
	const directory = findOwnRun(runs, reference, host);
	if (reference === 'last') {
		const name = dirname(directory) === resolve(runs) ? basename(directory) : displayPath(directory, host.workdir);
		host.note(`last is ${safeText(name)}\n`);
	}
	return directory;
}

function findOwnRun(runs: string, reference: string, host: FindHost): string {
	try {
		return findRunQuietly(runs, reference, host);
	} catch (error) {
		// One of several sweeps in a file has its name behind the file's.
		const path = resolve(host.workdir, reference.replace(/(?<=.)#[^#/]*$/, ''));
		if (!(error instanceof UserError) || statSync(path, {throwIfNoEntry: false})?.isFile() !== true) throw error;
		throw new UserError(
			`${safeText(reference)} is no run: another program's file has results, and no journal of what happened when`,
			`To make a run of it: sweeptop import ${safeText(reference)} --out DIR`,
		);
	}
}

function newestRun(runs: string, {environment}: FindHost): string {
	const [remembered] = rememberedRuns(stateFolderOf(environment), resolve(runs));
	if (remembered === undefined) return findRun(runs, 'last');
	const [newest] = listRuns(runs);
	// Of a name without a time it is not known whether it is newer: it may have been copied here.
	const time = timeOfRunName(newest?.name ?? '');
	return newest !== undefined && time !== undefined && time > runTime(remembered.atMs) ? newest.path : remembered.path;
}
