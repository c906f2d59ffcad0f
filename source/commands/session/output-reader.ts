import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import type {OutputEnd, ReporterContext} from '../../domain/reporter.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {escapeRegExp} from '../../engine/intake-lines.ts';
import {executionFolder} from '../../journal/run-layout.ts';
import {readFileEnd} from './file-end.ts';

/** Bytes of a log's end that are shown. */
const TAIL_BYTES = 256 * 1024;

/**
 * The last lines of an execution's output, decoded, escapes removed, made safe; none for one that printed nothing,
 * undefined where output was not kept. A line that was rewritten with carriage returns shows its last state.
 */
export async function readOutputTail(
	directory: string,
	trial: number,
	execution: number,
): Promise<readonly string[] | undefined> {
	const own = join(directory, executionFolder(trial, execution), 'output.log');
	// A watched program has one log for all its trials.
	const bytes = readEnd(own, TAIL_BYTES) ?? readEnd(join(directory, 'console.log'), TAIL_BYTES);
	if (bytes !== undefined) return linesOf(bytes);
	// The log of an execution appears with its first byte, its folder before that.
	return existsSync(join(directory, executionFolder(trial, execution))) ? [] : undefined;
}

function linesOf(bytes: Uint8Array): readonly string[] {
	const text = stripVTControlCharacters(new TextDecoder().decode(bytes));
	return text.split('\n').map(line => safeText(lastRewrite(line)));
}

/** Bytes of a log's end that are searched for its last line, and the characters of it that are said. */
const LAST_LINE_BYTES = 4096;
const MAX_LINE_LENGTH = 300;

/** Reads how executions of the run in a directory ended; at once, since a reporter's line is written in the same turn. */
export function createOutputEndReader(directory: string): ReporterContext['outputEndOf'] {
	return (trial, execution, metrics = []): OutputEnd | undefined => {
		const path = join(directory, executionFolder(trial, execution), 'output.log');
		const bytes = readEnd(path, metrics.length === 0 ? LAST_LINE_BYTES : TAIL_BYTES);
		if (bytes === undefined) return undefined;
		const lines = linesOf(bytes);
		const line = lastAssigning(lines, metrics) ?? lines.findLast(text => text.trim() !== '') ?? '';
		return {line: line.trim().slice(0, MAX_LINE_LENGTH), path};
	};
}

/** The last line with one of these names, whole, and `=` or `:` behind it: what stands there was no number. */
function lastAssigning(lines: readonly string[], metrics: readonly string[]): string | undefined {
	if (metrics.length === 0) return undefined;
	const names = metrics.map(escapeRegExp).join('|');
	const assigned = new RegExp(String.raw`(?<![\p{L}\p{N}_./\-])(?:${names})["']?[ \t]{0,64}[=:]`, 'u');
	return lines.findLast(line => assigned.test(line));
}

function readEnd(path: string, mostBytes: number): Uint8Array | undefined {
	try {
		return readFileEnd(path, mostBytes);
	} catch {
		return undefined; // Nothing was started, or the log was removed.
	}
}

function lastRewrite(line: string): string {
	const parts = line.replace(/\r+$/, '').split('\r');
	return parts.at(-1) ?? '';
}
