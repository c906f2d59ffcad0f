import type {SweepTotals} from '../domain/event.ts';
import type {Command, Reply} from '../domain/protocol.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {ANCHOR, STOPPED} from '../domain/trial.ts';
import {dueAnchor} from './anchors.ts';
import {askSampler} from './ask-sampler.ts';
import {budgetEnd, trialLimit} from './budget.ts';
import {obey} from './commands.ts';
import {freeSlot} from './execution-environment.ts';
import {createEngineroom, type EngineContext, type Engineroom, hold, nextNumber, totalsOf} from './engineroom.ts';
import {dueRepeat, remeasureTrial} from './remeasure.ts';
import {runTrial} from './trial-run.ts';

/** How a sweep ended: in words that `hasFailed` of the domain knows. */
export type SweepEnd = {readonly why: string};

/** A sweep that runs. */
export type Engine = {
	/** Runs until the sweep is over or was told to stop. */
	readonly run: () => Promise<SweepEnd>;
	readonly command: (command: Command, by: string) => Reply;
	/** Ends the sweep: after the running trials, or at once; `by` is for the record. */
	readonly stop: (why: string, now: boolean) => void;
	/** KILLs what runs, without grace. */
	readonly kill: () => void;
	/** Totals of the sweep so far. */
	readonly totals: () => SweepTotals;
	/** Whether it was told to stop, or has ended: whoever wants more waits for the next engine. */
	readonly isLeaving: () => boolean;
	/** No new execution starts while `why` is a text; the journal's disk trouble uses it too. */
	readonly hold: (holder: string, why: string | undefined) => void;
};

/** Creates an engine; nothing runs before `run`. */
export function createEngine(context: EngineContext): Engine {
	const room = createEngineroom(context);
	return {
		run: () => runLoop(room),
		command: (command, by) => obey(room, command, by),
		stop: (why, now) => {
			room.stopping = {why, now: now || room.stopping?.now === true};
			if (now) context.executions.endAll('killed', STOPPED, false);
			room.wake();
		},
		kill: () => context.executions.endAll('killed', STOPPED, true),
		totals: () => totalsOf(room),
		isLeaving: () => room.stopping !== undefined || room.ledger.state().phase === 'ended',
		hold: (holder, why) => hold(room, holder, why),
	};
}

async function runLoop(room: Engineroom): Promise<SweepEnd> {
	let failure: {readonly error: unknown} | undefined;
	let isWritten = false;
	// A trial may be queued by hand while the files are written: then it is not the end.
	const isReady = async (): Promise<boolean> => {
		if (isWritten) return true;
		await room.beforeEnd?.();
		isWritten = true;
		return false;
	};
	for (;;) {
		if (failure !== undefined) throw failure.error;
		const end = endOfSweep(room);
		if (end !== undefined && room.active.size === 0) {
			if (await isReady()) return finish(room, end);
			continue;
		}
		const wakened = room.wakened();
		if (end === undefined && room.holds.size === 0 && hasRoom(room)) {
			const trial = nextTrial(room);
			if (typeof trial === 'number') {
				isWritten = false;
				room.active.add(trial);
				room.slots.set(trial, freeSlot(room.slots.values()));
				const run = isRemeasured(room, trial) ? remeasureTrial : runTrial;
				void run(room, trial) // Its end is the wake; its failure ends the loop.
					.catch(error => {
						failure = {error};
					})
					.finally(() => {
						room.active.delete(trial);
						room.slots.delete(trial);
						room.wake();
					});
				continue;
			}
			if (room.active.size === 0 && trial === 'none') {
				await isReady();
				// A sampler that has run dry is not asked again: only what was queued meanwhile goes on.
				if (room.queue.size() === 0) return finish(room, {why: exhausted(room)});
				continue;
			}
		}
		await wakened;
	}
}

function finish(room: Engineroom, end: SweepEnd): SweepEnd {
	room.ledger.record({type: 'sweep-ended', why: end.why, totals: totalsOf(room)});
	return end;
}

function endOfSweep(room: Engineroom): SweepEnd | undefined {
	if (room.stopping !== undefined) return {why: room.stopping.why};
	if (room.targetReached) return {why: `target reached: ${room.sweep.budget.target ?? ''}`};
	const state = room.ledger.state();
	const timeMs = state.elapsedMs + Math.max(0, room.now() - state.lastMonoMs);
	const spent = {timeMs, energyJ: room.energyJ, failuresInARow: room.failuresInARow};
	const end = budgetEnd(room.sweep, state, spent);
	return end === undefined ? undefined : {why: end.why};
}

/** The number of a trial; or none now, since the sampler is still thinking (it wakes the loop), or none at all. */
type Next = number | 'asked' | 'none';

/** The next trial to get a slot: one that waits, else a new one from the sampler, else one that gave way. */
function nextTrial(room: Engineroom): Next {
	const waiting = room.queue.shift();
	if (waiting !== undefined) return waiting;
	const made = newTrial(room);
	if (made !== 'none') return made;
	return room.later.shift() ?? (room.active.size === 0 ? dueRepeat(room) : undefined) ?? 'none';
}

/** A trial that is measured again has the machine to itself. */
function hasRoom(room: Engineroom): boolean {
	if ([...room.active].some(trial => isRemeasured(room, trial))) return false;
	return room.slots.size < room.sweep.run.jobs;
}

function isRemeasured(room: Engineroom, trial: number): boolean {
	return room.ledger.state().trials[trial - 1]?.remeasured === true;
}

function newTrial(room: Engineroom): Next {
	const state = room.ledger.state();
	const anchor = room.question === undefined ? dueAnchor(room.sweep.run.anchorEvery, state) : undefined;
	if (anchor !== undefined) {
		const trial = nextNumber(room);
		room.anchors += 1;
		room.ledger.record({type: 'trial-queued', trial, params: anchor, by: ANCHOR});
		return trial;
	}
	if (room.question === undefined && isSpent(room, state)) return 'none';
	const given = room.question === undefined ? room.enqueued.shift() : undefined;
	if (given !== undefined) {
		const trial = nextNumber(room);
		room.ledger.record({type: 'trial-queued', trial, params: given, by: 'user'});
		return trial;
	}
	const asked = askSampler(room);
	if (asked === 'thinking') return 'asked';
	if (asked.params === undefined) return 'none';
	const {trial, params} = asked;
	room.ledger.record({type: 'trial-queued', trial, params, by: room.sweep.sampler.name});
	return trial;
}

function isSpent(room: Engineroom, state: SweepState): boolean {
	return state.trials.length - room.anchors >= trialLimit(room.sweep, state);
}

function exhausted(room: Engineroom): string {
	const state = room.ledger.state();
	const trials = state.trials.length - room.anchors;
	if (isSpent(room, state)) return `trial budget spent (${trials})`;
	const size = room.sampler.size;
	if (size === undefined) return `space exhausted ${trials}`;
	// Points of a person's own need not be of the grid.
	const more = Math.max(0, trials - Number(size.count));
	return `space exhausted ${trials - more}/${size.count}${more === 0 ? '' : ` and ${more} by hand`}`;
}
