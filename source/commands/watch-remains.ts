import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {safeText} from '../domain/safe-text.ts';
import type {Ledger} from '../engine/ledger.ts';
import type {HeardTrials} from '../engine/watch/heard-trials.ts';
import {openForeignSource} from '../importers/foreign-source.ts';
import {IMPORTERS} from '../importers/registry.ts';
import {hearSweep} from './watch-importer.ts';

/** More files than this in a program's folder are not looked at. */
const MOST_FILES = 500;

/** What is needed to read what a program left. */
export type RemainsContext = {
	readonly ledger: Ledger;
	readonly trials: HeardTrials;
	/** Ms since 1970 at which the program began: what is older it did not write. */
	readonly sinceMs: number;
	/** A storage that was followed: it is known already. */
	readonly except: string | undefined;
};

/**
 * Looks for what a program wrote into its folder while it was watched, e.g. an event log at its shutdown. Where no trial
 * was heard of otherwise, those of the one file that an importer is sure of become the trials of the run; else the
 * person is told how to open it.
 */
export async function readRemains(folder: string, context: RemainsContext): Promise<void> {
	const {ledger, trials, sinceMs, except} = context;
	const found = writtenSince(folder, sinceMs).flatMap(path => {
		if (path === except) return [];
		const claimed = claim(path);
		return claimed === undefined ? [] : [{path, ...claimed}];
	});
	const [only, ...others] = found;
	if (only !== undefined && others.length === 0 && trials.endedCount() === 0) {
		if (await takeOver(only, context)) return;
	}
	for (const {path, importer} of found) {
		ledger.notice('info', `the program wrote ${safeText(path)} (${importer.title}): sweeptop view opens it`, 'watch');
	}
}

type Claimed = {readonly path: string; readonly source: ForeignSource; readonly importer: ImporterDefinition};

async function takeOver({path, source, importer}: Claimed, {ledger, trials}: RemainsContext): Promise<boolean> {
	try {
		const [sweep] = await importer.read(source);
		if (sweep === undefined) return false;
		ledger.notice('info', `trials are those of ${safeText(path)} (${importer.title})`, 'watch');
		trials.hear(hearSweep(sweep, {told: [], objectives: new Set(), isLast: true}), importer.id);
		for (const note of sweep.notes ?? []) ledger.notice('info', note, importer.id);
		return true;
	} catch (error) {
		ledger.notice('warning', messageOf(error), 'watch');
		return false;
	}
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
