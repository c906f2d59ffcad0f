import {errnoOf, UserError} from '../domain/errors.ts';
import type {SweepEvent, SweepFact} from '../domain/event.ts';
import {type AppendableFile, fileError, type JournalFiles, nodeFiles} from './files.ts';
import {encodeLine} from './line.ts';
import type {JournalEnd} from './recover.ts';
import {createSegmentWriter, type JournalTrouble, type SegmentWriter, type Wait} from './segment-writer.ts';
import {segmentPath} from './segment.ts';

export type JournalOptions = {
	readonly directory: string;
	/** Where to go on (from `recoverJournal`); absent for a new run, whose journal must not exist yet. */
	readonly after?: JournalEnd;
	/** Unix time in ms. */
	readonly now: () => number;
	/** CLOCK_MONOTONIC in ms. */
	readonly monoMs: () => number;
	/** Id of the boot that `monoMs` belongs to. */
	readonly boot: string;
	/** Once when writing began to fail: the sweep should pause. */
	readonly onTrouble: (trouble: JournalTrouble) => void;
	/** Once when all that waited is on disk again. */
	readonly onRecovered: () => void;
	/** Once when no more can be written for good (its folder was deleted or moved): the sweep must stop. */
	readonly onLost: (error: Error) => void;
	readonly files?: JournalFiles;
	readonly wait?: Wait;
};

/** Gets what became durable: lines as they stand in the file, without line ends, and their events. */
export type CommitListener = (lines: readonly string[], events: readonly SweepEvent[]) => void;

/** An open journal. */
export type Journal = {
	/**
	 * Gives the fact its place and puts it in line to be written. Never blocks: a journal that was lost or
	 * closed keeps numbering, and {@link Journal.durable} tells.
	 */
	readonly append: (fact: SweepFact) => SweepEvent;
	/** Resolves when the record with this seq survives a crash; rejects when it never will. */
	readonly durable: (seq: number) => Promise<void>;
	/** Resolves when all that was appended so far is durable. */
	readonly flush: () => Promise<void>;
	/** Highest seq that is durable. */
	readonly committedSeq: () => number;
	readonly onCommitted: (listener: CommitListener) => () => void;
	/** Flushes and closes. In trouble it waits for the disk. */
	readonly close: () => Promise<void>;
	/** Closes at once and gives up what is not durable. */
	readonly abandon: () => Promise<void>;
};

/** Opens the journal of a run for writing. The caller holds the run's lock. Throws a UserError that names the path. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
	const {directory, after} = options;
	const files = options.files ?? nodeFiles;
	if (after?.writable === false) {
		throw new UserError(
			`the journal in ${directory} has format ${after.format}, which is newer than this program`,
			'Update sweeptop to write to it; `sweeptop view` and `export` can read it.',
		);
	}
	const path = segmentPath(directory, after?.segment ?? 0);
	try {
		const file = await files.openForAppending(path, after === undefined);
		// A file system that cannot flush must be known before the first trial, not after it.
		await file.datasync();
		if (after === undefined) await files.syncDirectory(directory);
		return createJournal(options, files, file);
	} catch (error) {
		if (errnoOf(error) === 'EEXIST') {
			throw new UserError(`${directory} already holds a run`, `Continue it with \`sweeptop resume ${directory}\`.`);
		}
		throw fileError('write', path, error);
	}
}

type Batch = {lines: string[]; events: SweepEvent[]; bytes: number};

type Waiter = {readonly seq: number; readonly resolve: () => void; readonly reject: (error: unknown) => void};

function createJournal(options: JournalOptions, files: JournalFiles, file: AppendableFile): Journal {
	const giveUp = new AbortController();
	let seq = options.after?.lastSeq ?? 0;
	const queue = createCommitQueue(options, seq, bytesWaiting =>
		createSegmentWriter({
			...options,
			files,
			file,
			segment: options.after?.segment ?? 0,
			offset: options.after?.offset ?? 0,
			signal: giveUp.signal,
			bytesWaiting,
		}),
	);
	return {
		append: fact => {
			seq += 1;
			const t = new Date(options.now()).toISOString();
			// Microseconds: a double prints its noise otherwise.
			const mono_ms = Math.round(options.monoMs() * 1000) / 1000;
			const event: SweepEvent = {seq, t, mono_ms, boot: options.boot, ...fact};
			queue.add(event);
			return event;
		},
		durable: queue.durable,
		flush: () => queue.durable(seq),
		committedSeq: queue.committedSeq,
		onCommitted: listener => {
			queue.listeners.add(listener);
			return () => {
				queue.listeners.delete(listener);
			};
		},
		close: async () => {
			try {
				await queue.durable(seq);
			} finally {
				await queue.close();
			}
		},
		abandon: async () => {
			giveUp.abort(new Error('the journal was abandoned'));
			await queue.close();
		},
	};
}

/** Groups events into batches; one batch is on its way to the disk at a time. */
function createCommitQueue(
	options: JournalOptions,
	lastSeq: number,
	createWriter: (bytesWaiting: () => number) => SegmentWriter,
) {
	let committed = lastSeq;
	let pending = emptyBatch();
	let waiters: Waiter[] = [];
	let failure: {readonly error: Error} | undefined;
	let isClosing = false;
	let committing: Promise<void> | undefined;
	const listeners = new Set<CommitListener>();
	const writer = createWriter(() => pending.bytes);

	const commitAll = async (): Promise<void> => {
		// What is appended in the same turn of the event loop goes into the same flush.
		await Promise.resolve();
		try {
			while (pending.lines.length > 0) {
				const batch = pending;
				pending = emptyBatch();
				await writer.write(`${batch.lines.join('\n')}\n`);
				committed = batch.events.at(-1)?.seq ?? committed;
				for (const listener of listeners) listener(batch.lines, batch.events);
				for (const waiter of waiters) if (waiter.seq <= committed) waiter.resolve();
				waiters = waiters.filter(waiter => waiter.seq > committed);
			}
		} catch (error) {
			fail(error);
		} finally {
			// No await since the check that nothing is pending: an append in between would wait for ever.
			committing = undefined;
		}
	};
	const fail = (error: unknown): void => {
		const reason = error instanceof Error ? error : new Error(String(error));
		failure = {error: reason};
		pending = emptyBatch();
		for (const waiter of waiters) waiter.reject(reason);
		waiters = [];
		if (!isClosing) options.onLost(reason);
	};
	return {
		listeners,
		committedSeq: () => committed,
		add: (event: SweepEvent): void => {
			if (failure !== undefined) return;
			const line = encodeLine(event);
			pending.lines.push(line);
			pending.events.push(event);
			pending.bytes += Buffer.byteLength(line) + 1;
			committing ??= commitAll();
		},
		durable: (wanted: number): Promise<void> => {
			if (wanted <= committed) return Promise.resolve();
			if (failure !== undefined) return Promise.reject(failure.error);
			return new Promise((resolve, reject) => {
				waiters.push({seq: wanted, resolve, reject});
			});
		},
		close: async (): Promise<void> => {
			isClosing = true;
			await committing;
			failure ??= {error: new Error('the journal is closed')};
			await writer.close();
		},
	};
}

function emptyBatch(): Batch {
	return {lines: [], events: [], bytes: 0};
}
