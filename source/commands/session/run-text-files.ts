import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {errnoOf} from '../../domain/errors.ts';
import type {RunFile} from '../../store/ui-state.ts';

/** Where a text of a run can be, the first that exists counts. */
const NAMES: Readonly<Record<RunFile, readonly string[]>> = {
	sweep: ['sweep.toml', 'sweep.yaml', 'sweep.yml', 'sweep.json'],
	packages: ['packages.txt'],
};

/** The most that is read of a file: a screen shows no more. */
const LARGEST_BYTES = 256 * 1024;

/** The lines of a text file of a run, at most 256 KiB of them; none where it has no such file. Throws where it cannot be read. */
export async function readRunFile(directory: string, file: RunFile): Promise<readonly string[]> {
	for (const name of NAMES[file]) {
		const text = await readStart(join(directory, name));
		if (text !== undefined) return text.trimEnd().split(/\r?\n/);
	}
	return [];
}

async function readStart(path: string): Promise<string | undefined> {
	const file = await open(path, 'r').catch((error: unknown) => {
		if (errnoOf(error) === 'ENOENT') return undefined;
		throw error;
	});
	if (file === undefined) return undefined;
	try {
		const {buffer, bytesRead} = await file.read(Buffer.alloc(LARGEST_BYTES), 0, LARGEST_BYTES, 0);
		const text = buffer.toString('utf8', 0, bytesRead);
		return bytesRead < LARGEST_BYTES ? text : `${text}\n… and more: ${path}`;
	} finally {
		await file.close();
	}
}
