import {createReadStream, existsSync} from 'node:fs';
import type {PlaceInRun} from '../domain/sweep/run-clock.ts';
import {fileError} from '../journal/files.ts';
import {segmentPath} from './telemetry-file.ts';

/** Samples read back: `rows[i][0]` is monotonic ms, then one cell a channel, null for missing. */
export type RecordedTelemetry = {
	readonly channels: readonly string[];
	readonly rows: readonly (readonly (number | null)[])[];
};

/**
 * Reads all samples of a run from the segments of its `telemetry.csv`, in the order of their time. A torn last line is
 * left out. Empty where there is no telemetry. Throws a UserError where a segment cannot be read.
 * @param place where a row stands in the result, by its monotonic ms and its wall clock as written; absent is the former.
 */
export async function readTelemetry(directory: string, place?: PlaceInRun): Promise<RecordedTelemetry> {
	const channels: string[] = [];
	const rows: (number | null)[][] = [];
	for (let segment = 0; existsSync(segmentPath(directory, segment)); segment++) {
		const path = segmentPath(directory, segment);
		try {
			await readSegment(path, place, channels, rows);
		} catch (error) {
			throw fileError('read', path, error);
		}
	}
	// Channels that came later are missing in the earlier rows.
	for (const row of rows) while (row.length < channels.length + 1) row.push(null);
	return {channels, rows: rows.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))};
}

async function readSegment(
	path: string,
	place: PlaceInRun | undefined,
	channels: string[],
	rows: (number | null)[][],
): Promise<void> {
	let header: readonly string[] | undefined;
	let positions: readonly number[] = [];
	for await (const line of wholeLines(path)) {
		const cells = line.split(',');
		if (header === undefined) {
			header = cells;
			for (const name of cells.slice(2)) if (!channels.includes(name)) channels.push(name);
			positions = channels.map(channel => cells.indexOf(channel));
			continue;
		}
		const mono = Number(cells[0]);
		if (cells.length !== header.length || !Number.isFinite(mono)) continue;
		const time = place === undefined ? mono : place(mono, cells[1]);
		rows.push([time, ...positions.map(position => parseCell(position < 0 ? '' : (cells[position] ?? '')))]);
	}
}

/** Lines that end in a newline: one that was cut by a crash may look whole. */
async function* wholeLines(path: string): AsyncGenerator<string> {
	let rest = '';
	for await (const chunk of createReadStream(path, {encoding: 'utf8'})) {
		const lines = (rest + String(chunk)).split('\n');
		rest = lines.pop() ?? '';
		yield* lines;
	}
}

function parseCell(cell: string): number | null {
	return cell === '' ? null : Number(cell);
}
