import {createReadStream, existsSync} from 'node:fs';
import type {PlaceInRun} from '../domain/sweep/run-clock.ts';
import {segmentPath} from './telemetry-file.ts';

/** Samples read back: `rows[i][0]` is monotonic ms, then one cell a channel, null for missing. */
export type RecordedTelemetry = {
	readonly channels: readonly string[];
	readonly rows: readonly (readonly (number | null)[])[];
};

/** Which samples to read; both ends are included. */
export type TelemetryRange = {
	readonly fromMs: number;
	readonly toMs: number;
	/** Absent is every channel. */
	readonly channels?: readonly string[];
	/**
	 * Wall time of `fromMs`, ms. Monotonic time begins anew at each boot, so a run that was resumed after one needs it
	 * to tell its boots apart.
	 */
	readonly fromWallMs?: number;
	/** Where a row stands in the result, by its monotonic ms and its wall clock as written; absent is the former. */
	readonly place?: PlaceInRun;
};

/** Two boots differ by more than this, one boot's wall clock is set by less. */
const SAME_BOOT_MS = 60_000;

/**
 * Reads the samples of a run between two monotonic times from all segments of its `telemetry.csv`. A torn last line
 * is left out. Empty where there is no telemetry. Throws where a segment cannot be read.
 */
export async function readTelemetry(directory: string, range: TelemetryRange): Promise<RecordedTelemetry> {
	const channels: string[] = [...(range.channels ?? [])];
	const rows: (number | null)[][] = [];
	for (let segment = 0; existsSync(segmentPath(directory, segment)); segment++) {
		await readSegment(segmentPath(directory, segment), range, channels, rows);
	}
	// Channels that came later are missing in the earlier rows.
	for (const row of rows) while (row.length < channels.length + 1) row.push(null);
	return {channels, rows: rows.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))};
}

async function readSegment(
	path: string,
	range: TelemetryRange,
	channels: string[],
	rows: (number | null)[][],
): Promise<void> {
	let header: readonly string[] | undefined;
	let positions: readonly number[] = [];
	for await (const line of wholeLines(path)) {
		const cells = line.split(',');
		if (header === undefined) {
			header = cells;
			if (range.channels === undefined)
				for (const name of cells.slice(2)) if (!channels.includes(name)) channels.push(name);
			positions = channels.map(channel => cells.indexOf(channel));
			continue;
		}
		const mono = Number(cells[0]);
		if (cells.length !== header.length || !isInRange(mono, cells[1] ?? '', range)) continue;
		const time = range.place === undefined ? mono : range.place(mono, cells[1]);
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

function isInRange(mono: number, wall: string, {fromMs, toMs, fromWallMs}: TelemetryRange): boolean {
	if (!(mono >= fromMs && mono <= toMs)) return false;
	return fromWallMs === undefined || Math.abs(Date.parse(wall) - mono - (fromWallMs - fromMs)) < SAME_BOOT_MS;
}

function parseCell(cell: string): number | null {
	return cell === '' ? null : Number(cell);
}
