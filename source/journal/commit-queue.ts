import type {SweepEvent} from '../domain/event.ts';
import {encodeLine} from './line.ts';
import type {SegmentWriter} from './segment-writer.ts';

/** Gets what became durable: lines as they stand in the file, without line ends, and their events. */
export type CommitListener = (lines: readonly string[], events: readonly SweepEvent[]) => void;

/** Events on their way to the disk. */
export type CommitQueue = {
	readonly add: (event: SweepEvent) => void;
	/** Resolves when the event with this seq is on disk; rejects when it never will be. */
	readonly durable: (seq: number) => Promise<void>;
	/** Highest seq that is on disk. */
	readonly committedSeq: () => number;
	readonly onCommitted: (listener: CommitListener) => () => void;
	/** Fails as a write would where the file is not in its place any more. Never rejects. */
	readonly check: () => Promise<void>;
	/** Waits for what is on its way and closes the file; from here on nothing is taken. */
	readonly close: () => Promise<void>;
};

type Batch = {readonly lines: string[]; readonly events: SweepEvent[]; bytes: number};

/**
 * Least time from one flush to the next while nobody waits for it: trials that take a few milliseconds share one, it
 * does not get in the way of their own files, and a board's flash card is spared.
 */
const FLUSH_SPACING_MS = 10;

type Waiter = {readonly seq: number; readonly resolve: () => void; readonly reject: (error: unknown) => void};

/** The mutable heart of a queue. */
type Heart = {
	readonly writer: SegmentWriter;
	readonly onLost: (error: Error) => void;
	readonly monoMs: () => number;
	readonly listeners: Set<CommitListener>;
	committed: number;
	pending: Batch;
	waiters: Waiter[];
	failure: Error | undefined;
	isClosing: boolean;
	/** Monotonic ms before which a flush that nobody waits for is not begun. */
	restUntilMs: number;
	/** Ends the rest between two flushes at once. */
	hurry: () => void;
	committing: Promise<void> | undefined;
};

/**
 * Groups events into batches, of which one at a time is written and flushed; what comes meanwhile, and for some
 * milliseconds after it, is the next one.
 * @param lastSeq seq of the last event that is on disk already.
 * @param monoMs CLOCK_MONOTONIC in ms. @param onLost is called once when a batch can never be written.
 */
export function createCommitQueue(
	lastSeq: number,
	{monoMs, onLost}: {readonly monoMs: () => number; readonly onLost: (error: Error) => void},
	createWriter: (bytesWaiting: () => number) => SegmentWriter,
): CommitQueue {
	const heart: Heart = {
		writer: createWriter(() => heart.pending.bytes),
		onLost,
		monoMs,
		listeners: new Set(),
		committed: lastSeq,
		pending: emptyBatch(),
		waiters: [],
		failure: undefined,
		isClosing: false,
		restUntilMs: Number.NEGATIVE_INFINITY,
		hurry: () => {},
		committing: undefined,
	};
	return {
		add: event => add(heart, event),
		durable: seq => durable(heart, seq),
		committedSeq: () => heart.committed,
		onCommitted: listener => {
			heart.listeners.add(listener);
			return () => {
				heart.listeners.delete(listener);
			};
		},
		check: () => check(heart),
		close: async () => {
			heart.isClosing = true;
			heart.hurry();
			await heart.committing;
			heart.failure ??= new Error('the journal is closed');
			await heart.writer.close();
		},
	};
}

function emptyBatch(): Batch {
	return {lines: [], events: [], bytes: 0};
}

function add(heart: Heart, event: SweepEvent): void {
	if (heart.failure !== undefined) return;
	const line = encodeLine(event);
	heart.pending.lines.push(line);
	heart.pending.events.push(event);
	heart.pending.bytes += Buffer.byteLength(line) + 1;
	heart.committing ??= commitAll(heart);
}

function durable(heart: Heart, seq: number): Promise<void> {
	if (seq <= heart.committed) return Promise.resolve();
	if (heart.failure !== undefined) return Promise.reject(heart.failure);
	return new Promise((resolve, reject) => {
		heart.waiters.push({seq, resolve, reject});
		heart.hurry();
	});
}

async function check(heart: Heart): Promise<void> {
	// A write looks for itself.
	if (heart.failure !== undefined || heart.isClosing || heart.committing !== undefined) return;
	try {
		await heart.writer.check();
	} catch (error) {
		// A write that came meanwhile may have said so already.
		if (heart.failure === undefined && heart.committing === undefined && !heart.isClosing) fail(heart, toError(error));
	}
}

async function commitAll(heart: Heart): Promise<void> {
	// What is appended in the same turn of the event loop goes into the same flush.
	await Promise.resolve();
	try {
		while (heart.pending.lines.length > 0) {
			await rest(heart);
			heart.restUntilMs = heart.monoMs() + FLUSH_SPACING_MS;
			const batch = heart.pending;
			heart.pending = emptyBatch();
			await heart.writer.write(`${batch.lines.join('\n')}\n`);
			acknowledge(heart, batch);
		}
	} catch (error) {
		fail(heart, toError(error));
	} finally {
		// No await since the check that nothing is pending: an append in between would wait for ever.
		heart.committing = undefined;
	}
}

/** Waits until the last flush is some time past, unless somebody waits for the next one. */
async function rest(heart: Heart): Promise<void> {
	const restMs = heart.restUntilMs - heart.monoMs();
	if (restMs <= 0 || heart.waiters.length > 0 || heart.isClosing) return;
	const {promise, resolve} = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, Math.min(restMs, FLUSH_SPACING_MS));
	heart.hurry = resolve;
	await promise;
	clearTimeout(timer);
	heart.hurry = () => {};
}

function acknowledge(heart: Heart, {lines, events}: Batch): void {
	heart.committed = events.at(-1)?.seq ?? heart.committed;
	for (const listener of heart.listeners) listener(lines, events);
	const {waiters} = heart;
	heart.waiters = waiters.filter(waiter => waiter.seq > heart.committed);
	for (const waiter of waiters) if (waiter.seq <= heart.committed) waiter.resolve();
}

function fail(heart: Heart, error: Error): void {
	heart.failure = error;
	heart.pending = emptyBatch();
	for (const waiter of heart.waiters.splice(0)) waiter.reject(error);
	if (!heart.isClosing) heart.onLost(error);
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
