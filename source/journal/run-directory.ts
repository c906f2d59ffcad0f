import {mkdirSync, readdirSync, statSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {errnoOf, UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {fileError} from './files.ts';
import {makeFolders} from './make-folders.ts';
import {holdsRun, namesIn, runName, timeOfRunName} from './run-layout.ts';

/** Where and under which name a new run is to be stored. */
export type NewRun = {
	/** Folder of all runs; the run gets a folder of its own in it. */
	readonly runs: string;
	/** The run's folder itself, in place of one in `runs`. */
	readonly out?: string;
	/** Name of the sweep. */
	readonly name: string;
	/** Unix time in ms. */
	readonly now: () => number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
};

/** Two runs of one sweep within a second differ in 16 random bits: this many draws fail about never. */
const MAX_DRAWS = 8;

/**
 * Makes the folder of a new run, 0700, and returns its absolute path. Throws a UserError that names the path where
 * the folder holds a run already or cannot be written.
 */
export function createRunDirectory(run: NewRun): string {
	if (run.out !== undefined) return createExactly(resolve(run.out));
	const runs = resolve(run.runs);
	makeFolder(runs);
	for (let draw = 0; draw < MAX_DRAWS; draw++) {
		const path = join(runs, runName(run.name, run.now(), run.random()));
		try {
			mkdirSync(path, {mode: 0o700});
			return path;
		} catch (error) {
			if (errnoOf(error) !== 'EEXIST') throw fileError('make the folder', path, error);
		}
	}
	throw new UserError(`no free name for a run of ${run.name} in ${runs}`, 'Name its folder with --out.');
}

function createExactly(path: string): string {
	if (holdsRun(path)) {
		throw new UserError(
			`${path} already holds a run`,
			`Continue it with \`sweeptop resume ${path}\`, or name another.`,
		);
	}
	makeFolder(path);
	return path;
}

function makeFolder(path: string): void {
	try {
		makeFolders(path);
		// One that was there already may be closed to us.
		readdirSync(path);
	} catch (error) {
		throw fileError('make the folder', path, errnoOf(error) === 'EEXIST' ? notAFolder(path) : error);
	}
}

function notAFolder(path: string): UserError {
	return new UserError(`${path} is a file, not a folder`, 'Choose another place.');
}

/** A run in the folder of all runs. */
export type FoundRun = {readonly name: string; readonly path: string};

/** Runs in a folder, newest first: by the time in their names, else by when their folder last changed. */
export function listRuns(runs: string): readonly FoundRun[] {
	const found = namesIn(runs)
		.map(name => ({name, path: resolve(runs, name)}))
		.filter(run => holdsRun(run.path))
		.map(run => ({...run, time: timeOfRunName(run.name) ?? '', changedMs: changedMs(run.path)}));
	found.sort((a, b) => compareText(b.time, a.time) || b.changedMs - a.changedMs || compareText(a.name, b.name));
	return found.map(({name, path}) => ({name, path}));
}

function changedMs(path: string): number {
	// The run may be removed in this moment; it then sorts last.
	return statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0;
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** How many candidates an error names. */
const SHOWN = 5;

/**
 * The folder of the run that a person means: `last` (the newest), a path, or the unique beginning of a name in
 * `runs`. Throws a UserError with the candidates where there is no such run or several.
 */
export function findRun(runs: string, reference: string): string {
	const found = listRuns(runs);
	if (reference === 'last') return newest(runs, found);
	const path = resolve(reference);
	if (holdsRun(path)) return path;
	const exact = found.find(run => run.name === reference);
	if (exact !== undefined) return exact.path;
	const [match, ...others] = reference === '' ? [] : found.filter(run => run.name.startsWith(reference));
	if (match === undefined) throw unknownRun(runs, reference, found);
	if (others.length > 0) {
		const names = [match, ...others].map(run => run.name);
		throw new UserError(
			`"${reference}" begins the names of ${names.length} runs`,
			`Give more of one: ${shorten(names)}.`,
		);
	}
	return match.path;
}

function newest(runs: string, found: readonly FoundRun[]): string {
	const [run] = found;
	if (run !== undefined) return run.path;
	throw new UserError(
		`there is no run in ${resolve(runs)}`,
		'Start one with `sweeptop run`, or name the folder with --runs.',
	);
}

function unknownRun(runs: string, reference: string, found: readonly FoundRun[]): UserError {
	if (reference.includes('/')) {
		return new UserError(`${reference} is no run: it holds no journal.ndjson`, 'Name the folder of a run.');
	}
	const names = found.map(run => run.name);
	const problem = `no run "${reference}" in ${resolve(runs)}`;
	if (names.length === 0) return new UserError(problem, 'There are no runs yet; --runs names another folder.');
	const near = nearestName(basename(reference), names);
	return new UserError(problem, near === undefined ? `There are: ${shorten(names)}.` : `Did you mean ${near}?`);
}

function shorten(names: readonly string[]): string {
	const more = names.length - SHOWN;
	return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
