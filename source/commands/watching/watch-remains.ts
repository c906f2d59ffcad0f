import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../../domain/errors.ts';
import type {ForeignSource, ImportedSweep, ImporterDefinition} from '../../domain/importer.ts';
import type {Heard} from '../../domain/listener.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {Ledger} from '../../engine/ledger.ts';
import type {HeardTrials} from '../../engine/watch/heard-trials.ts';
import {openForeignSource} from '../../importers/foreign/foreign-source.ts';
import {IMPORTERS} from '../../importers/registry.ts';
import {hearSweep} from './watch-importer.ts';

/** More files than this in a program's folder are not looked at. */
const MOST_FILES = 500;

/** What is needed to read what a program left. */
export type RemainsContext = {
	readonly ledger: Pick<Ledger, 'notice'>;
	readonly trials: Pick<HeardTrials, 'hear' | 'endedCount'>;
	/** Ms since 1970 at which the program began: what is older it did not write. */
	readonly sinceMs: number;
	/** A storage that was followed: it is known already. */
	readonly except: string | undefined;
};

/**
 * Looks for what a program wrote into its folder while it was watched, e.g. an event log at its shutdown. Where no trial
 * was heard of otherwise, those of the file that an importer is sure of become the trials of the run, of several files
 * of one kind all of them; else the person is told how to open each.
 */
export async function readRemains(folder: string, context: RemainsContext): Promise<void> {
	const {ledger, trials, sinceMs, except} = context;
	const found = writtenSince(folder, sinceMs).flatMap(path => {
		if (path === except) return [];
		const claimed = claim(path);
		return claimed === undefined ? [] : [{path, ...claimed}];
	});
	const isOneKind = new Set(found.map(({importer}) => importer.id)).size === 1;
	const isTaken = isOneKind && trials.endedCount() === 0 && (await takeOver(found, context));
	if (isTaken) return;
	for (const {path, importer} of found) {
		ledger.notice('info', `the program wrote ${safeText(path)} (${importer.title}): sweeptop view opens it`, 'watch');
	}
}

type Claimed = {readonly path: string; readonly source: ForeignSource; readonly importer: ImporterDefinition};

/** Hears the trials of files of one kind; false where none of them could be read. */
async function takeOver(files: readonly Claimed[], {ledger, trials}: RemainsContext): Promise<boolean> {
	let isTaken = false;
	for (const {path, source, importer} of files) {
		const sweep = await readFirst({path, source, importer}, ledger);
		if (sweep === undefined) continue;
		isTaken = true;
		ledger.notice('info', `trials are those of ${safeText(path)} (${importer.title})`, 'watch');
		const isAlone = files.length === 1;
		// Each file counts its trials anew.
		const before: readonly Heard[] = isAlone ? [] : [{kind: 'study', name: source.name}];
		const heard = hearSweep(isAlone ? sweep : fromFile(sweep, source.name), {
			told: [],
			objectives: new Set(),
			isLast: true,
		});
		trials.hear([...before, ...heard], importer.id);
		for (const note of sweep.notes ?? []) ledger.notice('info', note, importer.id);
	}
	return isTaken;
}

async function readFirst(
	{source, importer}: Claimed,
	ledger: RemainsContext['ledger'],
): Promise<ImportedSweep | undefined> {
	try {
		const [sweep] = await importer.read(source);
		return sweep;
	} catch (error) {
		ledger.notice('warning', messageOf(error), 'watch');
		return undefined;
	}
}

/** The sweep with a parameter that says which of several files a trial is from. */
function fromFile(sweep: ImportedSweep, file: string): ImportedSweep {
	const {space, trials} = sweep;
	const name = space?.parameters.some(parameter => parameter.name === 'file') === true ? 'source_file' : 'file';
	return {
		...sweep,
		// Made from the trials: each file would declare a space of its own.
		...(space === undefined ? {} : {space: {...space, parameters: []}}),
		trials: Array.from(trials, trial => ({...trial, params: {[name]: file, ...trial.params}})),
	};
}

/** Plain files of a folder that were changed since a time. */
function writtenSince(folder: string, sinceMs: number): readonly string[] {
	let names: readonly string[];
	try {
		names = readdirSync(folder);
	} catch {
		return []; // The program removed its own folder.
	}
	if (names.length > MOST_FILES) return [];
	return names
		.map(name => join(folder, name))
		.filter(path => {
			const status = statSync(path, {throwIfNoEntry: false});
			return status?.isFile() === true && status.mtimeMs >= sinceMs;
		});
}

function claim(path: string): Omit<Claimed, 'path'> | undefined {
	try {
		const source = openForeignSource(path);
		const importer = [...IMPORTERS].find(candidate => candidate.recognise(source) === 'sure');
		return importer === undefined ? undefined : {source, importer};
	} catch {
		return undefined; // Refused, or gone: it is nobody's.
	}
}
