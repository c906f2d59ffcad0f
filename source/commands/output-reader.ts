import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {safeText} from '../domain/safe-text.ts';

/** Bytes of a log's end that are shown. */
const TAIL_BYTES = 256 * 1024;

/**
 * The last lines of an execution's output, decoded, escapes removed, made safe; undefined where there is no log.
 * A line that was rewritten with carriage returns shows its last state.
 */
export async function readOutputTail(
	directory: string,
	trial: number,
	execution: number,
): Promise<readonly string[] | undefined> {
	const folder = join('trials', String(trial).padStart(6, '0'), `e${String(execution).padStart(2, '0')}`);
	// A watched program has one log for all its trials.
	const bytes =
		(await readTail(join(directory, folder, 'output.log'))) ?? (await readTail(join(directory, 'console.log')));
	if (bytes === undefined) return undefined;
	const text = stripVTControlCharacters(new TextDecoder().decode(bytes));
	return text.split('\n').map(line => safeText(lastRewrite(line)));
}

function lastRewrite(line: string): string {
	const parts = line.replace(/\r+$/, '').split('\r');
	return parts.at(-1) ?? '';
}

async function readTail(path: string): Promise<Uint8Array | undefined> {
	const file = await open(path, 'r').catch(() => undefined); // No log, no text: the caller says so.
	if (file === undefined) return undefined;
	try {
		const {size} = await file.stat();
		const length = Math.min(size, TAIL_BYTES);
		const buffer = Buffer.alloc(length);
		const {bytesRead} = await file.read(buffer, 0, length, size - length);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}
