import {constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {formatBytes} from '../foreign/foreign-limits.ts';

/** A private copy of a database. */
export type Snapshot = {readonly path: string; readonly remove: () => void};

/** What stands beside a database while a program writes to it: its rollback journal, its write-ahead log. */
const COMPANIONS = ['-journal', '-wal'] as const;
/** Larger databases are not copied. */
const MOST_BYTES = 2 * 1024 ** 3;
const MOST_TRIES = 100;
const PAUSE_MS = 20;

/**
 * Copies a database as it stands between two moments in which nothing of it changed, with its journal: SQLite then
 * recovers the copy as it would after a crash. The original is only ever read as a file, so a program that writes to
 * it meets no lock; SQLite's own read lock makes a writer fail once it is held for longer than that waits.
 * Source: sqlite.org/lockingv3.html, sqlite.org/fileformat2.html.
 * @throws UserError for one that is too large, or never stood still.
 */
export function takeSnapshot(path: string): Snapshot {
	const {size} = statSync(path);
	if (size > MOST_BYTES)
		throw new UserError(
			`${safeText(path)} has ${formatBytes(size)}; at most ${formatBytes(MOST_BYTES)} are read`,
			'Export the study from Optuna as CSV.',
		);
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-sqlite-'));
	const remove = (): void => rmSync(folder, {recursive: true, force: true});
	try {
		for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
			const copy = join(folder, basename(path));
			if (copyStill(path, copy)) return {path: copy, remove};
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
		}
	} catch (error) {
		remove();
		throw error;
	}
	remove();
	throw new UserError(`${safeText(path)} is being written without a pause`, 'Try again in a moment.');
}

/** Copies everything; false where something changed meanwhile. */
function copyStill(path: string, copy: string): boolean {
	const before = stamp(path);
	copyFileSync(path, copy, constants.COPYFILE_FICLONE);
	for (const companion of COMPANIONS) {
		rmSync(copy + companion, {force: true});
		try {
			if (existsSync(path + companion)) copyFileSync(path + companion, copy + companion);
		} catch {
			return false; // It was removed between the two calls: the transaction ended.
		}
	}
	return before === stamp(path);
}

function stamp(path: string): string {
	return ['', ...COMPANIONS]
		.map(companion => {
			const stats = statSync(path + companion, {bigint: true, throwIfNoEntry: false});
			return stats === undefined ? '-' : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
		})
		.join(' ');
}
