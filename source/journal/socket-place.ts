import {createHash} from 'node:crypto';
import {lstatSync, mkdtempSync, rmSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {fileError} from './files.ts';
import {makeFolders} from './make-folders.ts';

/** Where an engine listens. */
export type SocketPlace = {
	readonly path: string;
	/** Removes the socket, and its folder where that was made for it alone. */
	readonly remove: () => void;
};

/** What decides where an engine listens. */
export type SocketPlaceOptions = {
	/** What tells this run from all others of this user. */
	readonly run: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** User id of this process. */
	readonly uid: number;
	/** Folder for temporary files, `/tmp`. */
	readonly temporary: string;
};

/** `sun_path` holds 108 bytes with its final NUL (unix(7)). */
const MAX_PATH_BYTES = 107;

/**
 * Chooses the path of an engine's socket: `$XDG_RUNTIME_DIR/sweeptop/<id>.sock` where that folder is the user's own
 * and private, else a new private folder with an unguessable name, which nobody can have made before us.
 */
export function chooseSocketPlace(options: SocketPlaceOptions): SocketPlace {
	const id = createHash('sha256').update(options.run).digest('hex').slice(0, 12);
	const shared = runtimeFolder(options);
	if (shared !== undefined) {
		const path = join(shared, `${id}.sock`);
		if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return {path, remove: () => rmSync(path, {force: true})};
	}
	const folder = makePrivateFolder(options.temporary);
	return {path: join(folder, `${id}.sock`), remove: () => rmSync(folder, {recursive: true, force: true})};
}

function runtimeFolder({environment, uid}: SocketPlaceOptions): string | undefined {
	const {XDG_RUNTIME_DIR: base = ''} = environment;
	if (!isAbsolute(base)) return undefined;
	const folder = join(base, 'sweeptop');
	try {
		if (!isPrivate(base, uid)) return undefined;
		makeFolders(folder);
		return isPrivate(folder, uid) ? folder : undefined;
	} catch {
		// Not there or not ours, as after `su`: the private folder serves as well.
		return undefined;
	}
}

function isPrivate(folder: string, uid: number): boolean {
	const stats = lstatSync(folder);
	return stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0;
}

function makePrivateFolder(temporary: string): string {
	try {
		return mkdtempSync(join(temporary, 'sweeptop-'));
	} catch (error) {
		throw fileError('make a folder in', temporary, error);
	}
}
