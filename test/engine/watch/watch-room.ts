import type {SweepEvent, SweepFact} from '../../../source/domain/event.ts';
import type {Heard} from '../../../source/domain/listener.ts';
import {createSweepState} from '../../../source/domain/sweep-state.ts';
import type {Sweep} from '../../../source/domain/sweep.ts';
import {createLedger} from '../../../source/engine/ledger.ts';
import type {Span} from '../../../source/engine/telemetry-draft.ts';
import {createHeardSweep} from '../../../source/engine/watch/heard-sweep.ts';
import {createConsolePlaces} from '../../../source/engine/watch/console-places.ts';
import {createHeardTrials} from '../../../source/engine/watch/heard-trials.ts';
import type {TrialPart} from '../../../source/engine/watch/trial-output.ts';
import {SAMPLE_SWEEP} from '../../helpers/sample-sweep.ts';

/** Wall clock, ms since 1970, at which the program began. */
export const WALL_MS = Date.UTC(2026, 10, 21, 20);
const STARTED_MS = 10_000;

/** A sweep of which nothing is known but that it is watched. */
export const WATCHED: Sweep = {
	...SAMPLE_SWEEP,
	space: {parameters: [], exclude: []},
	metrics: [],
	objectives: [],
	sampler: {name: 'watched', options: {}},
	watched: {listener: 'auto', goals: []},
};

/** A journal, a clock and a meter that says which slice it was asked for, once `settle` has resolved for it. */
export function openRoom(
	sweep: Sweep = WATCHED,
	wasRunning = false,
	settle: (span: Span) => Promise<void> = () => Promise.resolve(),
) {
	const facts: SweepFact[] = [];
	const clock = {nowMs: STARTED_MS};
	let seq = 0;
	const append = (fact: SweepFact): SweepEvent => {
		facts.push(fact);
		seq += 1;
		const t = new Date(WALL_MS + clock.nowMs - STARTED_MS).toISOString();
		return {seq, t, mono_ms: clock.nowMs, boot: 'b', ...fact};
	};
	const ledger = createLedger({append}, createSweepState(), () => undefined);
	ledger.record({
		type: 'sweep-started',
		format: 1,
		sweep,
		hash: '',
		seed: 0,
		engine: {pid: 1, startTicks: 1, version: ''},
	});
	const heardSweep = createHeardSweep(sweep);
	const places = createConsolePlaces(() => clock.nowMs);
	const parts: TrialPart[] = [];
	const trials = createHeardTrials({
		ledger,
		meter: {
			measure: async span => {
				await settle(span);
				return {
					telemetry: {energy_j: (span.toMs - span.fromMs) / 1000},
					missing: {},
					flags: span.overlapping ? ['SHARED'] : [],
				};
			},
		},
		sweep: heardSweep,
		program: {argv: ['./search'], pid: 7, startTicks: 8},
		startedMs: STARTED_MS,
		now: () => clock.nowMs,
		wallNow: () => WALL_MS + clock.nowMs - STARTED_MS,
		onProgress: () => undefined,
		wasRunning,
		places,
		saveOutput: async part => void parts.push(part),
	});
	const at = (ms: number, ...heard: readonly Heard[]): void => {
		clock.nowMs = STARTED_MS + ms;
		trials.hear(heard, 'test');
	};
	let pending = '';
	/** The program prints, and each whole line is heard as the listener would have it. */
	const prints = (ms: number, text: string, hear: (line: string) => readonly Heard[]): void => {
		clock.nowMs = STARTED_MS + ms;
		places.feed(Buffer.from(text), piece => {
			pending += Buffer.from(piece).toString();
			if (!pending.endsWith('\n')) return;
			trials.hear(hear(pending.trimEnd()), 'test');
			pending = '';
		});
	};
	return {ledger, facts, trials, at, prints, parts};
}

/** A whole trial. */
export const ended = (trial: number, loss: number): Heard => ({
	kind: 'trial-ended',
	trial,
	state: 'complete',
	params: {lr: loss / 10},
	metrics: new Map([['loss', loss]]),
});
