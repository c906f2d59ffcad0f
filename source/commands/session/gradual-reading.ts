import {setImmediate as yieldTurn} from 'node:timers/promises';
import type {SweepEvent} from '../../domain/event.ts';
import type {LocalSession} from './local-session.ts';
import type {OpenedRun} from '../runs/open-run.ts';

/** The journal of a run on its way into a session. */
export type GradualReading = {
	/** Part of it that is read, 0 to 1; undefined once it is whole. */
	readonly share: () => number | undefined;
	/** Reads the rest, a slice in each turn of the loop: keys are answered meanwhile. Rejects where it cannot be read. */
	readonly rest: () => Promise<void>;
	/** Resolves when it is whole. */
	readonly whole: Promise<void>;
	/** Reads no further. */
	readonly stop: () => void;
};

/** What most runs take: they are whole in their first frame. */
const FIRST_MS = 100;
/** A key waits for one slice at most. */
const SLICE_MS = 15;
/** Between two looks at the clock. */
const EVENTS_A_LOOK = 32;
/** Each change is a ranking and a frame: it is told at first after this, then after twice the time each. */
const FIRST_TELL_MS = 500;
/** What will be whole before this is not shown in part once more. */
const MOMENT_MS = 1000;

/**
 * Begins to read a run: at once what fits in a moment, the rest by `rest`, so that a run of 100,000 trials is on the
 * screen as soon as one of ten. Throws a UserError where there is no journal.
 */
export function beginReading(run: OpenedRun, local: LocalSession, nowMs: () => number): GradualReading {
	const at: {share: number | undefined; isStopped: boolean} = {share: 0, isStopped: false};
	const whole = Promise.withResolvers<void>();
	const source = run.events(share => {
		at.share = share;
	});
	const events = source[Symbol.iterator]();

	function* slice(untilMs: number): Generator<SweepEvent> {
		for (let count = 1; ; count++) {
			const next = events.next();
			if (next.done === true) {
				at.share = undefined;
				whole.resolve();
				return;
			}
			yield next.value;
			if (count % EVENTS_A_LOOK === 0 && nowMs() >= untilMs) return;
		}
	}

	local.applyAll(slice(nowMs() + FIRST_MS));
	return {
		share: () => at.share,
		whole: whole.promise,
		stop: () => {
			at.isStopped = true;
			events.return?.();
		},
		rest: async () => {
			const begunMs = nowMs();
			let tellMs = begunMs + FIRST_TELL_MS;
			while (at.share !== undefined && !at.isStopped) {
				await yieldTurn();
				const now = nowMs();
				local.applyAll(slice(now + SLICE_MS));
				if (at.share !== undefined && (now < tellMs || leftMs(now - begunMs, at.share) < MOMENT_MS)) continue;
				local.changed();
				tellMs = begunMs + 2 * (now - begunMs);
			}
		},
	};
}

/** How long the rest will take, by what its part so far took. */
function leftMs(tookMs: number, share: number): number {
	return share > 0 ? (tookMs * (1 - share)) / share : Number.POSITIVE_INFINITY;
}
