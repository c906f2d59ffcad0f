import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import type {OutputEnd} from '../domain/reporter.ts';
import {safeText} from '../domain/safe-text.ts';
import {executionFolder} from '../journal/run-layout.ts';
import {readFileEnd} from './file-end.ts';

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
	const folder = executionFolder(trial, execution);
	// A watched program has one log for all its trials.
	const bytes =
		(await readTail(join(directory, folder, 'output.log'))) ?? (await readTail(join(directory, 'console.log')));
	if (bytes === undefined) return undefined;
	return linesOf(bytes);
}

function linesOf(bytes: Uint8Array): readonly string[] {
	const text = stripVTControlCharacters(new TextDecoder().decode(bytes));
	return text.split('\n').map(line => safeText(lastRewrite(line)));
}

/** Bytes of a log's end that are searched for its last line, and the characters of it that are said. */
const LAST_LINE_BYTES = 4096;
const MAX_LINE_LENGTH = 300;

/** Reads how executions of the run in a directory ended; at once, since a reporter's line is written in the same turn. */
export function createOutputEndReader(directory: string): (trial: number, execution: number) => OutputEnd | undefined {
	return (trial, execution) => {
		const path = join(directory, executionFolder(trial, execution), 'output.log');
		const bytes = readEnd(path);
		if (bytes === undefined) return undefined;
		const line = linesOf(bytes).findLast(text => text.trim() !== '') ?? '';
		return {line: line.trim().slice(0, MAX_LINE_LENGTH), path};
	};
}

function readEnd(path: string): Uint8Array | undefined {
	try {
		return readFileEnd(path, LAST_LINE_BYTES);
	} catch {
		return undefined; // Nothing was started, or the log was removed.
	}
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
