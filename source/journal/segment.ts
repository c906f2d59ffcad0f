import {join} from 'node:path';
import {UserError} from '../domain/errors.ts';
import type {JournalFiles} from './files.ts';

const SEGMENT = /^journal(?:\.([1-9]\d{0,8}))?\.ndjson$/;

/** File name of a journal's segment: `journal.ndjson`, then `journal.1.ndjson` … after a failed flush. */
export function segmentName(number: number): string {
	return number === 0 ? 'journal.ndjson' : `journal.${number}.ndjson`;
}

/** Numbers of the segments in a run directory, in the order in which they are read. Throws a UserError without one. */
export function listSegments(directory: string, files: JournalFiles): readonly number[] {
	const numbers = files.list(directory).flatMap(name => {
		const match = SEGMENT.exec(name);
		return match === null ? [] : [Number(match[1] ?? 0)];
	});
	if (numbers.length === 0) {
		throw new UserError(`${directory} holds no journal.ndjson`, 'Name the folder of a run; `sweeptop ls` lists them.');
	}
	return numbers.sort((a, b) => a - b);
}

/** Path of a segment. */
export function segmentPath(directory: string, number: number): string {
	return join(directory, segmentName(number));
}
