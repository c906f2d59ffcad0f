import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {errnoOf} from '../domain/errors.ts';
import {fileError} from './files.ts';
import {segmentName} from './segment.ts';

/** Whether a folder is that of a run. */
export function holdsRun(path: string): boolean {
	return existsSync(join(path, segmentName(0)));
}

/** A time as it stands in the names of runs: `20261121-194512`, in UTC so that names sort by it. */
export function runTime(epochMs: number): string {
	return new Date(epochMs)
		.toISOString()
		.replaceAll(/[-:]|\.\d+Z/g, '')
		.replace('T', '-');
}

/** Name of a run's folder: `<name>-<yyyymmdd>-<hhmmss>-<4 hex>`. */
export function runName(name: string, epochMs: number, random: number): string {
	const hex = Math.floor(random * 0x10000)
		.toString(16)
		.padStart(4, '0');
	return `${name}-${runTime(epochMs)}-${hex}`;
}

/** The part of a run's name that sorts by time (`20261121-194512`), or undefined where the name is of another form. */
export function timeOfRunName(name: string): string | undefined {
	return /-(\d{8}-\d{6})-[\da-f]{4}$/.exec(name)?.[1];
}

/** Folder of a trial, relative to that of its run. */
export function trialFolder(trial: number): string {
	return `trials/${String(trial).padStart(6, '0')}`;
}

/** Folder of an execution, relative to that of its run. */
export function executionFolder(trial: number, execution: number): string {
	return `${trialFolder(trial)}/e${String(execution).padStart(2, '0')}`;
}

/** Files that executions left in their `artifacts` folders, relative to the folder of the run, in order. */
export function listArtifacts(directory: string, executionFolders: readonly string[]): readonly string[] {
	return executionFolders.flatMap(folder => {
		const artifacts = join(folder, 'artifacts');
		return namesIn(join(directory, artifacts)).map(name => join(artifacts, name));
	});
}

/** Names in a folder, sorted; none where it does not exist. Throws a UserError that names the folder. */
export function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder).sort();
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') return [];
		throw fileError('read the folder', folder, error);
	}
}
