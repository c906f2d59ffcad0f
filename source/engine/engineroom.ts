import type {SweepTotals} from '../domain/event.ts';
import {sweepTotals} from '../domain/sweep/sweep-totals.ts';
import type {Suggester} from '../domain/sampler.ts';
import {canonicalKey, type Params} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';
import {countAnchors} from '../domain/trial.ts';
import type {ExecutionRunner} from './execution-run.ts';
import type {Ledger} from './ledger.ts';
import type {Race} from './remeasure.ts';
import {createTrialQueue, type TrialQueue, visitedKeys} from './trial-queue.ts';
import type {TrialResultsComputer} from './trial-results.ts';

/** Why of a trial that a person has skipped. */
export const SKIPPED = 'skipped by the user';

/** A suggestion that takes its time, for the trial of that number: nobody else gets the number meanwhile. */
export type Question = {
	readonly trial: number;
	answer?:
		| {readonly kind: 'params'; readonly params: Params | undefined}
		| {readonly kind: 'error'; readonly error: unknown};
};

/** Number of the next trial that is queued. */
export function nextNumber({ledger, question}: Pick<Engineroom, 'ledger' | 'question'>): number {
	return Math.max(ledger.state().trials.length, question?.trial ?? 0) + 1;
}

/** What came of preparing the machine for a trial. */
export type Prepared =
	/** Flags for the trial; more may be added until it ends. */
	| {readonly kind: 'ready'; readonly flags: readonly string[]}
	/** The trial cannot run as asked: a sentence for the person. */
	| {readonly kind: 'failed'; readonly why: string};

/** Sets the machine up for a trial, before its first execution; the time is not the trial's. */
export type TrialPreparation = {
	/** Ends early when the signal is given. Rejects only on our own bugs. */
	readonly prepare: (trial: number, params: Params, signal: AbortSignal) => Promise<Prepared>;
};

/** What an engine is made of. All of it is handed in: it opens nothing itself. */
export type EngineContext = {
	readonly sweep: Sweep;
	readonly ledger: Ledger;
	readonly sampler: Suggester;
	/** Whether what the sampler is told changes what it suggests. */
	readonly learns: boolean;
	readonly results: TrialResultsComputer;
	readonly executions: ExecutionRunner;
	/** Absent where a trial needs nothing before it. */
	readonly preparation?: TrialPreparation;
	/** Trials that wait already: left over by a dead engine. */
	readonly unfinished: readonly number[];
	/** Joules of the whole sweep so far, where there is a source. */
	readonly energyJ: () => number | undefined;
	/** Monotonic ms. */
	readonly now: () => number;
	/** The state changed in a way that the result files should show. */
	readonly onProgress: () => void;
	/** Awaited before the end of the sweep is recorded: who hears of it finds the result files whole. */
	readonly beforeEnd?: () => Promise<void>;
};

/** The mutable heart of one engine, shared by its parts. */
export type Engineroom = EngineContext & {
	readonly queue: TrialQueue;
	/** Trials that gave way to the others, and the flags of their preparations. */
	readonly later: TrialQueue;
	readonly partedFlags: Map<number, readonly string[]>;
	/** Trials so far that only watch the machine. */
	anchors: number;
	/** Trials that have not ended. */
	readonly active: Set<number>;
	/** Trials that hold one of the `jobs` slots, and its number from 1: from their start until the last process is gone. */
	readonly slots: Map<number, number>;
	/**
	 * Whether the next trial may start before the end of the last one is known: not where the sampler learns from it,
	 * or a failure limit or a target decides by it whether there is a next one.
	 */
	readonly mayOverlapEnds: boolean;
	/** Points of the sweep file that come before those of the sampler and have no trial yet. */
	readonly enqueued: Params[];
	/** What the sampler was asked and has not answered, or what came of it. */
	question: Question | undefined;
	/** How trials that could be the best are measured again. */
	readonly race: Race;
	/** Trials that are being prepared, and how to break that off. */
	readonly preparing: Map<number, AbortController>;
	/** Who holds the sweep back, and why. */
	readonly holds: Map<string, string>;
	stopping: {readonly why: string; readonly now: boolean} | undefined;
	failuresInARow: number;
	targetReached: boolean;
	/** Wakes the loop and the trials that are held back. */
	readonly wake: () => void;
	/** Resolves at the next wake. */
	readonly wakened: () => Promise<void>;
};

/** Points of the sweep file that no trial has: a resume goes on with them. */
function missingPoints({sweep: {space, enqueue = []}, ledger}: EngineContext): Params[] {
	if (enqueue.length === 0) return [];
	const visited = visitedKeys(space, ledger.state());
	return enqueue.filter(params => !visited.has(canonicalKey(space, params)));
}

/** The heart of an engine that has not started. */
export function createEngineroom(context: EngineContext): Engineroom {
	let next = Promise.withResolvers<void>();
	const {failures, target} = context.sweep.budget;
	return {
		...context,
		queue: createTrialQueue(context.unfinished),
		later: createTrialQueue([]),
		partedFlags: new Map(),
		enqueued: missingPoints(context),
		anchors: countAnchors(context.ledger.state().trials),
		active: new Set(),
		slots: new Map(),
		mayOverlapEnds: !context.learns && failures === undefined && target === undefined,
		question: undefined,
		race: {told: '', runs: 0},
		preparing: new Map(),
		holds: new Map(),
		stopping: undefined,
		failuresInARow: 0,
		targetReached: false,
		wake: () => {
			next.resolve();
			next = Promise.withResolvers<void>();
		},
		wakened: () => next.promise,
	};
}

/**
 * Resolves when nothing holds the sweep back any more: true. False where it is to stop instead, at once or while it is
 * held: then nothing more is to be started.
 */
export async function released(room: Engineroom): Promise<boolean> {
	while (room.holds.size > 0 && room.stopping === undefined) await room.wakened();
	return room.stopping === undefined || (room.holds.size === 0 && !room.stopping.now);
}

/** Adds or removes one reason to hold back, and records the change of the whole. */
export function hold(room: Engineroom, holder: string, why: string | undefined): void {
	const before = room.holds.size;
	if (why === undefined) room.holds.delete(holder);
	else room.holds.set(holder, why);
	if (before === 0 && room.holds.size > 0) {
		room.ledger.record({type: 'sweep-paused', why: why ?? '', totals: totalsOf(room)});
		room.onProgress();
	}
	if (before > 0 && room.holds.size === 0) {
		room.ledger.record({type: 'sweep-resumed', why: `${holder} released`, totals: totalsOf(room)});
	}
	room.wake();
}

/** Totals of the sweep for its own events. */
export function totalsOf({ledger, energyJ}: Pick<Engineroom, 'ledger' | 'energyJ'>): SweepTotals {
	return sweepTotals(ledger.state(), energyJ());
}
