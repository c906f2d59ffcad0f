import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import {createRunClock, onClock} from '../../source/domain/sweep/run-clock.ts';
import {createSweepState, foldEvents} from '../../source/domain/sweep-state.ts';
import {createRecording} from '../../source/store/recording.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const STARTED: SweepFact = {
	type: 'sweep-started',
	format: 1,
	sweep: SAMPLE_SWEEP,
	hash: '',
	seed: 1,
	engine: {pid: 1, startTicks: 1, version: '0'},
};
const ENDED: SweepFact = {type: 'sweep-ended', why: 'budget', totals: {trials: 1, time_s: 1}};
const NOTE: SweepFact = {type: 'command-given', command: 'note-trial', arguments: {}, by: 'user'};
const NOTICE: SweepFact = {type: 'notice', level: 'info', text: 'x', about: ''};

type Moment = {readonly fact: SweepFact; readonly monoMs: number; readonly wallMs: number; readonly boot?: string};

function journal(moments: readonly Moment[]): readonly SweepEvent[] {
	return moments.map(({fact, monoMs, wallMs, boot = 'a'}, index) => ({
		seq: index + 1,
		t: new Date(wallMs).toISOString(),
		mono_ms: monoMs,
		boot,
		...fact,
	}));
}

/** Ran 2 s, was noted on a minute later, was gone on with after an hour and a boot, ran 3 s. */
const RESUMED = journal([
	{fact: STARTED, monoMs: 50_000, wallMs: 1_000_000},
	{fact: ENDED, monoMs: 52_000, wallMs: 1_002_000},
	{fact: NOTE, monoMs: 112_000, wallMs: 1_062_000},
	{fact: STARTED, monoMs: 7000, wallMs: 4_602_000, boot: 'b'},
	{fact: NOTICE, monoMs: 8000, wallMs: 4_603_000, boot: 'b'},
	{fact: ENDED, monoMs: 10_000, wallMs: 4_605_000, boot: 'b'},
]);

test('the time of a run goes on where the engine before ended, over notes, hours and boots', () => {
	const clock = createRunClock();
	assert.deepEqual(
		[...onClock(clock, RESUMED)].map(event => event.mono_ms),
		[50_000, 52_000, 52_000, 52_000, 53_000, 55_000],
	);
	const state = foldEvents(createSweepState(), onClock(createRunClock(), RESUMED));
	assert.equal(state.elapsedMs, 5000);
	assert.equal(state.lastMonoMs - 50_000, state.elapsedMs);
	assert.deepEqual(state.resumptions, [{atMs: 52_000, awayMs: 3_600_000}]);
	assert.equal(foldEvents(createSweepState(), RESUMED).elapsedMs, 5000, 'the state says the same of the raw clock');
});

test('samples stand in their own boot: by their wall clock where both have the same monotonic time', () => {
	const clock = createRunClock();
	for (const event of RESUMED) clock.event(event);
	const at = (monoMs: number, wallMs: number): number => clock.at(monoMs, new Date(wallMs).toISOString());
	assert.equal(at(51_000, 1_001_000), 51_000);
	assert.equal(at(49_500, 999_500), 49_500, 'read before the first event');
	assert.equal(at(52_400, 1_002_400), 52_000, 'read after the last event of the first engine');
	assert.equal(at(6500, 4_601_500), 52_000, 'read before the second engine began');
	assert.equal(at(9000, 4_604_000), 54_000);
	assert.equal(at(11_000, 4_606_000), 56_000, 'the last engine goes on reading');
	assert.equal(clock.at(9000), 54_000, 'without a wall clock it is the latest boot');
});

test('what is written into a stopped run and the resume after it are one pause', () => {
	const events = journal([
		{fact: STARTED, monoMs: 0, wallMs: 0},
		{fact: ENDED, monoMs: 1000, wallMs: 1000},
		{fact: STARTED, monoMs: 61_000, wallMs: 61_000},
		{fact: ENDED, monoMs: 61_010, wallMs: 61_010},
		{fact: STARTED, monoMs: 121_010, wallMs: 121_010},
		{fact: NOTICE, monoMs: 122_010, wallMs: 122_010},
	]);
	const state = foldEvents(createSweepState(), onClock(createRunClock(), events));
	assert.deepEqual(state.resumptions, [{atMs: 1010, awayMs: 120_000}]);
});

test('a replay leaves out the time that nothing ran', () => {
	const recording = createRecording(RESUMED);
	assert.deepEqual([recording?.fromMs, recording?.toMs], [50_000, 55_000]);
	assert.equal(recording?.at(51_000).phase, 'running');
	assert.equal(recording?.at(54_000).phase, 'running');
	assert.equal(recording?.at(55_000).phase, 'ended');
});

test('property: a run of one engine keeps its times, and time never goes back whatever the boots say', () => {
	const moment = fc.record({
		fact: fc.constantFrom(STARTED, ENDED, NOTICE, NOTE),
		monoMs: fc.integer({min: 0, max: 1_000_000}),
		wallMs: fc.integer({min: 0, max: 10_000_000}),
		boot: fc.constantFrom('a', 'b'),
	});
	fc.assert(
		fc.property(fc.array(moment, {minLength: 1, maxLength: 20}), moments => {
			// Within one boot the clock goes on.
			const latest = new Map<string, number>();
			const events = journal(
				moments.map(each => {
					const monoMs = Math.max(latest.get(each.boot) ?? 0, each.monoMs);
					latest.set(each.boot, monoMs);
					return {...each, monoMs};
				}),
			);
			const placed = [...onClock(createRunClock(), events)].map(event => event.mono_ms);
			assert.deepEqual(
				placed,
				placed.toSorted((a, b) => a - b),
			);
			const state = foldEvents(createSweepState(), events);
			assert.equal((placed.at(-1) ?? 0) - (placed[0] ?? 0), state.elapsedMs, 'it is the time that engines ran');
		}),
		{numRuns: 100},
	);
});
