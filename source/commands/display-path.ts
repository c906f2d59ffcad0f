import {relative} from 'node:path';
import {isElsewhere} from '../domain/sweep/run-address.ts';

/**
 * A path as a person would type it here: relative where it lies below the working directory, else as it is. So is the
 * URL of a run on another machine.
 */
export function displayPath(path: string, workdir = process.cwd()): string {
	if (isElsewhere(path)) return path;
	const short = relative(workdir, path);
	return short === '' || short.startsWith('..') || short.length >= path.length ? path : short;
}
