import {type Dirent, lstatSync, readdirSync, realpathSync, statSync} from 'node:fs';
import {join, relative, sep} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import type {ForeignEntry} from '../../domain/importer.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {unreadable} from './foreign-file.ts';
import type {ForeignLimits} from './foreign-limits.ts';

/**
 * Regular files below a folder (a real path), in order of their paths by numbers. Links to folders are not walked;
 * a link to a file counts where that stands in the folder too. FIFOs, devices and sockets are no entries.
 * @throws UserError for more files or deeper folders than `limits` allow.
 */
export function listTree(root: string, limits: ForeignLimits): readonly ForeignEntry[] {
	const entries: ForeignEntry[] = [];
	const waiting = [{folder: root, depth: 0}];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const {folder, depth} = next;
		for (const child of list(folder)) {
			const path = join(folder, child.name);
			if (child.isDirectory()) {
				if (depth + 1 > limits.mostDepth) throw tooMuch(root, `folders more than ${limits.mostDepth} deep`);
				waiting.push({folder: path, depth: depth + 1});
				continue;
			}
			const entry = entryAt(root, path, child);
			if (entry === undefined) continue;
			entries.push(entry);
			if (entries.length > limits.mostFiles) throw tooMuch(root, `more than ${limits.mostFiles} files`);
		}
	}
	return sortByNumbers(entries);
}

function list(folder: string): readonly Dirent[] {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch (error) {
		throw unreadable(folder, error);
	}
}

function tooMuch(root: string, what: string): UserError {
	return new UserError(`${safeText(root)} holds ${what}`, 'Name a smaller folder.');
}

function entryAt(root: string, path: string, child: Dirent): ForeignEntry | undefined {
	if (!child.isFile() && !child.isSymbolicLink()) return undefined;
	try {
		const stats = child.isFile() ? lstatSync(path) : statSync(resolveWithin(root, path));
		if (!stats.isFile()) return undefined;
		return {path: relative(root, path).replaceAll(sep, '/'), size: stats.size, modifiedMs: stats.mtimeMs};
	} catch {
		return undefined; // Gone since it was listed, or a link that leads out or nowhere.
	}
}

/** The real path of something in a folder (a real path too). Throws UserError where it leads out of it. */
export function resolveWithin(root: string, path: string): string {
	let real: string;
	try {
		real = realpathSync(path);
	} catch (error) {
		throw unreadable(path, error);
	}
	if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
	throw new UserError(`${safeText(path)} leads out of ${safeText(root)}`, 'Copy the file into the folder.');
}

/** By path with runs of digits compared as numbers: `run_2` before `run_10`. */
function sortByNumbers(entries: readonly ForeignEntry[]): readonly ForeignEntry[] {
	const collator = new Intl.Collator('en', {numeric: true});
	return entries.toSorted(
		(a, b) => collator.compare(a.path, b.path) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
	);
}
