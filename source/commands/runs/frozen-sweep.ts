import {createHash, randomBytes} from 'node:crypto';
import {closeSync, fsyncSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, extname, join} from 'node:path';
import {errnoOf, messageOf, UserError} from '../../domain/errors.ts';
import {hasCommand} from '../../domain/sweep/has-command.ts';
import type {Sweep} from '../../domain/sweep.ts';
import type {LoadedSweep} from '../sweep-file/load-sweep.ts';

const LOCK_FILE = 'sweep.lock.json';

/** Content of `sweep.lock.json`: all that a resume uses. */
export type FrozenSweep = {
	readonly sweep: Sweep;
	/** The sweep file as it was given; absent where there is none: a watched program runs its own sweep. */
	readonly source?: {readonly path: string; readonly name: string; readonly text: string};
	/** Unguessable mark in the environment of every process of the run. */
	readonly runId: string;
};

/** Writes the sweep file as given and the frozen sweep into a new run directory. Throws UserError naming the path. */
export function freezeSweep(
	directory: string,
	{sweep, path, text}: Pick<LoadedSweep, 'sweep'> & Partial<LoadedSweep>,
): FrozenSweep {
	const frozen = {sweep, runId: randomBytes(8).toString('hex'), ...sourceOf(path, text)};
	if (frozen.source !== undefined) write(join(directory, frozen.source.name), frozen.source.text);
	write(join(directory, LOCK_FILE), `${JSON.stringify(frozen, null, '\t')}\n`);
	for (const folder of [directory, dirname(directory)]) flushFolder(folder);
	return frozen;
}

/** Makes the names in a folder last. */
function flushFolder(path: string): void {
	try {
		const folder = openSync(path, 'r');
		try {
			fsyncSync(folder);
		} finally {
			closeSync(folder);
		}
	} catch (error) {
		// A file system that cannot (EINVAL), or a folder above that is not ours to read: the files themselves stand.
		if (errnoOf(error) === undefined) throw error;
	}
}

function sourceOf(path: string | undefined, text: string | undefined): Pick<FrozenSweep, 'source'> {
	if (path === undefined || text === undefined) return {};
	const extension = extname(path).toLowerCase().replace('.yml', '.yaml') || '.toml';
	return {source: {path, name: `sweep${extension}`, text}};
}

/** Reads the frozen sweep of a run. Throws UserError where there is none or it is damaged. */
export function readFrozenSweep(directory: string): FrozenSweep {
	const path = join(directory, LOCK_FILE);
	try {
		const parsed = JSON.parse(readFileSync(path, 'utf8')) as FrozenSweep;
		if (parsed.sweep.format !== 1) {
			throw new UserError(
				`${path} has format ${String(parsed.sweep.format)}`,
				'a newer sweeptop wrote it: use that one',
			);
		}
		return parsed;
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw new UserError(`${path} cannot be read: ${messageOf(error)}`, 'a run directory holds sweep.lock.json');
	}
}

/** Identity of a frozen sweep: SHA-256 of its JSON. */
export function hashSweep(sweep: Sweep): string {
	return createHash('sha256').update(JSON.stringify(sweep)).digest('hex');
}

/** Refuses to run trials of a program that was watched: only the program itself can. */
export function refuseWatched({sweep}: FrozenSweep): void {
	if (sweep.watched === undefined) return;
	throw new UserError(
		`${sweep.name} was a watched program: it runs its own sweep, which cannot be gone on with from here`,
		'start it anew: sweeptop watch -- COMMAND',
	);
}

/** Refuses to run trials of results that were imported: what ran is not known, and none of it ran here. */
export function refuseImported(directory: string, {sweep}: FrozenSweep): void {
	if (hasCommand(sweep)) return;
	throw new UserError(`${directory} was imported: there is no command to go on with`, 'Look at it: sweeptop view.');
}

/**
 * Refuses a resume after the sweep file was changed, with the difference: the run goes on with the frozen sweep, and
 * whoever edited the file expects otherwise. A file that is gone is no change.
 */
export function refuseChangedFile(directory: string, frozen: FrozenSweep): void {
	const {source} = frozen;
	if (source === undefined) return;
	for (const path of [join(directory, source.name), source.path]) {
		const text = readIfThere(path);
		if (text === undefined || text === source.text) continue;
		throw new UserError(
			`${path} was changed since this run was frozen\n${describeDifference(source.text, text)}`,
			'to go on with the frozen sweep: --frozen\nto use the changed file: sweeptop run it anew',
		);
	}
}

function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

/** Lines that differ between the first and the last that do: `-` frozen, `+` now; at most 20 of each. */
export function describeDifference(before: string, after: string): string {
	const old = before.split('\n');
	const now = after.split('\n');
	let start = 0;
	while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
	let end = 0;
	const shorter = Math.min(old.length, now.length) - start;
	while (end < shorter && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
	const removed = old.slice(start, old.length - end).slice(0, 20);
	const added = now.slice(start, now.length - end).slice(0, 20);
	return [`  line ${start + 1}:`, ...removed.map(line => `  - ${line}`), ...added.map(line => `  + ${line}`)].join(
		'\n',
	);
}

/** On disk when it returns: a journal without the sweep that it belongs to is of no use after a loss of power. */
function write(path: string, text: string): void {
	try {
		writeFileSync(path, text, {mode: 0o600, flush: true});
	} catch (error) {
		throw new UserError(
			`${path} cannot be written: ${errnoOf(error) ?? messageOf(error)}`,
			'choose another place with --out or --runs',
		);
	}
}
