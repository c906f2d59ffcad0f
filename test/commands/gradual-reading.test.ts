import assert from 'node:assert/strict';
import {test} from 'node:test';
import {beginReading} from '../../source/commands/session/gradual-reading.ts';
import {createLocalSession, type LocalSession} from '../../source/commands/session/local-session.ts';
import type {OpenedRun} from '../../source/commands/runs/open-run.ts';
import type {SweepEvent} from '../../source/domain/event.ts';
import {createSweepState, foldEvents} from '../../source/domain/sweep-state.ts';

const ENVELOPE = {t: '2026-11-21T19:45:00.000Z', boot: 'b'};

function eventsOf(trials: number): readonly SweepEvent[] {
	return Array.from({length: trials}, (_, index) => ({
		...ENVELOPE,
		seq: index + 1,
		mono_ms: index,
		type: 'trial-queued' as const,
		trial: index + 1,
		params: {lr: index},
		by: 'sampler' as const,
	}));
}

function runOf(events: readonly SweepEvent[]): OpenedRun {
	return {
		path: '/runs/big',
		*events(onRead) {
			for (const event of events) {
				yield event;
				onRead?.(event.seq / events.length);
			}
		},
		telemetry: () => Promise.reject(new Error('not asked for')),
		artifactsOf: () => [],
	};
}

function openLocal(): LocalSession {
	const link = (): {readonly kind: 'file'; readonly path: string} => ({kind: 'file', path: '/runs/big'});
	return createLocalSession({directory: '/runs/big', link, nowMonoMs: () => 0, refusal: 'none'});
}

/** A clock that goes on by a millisecond a look. */
function tickingClock(): () => number {
	let now = 0;
	return () => (now += 1);
}

test('a small run is whole at once', () => {
	const local = openLocal();
	const reading = beginReading(runOf(eventsOf(100)), local, tickingClock());
	assert.equal(reading.share(), undefined);
	assert.equal(local.session.state().trials.length, 100);
});

test('a large run is read in slices to the same state, and told ever more seldom', async () => {
	const events = eventsOf(100_000);
	const local = openLocal();
	const reading = beginReading(runOf(events), local, tickingClock());
	const first = local.session.state().trials.length;
	assert.ok(first > 0 && first < events.length, String(first));
	const told: number[] = [];
	local.session.subscribe(() => told.push(local.session.state().trials.length));
	assert.ok((reading.share() ?? 1) < 0.1);
	await reading.rest();
	await reading.whole;
	assert.equal(reading.share(), undefined);
	assert.deepEqual(local.session.state().trials, foldEvents(createSweepState(), events).trials);
	assert.equal(told.at(-1), events.length);
	const steps = told.map((trials, index) => trials - (told[index - 1] ?? first));
	assert.ok(steps.length >= 4 && steps.length <= 12, String(steps));
	assert.ok((steps.at(-2) ?? 0) > 1.3 * (steps[0] ?? 0), String(steps));
});

test('reading ends where the screen does', async () => {
	const local = openLocal();
	const reading = beginReading(runOf(eventsOf(100_000)), local, tickingClock());
	const rest = reading.rest();
	reading.stop();
	await rest;
	assert.ok(local.session.state().trials.length < 50_000);
});
