import {relative} from 'node:path';

/** A path as a person would type it here: relative where it lies below the working directory, else as it is. */
export function displayPath(path: string, workdir = process.cwd()): string {
	const short = relative(workdir, path);
	return short === '' || short.startsWith('..') || short.length >= path.length ? path : short;
}
