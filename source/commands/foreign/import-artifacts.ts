import {mkdir, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import type {ImportedSweep} from '../../domain/importer.ts';
import {executionFolder} from '../../journal/run-layout.ts';

/**
 * Writes the files of imported trials (pictures, sources) where a run keeps those of its own: the artifacts of the
 * first execution.
 */
export async function writeImportedArtifacts(directory: string, {trials}: ImportedSweep): Promise<void> {
	let trial = 0;
	for (const {artifacts = []} of trials) {
		trial += 1;
		if (artifacts.length === 0) continue;
		const folder = join(directory, executionFolder(trial, 1), 'artifacts');
		await mkdir(folder, {recursive: true, mode: 0o700});
		for (const {name, bytes} of artifacts) {
			// An importer makes the names; a path among them would be our mistake, and must not lead out.
			await writeFile(join(folder, basename(name)), bytes(), {mode: 0o600, flag: 'wx'});
		}
	}
}
