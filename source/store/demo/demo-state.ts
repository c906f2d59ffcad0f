import type {SweepEvent, SweepFact} from '../../domain/event.ts';
import {reduceSweep, type SweepState} from '../../domain/sweep-state.ts';
import type {Sweep} from '../../domain/sweep.ts';
import type {SampleStore} from '../samples.ts';
import type {DemoBoard, DemoLoad} from './demo-board.ts';

/** What the demo is to show. */
export type DemoOptions = {
	readonly seed: number;
	/** Ends the sweep after that many trials. */
	readonly trials?: number;
	/** Every trial fails, for the sad path. */
	readonly allFail?: boolean;
	/** No sensor can be read. */
	readonly noSensors?: boolean;
	/** Changes the sweep before it starts, e.g. its first view. */
	readonly change?: (sweep: Sweep) => Sweep;
};

/** The execution that runs. */
export type Running = {
	readonly trial: number;
	readonly execution: number;
	readonly load: DemoLoad;
	readonly startedMs: number;
};

/** Everything that changes in a demo. Owned by the world; only its own files write to it. */
export type DemoState = {
	readonly options: DemoOptions;
	readonly sweep: Sweep;
	readonly samples: SampleStore;
	readonly queue: number[];
	/** All that happened, for a look back. */
	readonly events: SweepEvent[];
	state: SweepState;
	nowMs: number;
	sampledMs: number;
	board: DemoBoard;
	running: Running | undefined;
	idleUntilMs: number;
	seq: number;
};

/** Wall clock at virtual time 0. */
const ORIGIN_MS = Date.UTC(2026, 10, 21, 19, 45);

/** Pause between two trials. */
export const BETWEEN_MS = 350;

/** Folds an event at the virtual time. */
export function emit(world: DemoState, fact: SweepFact): void {
	world.seq += 1;
	const t = new Date(ORIGIN_MS + world.nowMs).toISOString();
	const event: SweepEvent = {...fact, seq: world.seq, t, mono_ms: world.nowMs, boot: 'demo'};
	world.events.push(event);
	world.state = reduceSweep(world.state, event);
}
