import {closeSync, openSync, readSync, statSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {pathToFileURL} from 'node:url';

/** What a look at a database gave. */
export type SqliteLook<T> =
	| {readonly kind: 'read'; readonly value: T}
	/** Nothing was written since the last look. */
	| {readonly kind: 'same'}
	/** It is not there yet, or is being written right now: ask again. */
	| {readonly kind: 'busy'};

/** A reader of a database that another program writes. */
export type SqliteReader = {
	/** @throws what `read` throws where the database was at rest. */
	readonly look: <T>(read: (database: DatabaseSync) => T) => SqliteLook<T>;
};

const HEADER_BYTES = 100;
/** Offsets in the header; source: sqlite.org/fileformat2.html. */
const WRITE_VERSION_AT = 18;
const CHANGE_COUNTER_AT = 24;
const WAL = 2;
const MAGIC = 'SQLite format 3\0';
/** Tries within one look: a program that commits often is at rest for a moment between two commits. */
const TRIES = 8;

/**
 * Reads without any lock, so that the program that writes never waits for us: its commit needs the file for itself, and
 * a study dies of "database is locked". Instead, what was read counts only if no commit came in between (the change
 * counter of the file is as before, and no rollback journal is in use). With a write-ahead log readers never stand in
 * the way, so the ordinary way is taken.
 */
export function openSqliteReader(path: string): SqliteReader {
	let seen = '';
	const attempt = <T>(
		read: (database: DatabaseSync) => T,
	): SqliteLook<T> | {readonly kind: 'failed'; readonly error: unknown} => {
		const before = stateOf(path);
		if (before === undefined) return {kind: 'busy'};
		if (before.mark === seen) return {kind: 'same'};
		let outcome: SqliteLook<T> | {readonly kind: 'failed'; readonly error: unknown};
		try {
			outcome = {kind: 'read', value: withDatabase(path, before.isWal, read)};
		} catch (error) {
			outcome = {kind: 'failed', error};
		}
		if (stateOf(path)?.mark !== before.mark) return {kind: 'busy'};
		if (outcome.kind === 'read') seen = before.mark;
		return outcome;
	};
	return {
		look: read => {
			for (let turn = 1; ; turn += 1) {
				const outcome = attempt(read);
				if (outcome.kind === 'failed') throw outcome.error;
				if (outcome.kind !== 'busy' || turn === TRIES) return outcome;
			}
		},
	};
}

function withDatabase<T>(path: string, isWal: boolean, read: (database: DatabaseSync) => T): T {
	const url = pathToFileURL(path);
	url.search = isWal ? '?mode=ro' : '?mode=ro&nolock=1';
	const database = new DatabaseSync(url, {readOnly: true});
	try {
		return read(database);
	} finally {
		database.close();
	}
}

/** A text that changes with each commit; undefined while there is no database or a transaction is being written. */
function stateOf(path: string): {readonly mark: string; readonly isWal: boolean} | undefined {
	const header = readHeader(path);
	if (header === undefined) return undefined;
	const isWal = header[WRITE_VERSION_AT] === WAL;
	if (!isWal && sizeOf(`${path}-journal`) > 0) return undefined;
	const log = isWal ? statSync(`${path}-wal`, {throwIfNoEntry: false}) : undefined;
	const {ino, size} = statSync(path);
	return {
		mark: [ino, size, header.readUInt32BE(CHANGE_COUNTER_AT), log?.size ?? 0, log?.mtimeMs ?? 0].join(' '),
		isWal,
	};
}

function sizeOf(path: string): number {
	return statSync(path, {throwIfNoEntry: false})?.size ?? 0;
}

function readHeader(path: string): Buffer | undefined {
	if (statSync(path, {throwIfNoEntry: false})?.isFile() !== true) return undefined;
	const descriptor = openSync(path, 'r');
	try {
		const header = Buffer.alloc(HEADER_BYTES);
		const length = readSync(descriptor, header, 0, HEADER_BYTES, 0);
		return length === HEADER_BYTES && header.toString('latin1', 0, MAGIC.length) === MAGIC ? header : undefined;
	} finally {
		closeSync(descriptor);
	}
}
