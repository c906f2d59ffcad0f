import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {open, rename, unlink} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {fileError} from './files.ts';

/** Characters that are gathered before a write; between two writes other work gets its turn. */
const GATHER = 256 * 1024;

/** How a file is replaced. */
export type AtomicOptions = {
	/** Permission bits. Default: the owner's alone. */
	readonly mode?: number;
	/** The new text, which is on disk by then, takes the place of the old one when this resolves. */
	readonly whenReady?: () => Promise<void>;
};

/**
 * Replaces a file as a whole: readers see the old text or the new one, also after a crash. The text is made chunk by
 * chunk, and the event loop runs in between. A symbolic link in its place is replaced, not followed. Throws a
 * UserError that names the path where the system refuses. What `whenReady` rejects with leaves the old text.
 */
export async function writeFileAtomic(
	path: string,
	chunks: Iterable<string | Uint8Array>,
	{mode = 0o600, whenReady}: AtomicOptions = {},
): Promise<void> {
	const directory = dirname(path);
	const draft = join(directory, `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
	try {
		await writeDraft(draft, chunks, mode);
		await whenReady?.();
		await rename(draft, path);
		await syncDirectory(directory);
	} catch (error) {
		await unlink(draft).catch(() => {}); // The first error is the one that matters.
		throw fileError('write', path, error);
	}
}

async function writeDraft(path: string, chunks: Iterable<string | Uint8Array>, mode: number): Promise<void> {
	const file = await open(path, 'wx', mode);
	try {
		let gathered = '';
		for (const chunk of chunks) {
			if (typeof chunk === 'string') gathered += chunk;
			if (typeof chunk === 'string' && gathered.length < GATHER) continue;
			await file.appendFile(gathered);
			if (typeof chunk !== 'string') await file.appendFile(chunk);
			gathered = '';
			// A write can end within the same turn; timers and sockets must not wait for a large file.
			await nextTurn();
		}
		await file.appendFile(gathered);
		await file.sync();
	} finally {
		await file.close();
	}
}

async function syncDirectory(path: string): Promise<void> {
	const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}
