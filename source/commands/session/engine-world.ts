import {existsSync} from 'node:fs';
import type {Connection} from '../../client/connection.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {EngineFrame, TerminalScreen} from '../../domain/protocol.ts';
import {createRunClock, type RunClock} from '../../domain/sweep/run-clock.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../domain/sweep-state.ts';
import {createSampleStore, type SampleStore} from '../../store/samples.ts';
import type {Link} from '../../store/session.ts';
import {monotonicMs} from '../clock.ts';
import {displayPath} from '../display-path.ts';
import {isElsewhere} from '../../domain/sweep/run-address.ts';
import {placedFrame} from './telemetry-frames.ts';

/** What the frames of one engine have given so far. */
export type EngineWorld = {
	state: SweepState;
	/** How far the clock of the engine's machine is ahead of this one's, by the freshest of what it told. */
	aheadMs: number | undefined;
	/** The state and the samples stand on it. */
	readonly clock: RunClock;
	readonly samples: SampleStore;
	terminal: TerminalScreen | undefined;
	link: Link;
	/** What keeps the engine from writing. */
	trouble: string | undefined;
	connection: Connection | undefined;
	watched: number | null;
	/** How far apart samples are wanted, in ms; undefined for as they come. */
	paceMs: number | undefined;
	/** The last event before the first connection. */
	knownSeq: number | undefined;
	/** When the engine was lost, on the clock of this machine: from then on nothing is known to go on. */
	lostMs: number | undefined;
	/** What the journal has beyond the last word of the engine that was lost is known. */
	isReadOn: boolean;
};

/** Nothing is known yet. */
export function createEngineWorld(): EngineWorld {
	return {
		state: createSweepState(),
		aheadMs: undefined,
		clock: createRunClock(),
		samples: createSampleStore(),
		terminal: undefined,
		link: {kind: 'connecting'},
		trouble: undefined,
		connection: undefined,
		watched: null,
		paceMs: undefined,
		knownSeq: undefined,
		lostMs: undefined,
		isReadOn: true,
	};
}

/** What is told has happened: no time of the other clock is later than now. */
export function hear(world: EngineWorld, monoMs: number): void {
	world.aheadMs = Math.max(world.aheadMs ?? Number.NEGATIVE_INFINITY, monoMs - monotonicMs());
}

/** A run of this machine has its clock; that of another was booted at another time. */
export function aheadOf(directory: string, {aheadMs}: EngineWorld): number {
	return isElsewhere(directory) ? (aheadMs ?? 0) : 0;
}

/** Folds the events that were not heard before, and tells each. */
export function foldNew(world: EngineWorld, events: Iterable<SweepEvent>, tell: (event: SweepEvent) => void): void {
	for (const event of events) {
		if (event.seq <= world.state.lastSeq) continue;
		world.state = reduceSweep(world.state, world.clock.event(event));
		tell(event);
	}
}

/** Whether it happened after the first connection, whichever way it was heard. */
export function isNews({seq}: SweepEvent, {knownSeq}: EngineWorld): boolean {
	return knownSeq !== undefined && seq > knownSeq;
}

/** Takes in what an engine says beside its events. */
export function takeFrame(frame: EngineFrame, world: EngineWorld): void {
	if (frame.type === 'samples') {
		hear(world, frame.t0 + (frame.rows.at(-1)?.[0] ?? 0));
		world.samples.add(placedFrame(frame, world.clock.at));
	} else if (frame.type === 'screen' && frame.trial === world.watched) world.terminal = frame;
	else if (frame.type === 'trouble') {
		world.trouble = frame.text ?? undefined;
		if (world.link.kind === 'live') world.link = liveLink(world.link.role, world.trouble);
	}
}

/** A run elsewhere may be behind a line that comes back. */
export function lostLink(why: string, directory: string): Link {
	if (isElsewhere(directory)) return {kind: 'lost', why, mend: 'trying again'};
	const shown = displayPath(directory);
	if (!existsSync(directory)) {
		return {kind: 'lost', why: `the sweep has stopped: ${shown} was deleted or moved`, mend: 'q leaves'};
	}
	return {kind: 'lost', why, mend: `q leaves, then go on with: sweeptop resume ${shown}`};
}

/** What is said of a connection. */
export function liveLink(role: 'view' | 'control', trouble: string | undefined): Link {
	return {kind: 'live', role, ...(trouble === undefined ? {} : {trouble})};
}
