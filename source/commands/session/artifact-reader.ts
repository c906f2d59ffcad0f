import {open, readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {messageOf} from '../../domain/errors.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {executionFolder} from '../../journal/run-layout.ts';
import type {Artifact, TrialArtifacts} from '../../store/session.ts';

/** Most files that are listed; a program may leave thousands. */
const MOST = 200;

/**
 * What a trial's executions left in their `artifacts` folders, and one of its images, decoded. Names are made safe.
 * @param image which of the PNG files, counted round from 0.
 */
export async function readArtifacts(directory: string, trial: TrialRecord, image: number): Promise<TrialArtifacts> {
	const folders = trial.executions.map(({execution}) => join(executionFolder(trial.trial, execution), 'artifacts'));
	const lists = await Promise.all(folders.map(folder => listFolder(directory, folder)));
	const files = lists.flat().slice(0, MOST);
	const images = files.filter(file => /\.png$/i.test(file.path));
	const chosen = images[((image % images.length) + images.length) % images.length];
	const items: readonly Artifact[] = files.map(({path, bytes}) => ({name: safeText(path), bytes}));
	return chosen === undefined ? {items} : {items, image: await readImage(directory, chosen)};
}

type Found = {readonly path: string; readonly bytes: number};

/** Files below a folder, by path, the first ones where there are very many; links are not followed. */
async function listFolder(directory: string, folder: string): Promise<readonly Found[]> {
	const found: Found[] = [];
	const folders = [folder];
	for (let next = folders.shift(); next !== undefined && found.length < MOST; next = folders.shift()) {
		// A program that left nothing made no folder.
		const entries = await readdir(join(directory, next), {withFileTypes: true}).catch(() => []);
		for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, MOST)) {
			const path = join(next, entry.name);
			if (entry.isDirectory()) folders.push(path);
			const status = entry.isFile() ? await stat(join(directory, path)).catch(() => undefined) : undefined;
			if (status !== undefined) found.push({path, bytes: status.size});
		}
	}
	return found;
}

async function readImage(directory: string, {path}: Found): Promise<NonNullable<TrialArtifacts['image']>> {
	const name = safeText(path);
	try {
		// Loaded where an image is shown: few runs have any.
		const {decodePng, LONGEST_PNG_BYTES} = await import('../image/png-raster.ts');
		const bytes = await readAtMost(join(directory, path), LONGEST_PNG_BYTES);
		return bytes === undefined ? {name, problem: 'the file is too large'} : {name, raster: decodePng(bytes)};
	} catch (error) {
		return {name, problem: safeText(messageOf(error))};
	}
}

async function readAtMost(path: string, most: number): Promise<Uint8Array | undefined> {
	const file = await open(path, 'r');
	try {
		const {size} = await file.stat();
		return size > most ? undefined : await file.readFile();
	} finally {
		await file.close();
	}
}
