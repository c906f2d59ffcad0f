import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {errnoOf} from '../domain/errors.ts';

/**
 * Makes a folder and those above it that are missing, all 0700; content where it is there already. Throws the error
 * of the system call. Node's own `recursive` never returns below `/proc`, where a parent exists but takes no folder.
 */
export function makeFolders(path: string): void {
	try {
		makeFolder(path);
	} catch (error) {
		if (errnoOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
		makeFolders(dirname(path));
		makeFolder(path);
	}
}

function makeFolder(path: string): void {
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		if (errnoOf(error) !== 'EEXIST' || statSync(path, {throwIfNoEntry: false})?.isDirectory() !== true) throw error;
	}
}
