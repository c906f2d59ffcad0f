import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {assertNone} from './assert-none.ts';
import {REPOSITORY} from './repository.ts';

/** A page of the repository that a program writes, with the text that it has to have now. */
export type WrittenPage = {
	/** Below the repository's folder. */
	readonly path: string;
	readonly text: string;
};

/**
 * Fails where pages in the repository are not what a program writes: with the first line of each that differs, and the
 * command that writes them anew. A whole page in a report hides that line.
 */
export function assertPages(pages: Iterable<WrittenPage>, command: string): void {
	assertNone([...pages].flatMap(firstDifference), `${command} writes these anew`);
}

/** Longest part of a line that is shown, and how much of it stands before what differs. */
const SHOWN = 100;
const BEFORE = 20;

function firstDifference({path, text}: WrittenPage): readonly string[] {
	const file = join(REPOSITORY, path);
	if (!existsSync(file)) return [`${path} is missing`];
	const stored = readFileSync(file, 'utf8');
	if (stored === text) return [];
	const is = stored.split('\n');
	const wanted = text.split('\n');
	const line = countEqual(is, wanted);
	const from = Math.max(0, countEqual([...(is[line] ?? '')], [...(wanted[line] ?? '')]) - BEFORE);
	return [`${path}:${line + 1}`, `  is         ${shown(is[line], from)}`, `  should be  ${shown(wanted[line], from)}`];
}

/** How many members at the beginning of both are the same. */
function countEqual(one: readonly string[], other: readonly string[]): number {
	const index = one.findIndex((member, at) => member !== other[at]);
	return index < 0 ? one.length : index;
}

function shown(line: string | undefined, from: number): string {
	if (line === undefined) return 'no such line';
	return `${from > 0 ? '…' : ''}${line.slice(from, from + SHOWN)}${line.length > from + SHOWN ? '…' : ''}`;
}
