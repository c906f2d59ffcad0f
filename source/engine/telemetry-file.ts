import {existsSync} from 'node:fs';
import {type FileHandle, open, unlink} from 'node:fs/promises';
import {join} from 'node:path';
import {messageOf} from '../domain/errors.ts';
import type {SamplesFrame} from '../domain/protocol.ts';

/** A new segment begins at this size. */
const SEGMENT_BYTES = 64 * 1024 ** 2;

/** Rows wait this long before they are written, so that a board's flash card is not kept awake. */
const FLUSH_MS = 2000;

/** Cells that may wait in memory while the disk does not take them: about 16 MiB. */
const MOST_WAITING_CELLS = 1_000_000;

/** Where to write, and the clocks. */
export type TelemetryFileOptions = {
	readonly directory: string;
	/** Wall clock and monotonic clock, both in ms. */
	readonly wallNow: () => number;
	readonly monoNow: () => number;
	/** Calls back after that many ms; gives a function that cancels it. */
	readonly setTimer: (callback: () => void, ms: number) => () => void;
	/** Whether the folder is gone: then nothing more is written, as a new file would be half of a new run. */
	readonly isLost?: () => boolean;
	/** Once, when rows are lost because they cannot be written. */
	readonly onNotice: (text: string) => void;
	readonly segmentBytes?: number;
};

/** Path of a segment: `telemetry.csv`, then `telemetry.csv.1` and so on, oldest first. */
export function segmentPath(directory: string, segment: number): string {
	return join(directory, segment === 0 ? 'telemetry.csv' : `telemetry.csv.${segment}`);
}

/**
 * The telemetry of a run directory, written in the background. Each opening, each new set of channels and each 64 MiB
 * begins a segment with its own header `mono_ms,t,<channel…>`; a missing value is an empty cell.
 */
export class TelemetryFile {
	readonly #options: TelemetryFileOptions;
	#handle: FileHandle | undefined;
	#writtenBytes = 0;
	#columns: readonly string[] = [];
	#waiting: SamplesFrame[] = [];
	#waitingCells = 0;
	#hasTold = false;
	#cancel: (() => void) | undefined;
	#busy: Promise<void> = Promise.resolve();

	constructor(options: TelemetryFileOptions) {
		this.#options = options;
	}

	/** Queues a frame. Never waits, never throws. */
	append(frame: SamplesFrame): void {
		if (frame.rows.length === 0) return;
		const cells = frame.rows.length * (frame.channels.length + 2);
		if (this.#waitingCells + cells > MOST_WAITING_CELLS) return this.#lose('the disk does not take them');
		this.#waiting.push(frame);
		this.#waitingCells += cells;
		this.#cancel ??= this.#options.setTimer(() => void this.flush(), FLUSH_MS);
	}

	/** Writes what is queued. */
	flush(): Promise<void> {
		this.#cancel?.();
		this.#cancel = undefined;
		this.#busy = this.#busy.then(() => this.#write());
		return this.#busy;
	}

	/** Writes what is queued and closes the file. */
	async close(): Promise<void> {
		await this.flush();
		await this.#closeSegment();
	}

	async #write(): Promise<void> {
		const frames = this.#waiting;
		this.#waiting = [];
		this.#waitingCells = 0;
		if (frames.length === 0 || this.#options.isLost?.() === true) return;
		try {
			const handle = await this.#segmentFor(frames);
			const text = formatRows(frames, this.#columns, this.#options.wallNow() - this.#options.monoNow());
			await handle.appendFile(text);
			this.#writtenBytes += Buffer.byteLength(text);
		} catch (error) {
			this.#lose(messageOf(error));
			await this.#undo();
		}
	}

	/** Takes back a row that was cut short, so that the segment can go on; a disk that is full for hours is no new ones. */
	async #undo(): Promise<void> {
		try {
			await this.#handle?.truncate(this.#writtenBytes);
		} catch {
			await this.#closeSegment();
		}
	}

	/** The open segment, or a new one where it is full or lacks a channel. */
	async #segmentFor(frames: readonly SamplesFrame[]): Promise<FileHandle> {
		const columns = [...new Set([...this.#columns, ...frames.flatMap(frame => frame.channels)])];
		const isFull = this.#writtenBytes >= (this.#options.segmentBytes ?? SEGMENT_BYTES);
		if (this.#handle !== undefined && columns.length === this.#columns.length && !isFull) return this.#handle;
		await this.#closeSegment();
		const path = firstFreePath(this.#options.directory);
		const handle = await open(path, 'ax', 0o600);
		const header = `${['mono_ms', 't', ...columns].join(',')}\n`;
		try {
			await handle.appendFile(header);
		} catch (error) {
			await handle.close();
			await unlink(path);
			throw error;
		}
		this.#handle = handle;
		this.#columns = columns;
		this.#writtenBytes = header.length;
		return handle;
	}

	async #closeSegment(): Promise<void> {
		const closing = this.#handle;
		this.#handle = undefined;
		// The rows are in the file or lost already; a failing close adds nothing.
		await closing?.close().catch(() => {});
	}

	#lose(why: string): void {
		if (!this.#hasTold) this.#options.onNotice(`samples are not written to telemetry.csv: ${why}`);
		this.#hasTold = true;
	}
}

/** Channel names are of our own making and need no quotes. */
function formatRows(frames: readonly SamplesFrame[], columns: readonly string[], wallMinusMonoMs: number): string {
	let text = '';
	for (const frame of frames) {
		const positions = columns.map(channel => frame.channels.indexOf(channel));
		for (const row of frame.rows) {
			const mono = Math.round((frame.t0 + (row[0] ?? 0)) * 1000) / 1000;
			text += `${mono},${new Date(mono + wallMinusMonoMs).toISOString()}`;
			for (const position of positions) text += `,${position < 0 ? '' : (row[position + 1] ?? '')}`;
			text += '\n';
		}
	}
	return text;
}

function firstFreePath(directory: string): string {
	let segment = 0;
	while (existsSync(segmentPath(directory, segment))) segment++;
	return segmentPath(directory, segment);
}
