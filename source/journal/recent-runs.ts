import {readFileSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {makeFolders} from './make-folders.ts';
import {holdsRun, namesIn} from './run-layout.ts';

/** A run that was begun, wherever its folder is. */
export type RecentRun = {
	/** Absolute. */
	readonly path: string;
	/** Unix time in ms. */
	readonly atMs: number;
};

/** Runs that are remembered; the oldest are forgotten. */
const KEPT = 100;

const FOLDER = 'recent';
const NAME = /^(\d{15})-[\da-f]{8}\.json$/;

/** What one entry says: a run, and the folder of all runs for those who begin runs where it was begun. */
type Entry = {readonly path: string; readonly runs: string};

/**
 * Remembers a run that begins, so that `last` finds it where its folder is not one of `runs`. Each has a file of its own,
 * so that any number of processes may write. Where nothing can be written, nothing is remembered.
 * @param directory of {@link stateDirectory}. @param random uniform in [0, 1).
 */
export function rememberRun(directory: string, entry: Entry, atMs: number, random: () => number): void {
	const folder = join(directory, FOLDER);
	const name = `${String(Math.max(0, Math.trunc(atMs))).padStart(15, '0')}-${hex(random())}.json`;
	try {
		makeFolders(folder);
		writeFileSync(join(folder, name), `${JSON.stringify(entry)}\n`, {flag: 'wx', mode: 0o600});
		for (const old of entryNames(folder).slice(KEPT)) unlinkSync(join(folder, old));
	} catch {
		// A home that is full or closed stops no run; another process may have forgotten the same entry.
	}
}

/** Remembered runs that are still there, of those begun with this folder of all runs; newest first, each once. */
export function* rememberedRuns(directory: string, runs: string): Generator<RecentRun> {
	const folder = join(directory, FOLDER);
	const seen = new Set<string>();
	for (const name of entryNames(folder)) {
		const entry = readEntry(join(folder, name));
		if (entry?.runs !== runs || seen.has(entry.path) || !holdsRun(entry.path)) continue;
		seen.add(entry.path);
		yield {path: entry.path, atMs: Number(NAME.exec(name)?.[1])};
	}
}

/** Newest first; none where the folder is not there or closed. */
function entryNames(folder: string): readonly string[] {
	try {
		return namesIn(folder)
			.filter(name => NAME.test(name))
			.toReversed();
	} catch {
		return [];
	}
}

function readEntry(path: string): Entry | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
		if (typeof value !== 'object' || value === null || !('path' in value) || !('runs' in value)) return undefined;
		return typeof value.path === 'string' && typeof value.runs === 'string'
			? {path: value.path, runs: value.runs}
			: undefined;
	} catch {
		// Forgotten meanwhile, or cut off when the disk was full.
		return undefined;
	}
}

function hex(random: number): string {
	return Math.floor(random * 0x1_0000_0000)
		.toString(16)
		.padStart(8, '0');
}
