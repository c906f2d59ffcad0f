import type {SweepEvent} from '../event.ts';
import {own} from '../record.ts';

/** Where the whole sweep stands. */
export type Phase = 'empty' | 'running' | 'paused' | 'ended';

/** Where a sweep was gone on with after nothing had run it: a run that was resumed. */
export type Resumption = {
	/** On the clock of the events. */
	readonly atMs: number;
	/** How long nothing ran, ms by the wall clock: the machine may have been booted anew meanwhile. */
	readonly awayMs: number;
};

/**
 * The time of a run without the gaps between its engines, over boots too: monotonic ms of the first engine, gone on with
 * where each engine ended. It is what `elapsedMs` of a sweep's state counts. A run of one engine keeps its own times.
 */
export type RunClock = {
	/** The same event on this clock. Events come in the order of the journal; one that came before changes nothing. */
	readonly event: (event: SweepEvent) => SweepEvent;
	/**
	 * A monotonic time of the boot of the latest event on this clock; of another boot where `wall`, the wall clock at that
	 * time (ISO 8601), fits that one better. A time between two engines is the end of the first.
	 */
	readonly at: PlaceInRun;
};

/** See {@link RunClock}. */
export type PlaceInRun = (monoMs: number, wall?: string) => number;

/** A time in which one engine ran: monotonic ms of its boot, and what is added for the time of the run. */
type Stretch = {
	readonly boot: string;
	readonly fromMs: number;
	/** Of its last event. */
	toMs: number;
	readonly shiftMs: number;
	/** Wall clock less monotonic clock. */
	readonly wallShiftMs: number;
};

/** The events that change the phase. */
const PHASES: Readonly<Record<string, Phase>> = {
	'sweep-started': 'running',
	'sweep-resumed': 'running',
	'sweep-paused': 'paused',
	'sweep-ended': 'ended',
} satisfies {readonly [Type in SweepEvent['type']]?: Phase};

/** The phase that an event leads to; undefined for one that leaves it as it is. */
export function phaseAfter({type}: Pick<SweepEvent, 'type'>): Phase | undefined {
	return own(PHASES, type);
}

/** Whether an engine ran from the event before this one until it: not between two engines, even within one boot. */
export function engineRanUntil(
	event: Pick<SweepEvent, 'boot' | 'type'>,
	before: {readonly boot: string; readonly phase: Phase},
): boolean {
	return before.boot === event.boot && event.type !== 'sweep-started' && before.phase !== 'ended';
}

/** An engine that writes so soon after another goes on with the same pause: `enqueue` and `resume --trials` are short ones. */
const MOMENT_MS = 1000;

/** The resumptions of a run with that by an engine which starts; the first engine of a run resumes nothing. */
export function resumedBy(
	{t, mono_ms}: Pick<SweepEvent, 't' | 'mono_ms'>,
	{resumptions, lastRunAt}: {readonly resumptions: readonly Resumption[]; readonly lastRunAt: string},
): readonly Resumption[] {
	if (lastRunAt === '') return resumptions;
	// A wall clock that was set back tells no time away.
	const awayMs = Math.max(0, Date.parse(t) - Date.parse(lastRunAt)) || 0;
	const newest = resumptions.at(-1);
	const isSame = newest !== undefined && Math.abs(mono_ms - newest.atMs) <= MOMENT_MS;
	return isSame
		? [...resumptions.slice(0, -1), {atMs: mono_ms, awayMs: newest.awayMs + awayMs}]
		: [...resumptions, {atMs: mono_ms, awayMs}];
}

/** A clock before the first event: every time is its own. */
export function createRunClock(): RunClock {
	const stretches: Stretch[] = [];
	let phase: Phase = 'empty';
	let lastSeq = 0;

	function follow(event: SweepEvent): void {
		const newest = stretches.at(-1);
		if (newest !== undefined && engineRanUntil(event, {boot: newest.boot, phase})) {
			newest.toMs = Math.max(newest.toMs, event.mono_ms);
			return;
		}
		const endMs = newest === undefined ? event.mono_ms : newest.toMs + newest.shiftMs;
		stretches.push({
			boot: event.boot,
			fromMs: event.mono_ms,
			toMs: event.mono_ms,
			shiftMs: endMs - event.mono_ms,
			wallShiftMs: Date.parse(event.t) - event.mono_ms,
		});
	}

	function at(monoMs: number, wall?: string): number {
		const boot = bootOf(stretches, monoMs, wall);
		let place = stretches.findLastIndex(stretch => stretch.boot === boot && stretch.fromMs <= monoMs);
		if (place < 0) place = stretches.findIndex(stretch => stretch.boot === boot);
		const stretch = stretches[place];
		if (stretch === undefined) return monoMs;
		// The first engine read its sensors before its first event, the last one goes on reading them.
		const fromMs = place === 0 ? Number.NEGATIVE_INFINITY : stretch.fromMs;
		const toMs = place === stretches.length - 1 ? Number.POSITIVE_INFINITY : stretch.toMs;
		return Math.max(fromMs, Math.min(toMs, monoMs)) + stretch.shiftMs;
	}

	return {
		at,
		event: event => {
			if (event.seq > lastSeq) {
				follow(event);
				lastSeq = event.seq;
				phase = phaseAfter(event) ?? phase;
			}
			return stretches.length < 2 ? event : placed(event, at);
		},
	};
}

/** Events on a clock, one by one. */
export function* onClock(clock: RunClock, events: Iterable<SweepEvent>): Generator<SweepEvent> {
	for (const event of events) yield clock.event(event);
}

/** The boot of the latest event, or the one whose clocks stood most nearly so. */
function bootOf(stretches: readonly Stretch[], monoMs: number, wall: string | undefined): string | undefined {
	const newest = stretches.at(-1);
	if (wall === undefined || stretches.every(({boot}) => boot === newest?.boot)) return newest?.boot;
	const shift = Date.parse(wall) - monoMs;
	const distance = (stretch: Stretch): number => Math.abs(stretch.wallShiftMs - shift);
	return stretches.reduce<Stretch | undefined>(
		(nearest, stretch) => (nearest === undefined || distance(stretch) < distance(nearest) ? stretch : nearest),
		undefined,
	)?.boot;
}

function placed(event: SweepEvent, at: RunClock['at']): SweepEvent {
	const moved = {...event, mono_ms: at(event.mono_ms)};
	if (event.type !== 'execution-started' || event.started_mono_ms === undefined) return moved;
	return {...event, mono_ms: moved.mono_ms, started_mono_ms: at(event.started_mono_ms)};
}
