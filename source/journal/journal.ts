import {errnoOf, UserError} from '../domain/errors.ts';
import type {SweepEvent, SweepFact} from '../domain/event.ts';
import {type CommitListener, createCommitQueue} from './commit-queue.ts';
import {type AppendableFile, fileError, type JournalFiles, nodeFiles} from './files.ts';
import type {JournalEnd} from './recover.ts';
import {createSegmentWriter, type JournalTrouble, type Wait} from './segment-writer.ts';
import {segmentPath} from './segment.ts';

/** What a journal is opened with. */
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
	/**
	 * Looks whether the file is still in its place, for times when nothing is written; where it is not, the journal is
	 * lost. Never rejects.
	 */
	readonly check: () => Promise<void>;
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

function createJournal(options: JournalOptions, files: JournalFiles, file: AppendableFile): Journal {
	const giveUp = new AbortController();
	let seq = options.after?.lastSeq ?? 0;
	const queue = createCommitQueue(seq, options, bytesWaiting =>
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
		onCommitted: queue.onCommitted,
		check: queue.check,
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
