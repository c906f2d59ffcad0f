import {readFileSync, unlinkSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {errnoOf} from '../domain/errors.ts';
import {writeFileAtomic} from './atomic-file.ts';
import {fileError} from './files.ts';
import {makeFolders} from './make-folders.ts';
import {isIdentity, livenessOf, type ProcessIdentity, readIdentity} from './process-identity.ts';
import {namesIn} from './run-layout.ts';

/** An engine that runs now. */
export type LiveRun = ProcessIdentity & {
	/** Folder of its run. */
	readonly path: string;
	/** ISO 8601, UTC. */
	readonly started: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Folder of what outlives a run but is no result: `$XDG_STATE_HOME/sweeptop`, by default
 * `~/.local/state/sweeptop` (XDG base directory specification; a relative value is ignored as it demands).
 */
export function stateDirectory(environment: Environment, home: string): string {
	const {XDG_STATE_HOME: configured = ''} = environment;
	return join(isAbsolute(configured) ? configured : join(home, '.local', 'state'), 'sweeptop');
}

/** Lists a run among the live ones until the returned function is called. */
export async function registerLiveRun(directory: string, run: LiveRun): Promise<() => void> {
	const folder = join(directory, 'live');
	try {
		makeFolders(folder);
	} catch (error) {
		throw fileError('make the folder', folder, error);
	}
	const path = join(folder, `${run.pid}-${run.startTicks}.json`);
	await writeFileAtomic(path, [`${JSON.stringify(run)}\n`]);
	return () => removeIfThere(path);
}

/** Runs whose engine lives, oldest first. Entries of dead engines are removed. */
export function listLiveRuns(directory: string, root = ''): readonly LiveRun[] {
	const folder = join(directory, 'live');
	const here = readIdentity(root);
	const live: LiveRun[] = [];
	for (const name of namesIn(folder)) {
		if (!name.endsWith('.json')) continue;
		const path = join(folder, name);
		const run = readEntry(path);
		if (run === undefined) continue;
		// Since it was begun nothing is written there: by then this machine was up, or it is another one's.
		const liveness = livenessOf(run, here, Date.parse(run.started), root);
		if (liveness === 'alive') live.push(run);
		if (liveness === 'dead') removeIfThere(path);
	}
	return live.sort((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : a.pid - b.pid));
}

function readEntry(path: string): LiveRun | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
		if (!isIdentity(value) || !('path' in value) || !('started' in value)) return undefined;
		const {path: run, started} = value;
		return typeof run === 'string' && typeof started === 'string' ? {...value, path: run, started} : undefined;
	} catch {
		// It was removed meanwhile, or another program wrote it: not a live run of ours.
		return undefined;
	}
}

function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (errnoOf(error) !== 'ENOENT') throw error;
	}
}
