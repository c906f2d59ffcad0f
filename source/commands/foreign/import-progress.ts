import type {ForeignSource} from '../../domain/importer.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {formatBytes} from '../../importers/foreign/foreign-limits.ts';
import type {Host} from '../command.ts';

/** Tells on stderr how far a file is read, once that takes longer than a moment. */
export type ImportProgress = {
	/** The source, with every byte that is read of it counted. */
	readonly watch: (source: ForeignSource) => ForeignSource;
	/** Trials that were written, of so many. */
	readonly wrote: (trials: number, of: number) => void;
	/** Takes its line away again, and says no more. */
	readonly done: () => void;
};

/** Nothing is said of what is done sooner. */
const PATIENCE_MS = 1000;
/** Between two states of the line. */
const EVERY_MS = 250;
/** Lines or trials between two looks at the clock. */
const LOOK_EVERY = 1024;

/**
 * A progress that has just begun. On a terminal it is one line that is written over; elsewhere one line is written when
 * reading takes long, and no more.
 * @param now monotonic ms.
 */
export function createImportProgress(name: string, stderr: Host['stderr'], now: () => number): ImportProgress {
	const beganMs = now();
	const isTerminal = stderr.isTTY === true;
	let toldMs: number | undefined;
	let looks = 0;
	let isOver = false;
	const tell = (text: () => string): void => {
		const nowMs = now();
		if (isOver || nowMs - beganMs < PATIENCE_MS || (toldMs !== undefined && nowMs - toldMs < EVERY_MS)) return;
		if (isTerminal) stderr.write(`\r${text()}\u001B[K`);
		else if (toldMs === undefined) stderr.write(`${text()} …\n`);
		toldMs = nowMs;
	};
	const look = (text: () => string): void => {
		looks += 1;
		if (looks % LOOK_EVERY === 0) tell(text);
	};
	return {
		watch: source => {
			const total = source.entries().reduce((sum, {size}) => sum + size, 0);
			let read = 0;
			const text = (): string => {
				// What is inflated, or gone through again, is more than the files are.
				const of = read > total ? '' : ` of ${formatBytes(total)}`;
				return `reading ${safeText(name)}: ${formatBytes(read)}${of}`;
			};
			return countReads(source, (bytes, isWhole) => {
				read += bytes;
				if (isWhole) tell(text);
				else look(text);
			});
		},
		wrote: (trials, of) => look(() => `importing ${safeText(name)}: ${trials} of ${of} trials`),
		done: () => {
			if (!isOver && isTerminal && toldMs !== undefined) stderr.write('\r\u001B[K');
			isOver = true;
		},
	};
}

/** A source that tells of each read: of lines one by one, of anything else when it is whole. */
function countReads(source: ForeignSource, count: (bytes: number, isWhole: boolean) => void): ForeignSource {
	const whole = <T extends string | Uint8Array>(content: T): T => {
		count(content.length, true);
		return content;
	};
	return {
		...source,
		bytes: (...place) => whole(source.bytes(...place)),
		text: (...place) => whole(source.text(...place)),
		lines: function* (path) {
			for (const line of source.lines(path)) {
				count(line.length + 1, false);
				yield line;
			}
		},
		pieces: function* (path) {
			for (const piece of source.pieces(path)) yield whole(piece);
		},
	};
}
