import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import {createSweepState, reduceSweep} from '../../source/domain/sweep-state.ts';
import {cpuMs} from '../helpers/cpu-time.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createRecording} from '../../source/store/recording.ts';

const world = createDemoWorld({seed: 3, trials: 9});
world.advanceTo(600_000);
const events = world.events();

test('property: the state at any time is the fold of the events until then, whichever time was asked before', () => {
	const recording = createRecording(events);
	assert.ok(recording !== undefined);
	fc.assert(
		fc.property(fc.array(fc.integer({min: -10, max: 60_000}), {minLength: 1, maxLength: 8}), times => {
			for (const ms of times) {
				const expected = events.filter(event => event.mono_ms <= ms).reduce(reduceSweep, createSweepState());
				assert.deepEqual(recording.at(ms), expected);
			}
		}),
		{numRuns: 30},
	);
	assert.deepEqual(recording.last, world.state());
});

test('property: the same with curves that grow, notices, re-runs and points that come late, between checkpoints', () => {
	const facts = eventfulFacts();
	const recording = createRecording(facts, 7);
	assert.ok(recording !== undefined);
	fc.assert(
		fc.property(fc.array(fc.integer({min: 0, max: facts.length + 2}), {minLength: 1, maxLength: 12}), times => {
			for (const ms of times) {
				const expected = facts.filter(event => event.mono_ms <= ms).reduce(reduceSweep, createSweepState());
				assert.deepEqual(recording.at(ms), expected);
			}
		}),
		{numRuns: 60},
	);
	assert.deepEqual(recording.at(facts.length), facts.reduce(reduceSweep, createSweepState()));
	assert.deepEqual(recording.last, facts.reduce(reduceSweep, createSweepState()));
});

/** One event a millisecond. */
function eventfulFacts(): readonly SweepEvent[] {
	const facts: SweepFact[] = [];
	const ended = {state: 'complete', metrics: {loss: 1}, telemetry: {}, flags: []} as const;
	for (let trial = 1; trial <= 6; trial += 1) {
		facts.push({type: 'trial-queued', trial, params: {x: trial}, by: 'sampler'});
		facts.push({type: 'sampler-told', state: {trial}});
		for (let step = 0; step < 5; step += 1) {
			facts.push({type: 'metric-reported', trial, execution: 1, name: 'loss', value: step, step});
			facts.push({
				type: 'metric-reported',
				trial: Math.max(1, trial - 1),
				execution: 1,
				name: 'late',
				value: step,
				step,
			});
		}
		facts.push({type: 'notice', level: 'info', text: `${trial}`, about: ''});
		facts.push({type: 'trial-ended', trial, ...ended});
		if (trial % 3 === 0) facts.push({type: 'trial-queued', trial: trial - 2, params: {x: trial}, by: 'user'});
	}
	return facts.map((fact, index) => ({...fact, seq: index + 1, t: '', mono_ms: index + 1, boot: 'b'}));
}

test('a step back costs the events from the checkpoint before it, not those from the start', () => {
	const facts: SweepEvent[] = [];
	for (let trial = 1; trial <= 10_000; trial += 1) {
		const common = {t: '', mono_ms: trial, boot: 'b'};
		facts.push({...common, seq: facts.length + 1, type: 'trial-queued', trial, params: {x: trial}, by: 'sampler'});
		const ended = {state: 'complete', metrics: {loss: trial}, telemetry: {}, flags: []} as const;
		facts.push({...common, seq: facts.length + 1, type: 'trial-ended', trial, ...ended});
	}
	const recording = createRecording(facts);
	assert.ok(recording !== undefined);
	recording.at(10_000);
	const stepMs = leastCpuMs(() => recording.at(9_000) && recording.at(9_999));
	const allMs = leastCpuMs(() => facts.reduce(reduceSweep, createSweepState()));
	assert.ok(stepMs < allMs, `${stepMs} of ${allMs} ms`);
	assert.equal(recording.at(5000).counts.complete, 5000);
});

test('it stops where trials ended, and a pause without events is cut', () => {
	const late = events.map((event, index) => (index < 5 ? event : {...event, mono_ms: event.mono_ms + 3_600_000}));
	const recording = createRecording(late);
	assert.ok(recording !== undefined);
	assert.equal(recording.stops.length, 9);
	assert.deepEqual(
		[recording.fromMs, recording.stops[0] ?? 0, (recording.stops[4] ?? 0) - 1, recording.toMs].map(recording.endedAt),
		[0, 1, recording.stops.filter(stop => stop < (recording.stops[4] ?? 0)).length, 9],
	);
	const before = late[4]?.mono_ms ?? 0;
	assert.equal(recording.skipPause(before + 1, 10_000), (late[5]?.mono_ms ?? 0) - 10_000);
	assert.equal(recording.skipPause(recording.toMs, 10_000), recording.toMs);
});

test('a clock that begins anew after a reboot does not turn the replay back', () => {
	const rebooted = events.map((event, index) =>
		index < 20 ? event : {...event, mono_ms: event.mono_ms - 5000, boot: 'second'},
	);
	const recording = createRecording(rebooted);
	assert.ok(recording !== undefined);
	let seen = 0;
	for (let ms = recording.fromMs; ms <= recording.toMs; ms += 500) {
		const {lastSeq} = recording.at(ms);
		assert.ok(lastSeq >= seen);
		seen = lastSeq;
	}
	assert.equal(recording.at(recording.toMs).lastSeq, events.length);
	assert.equal(createRecording([]), undefined);
});

/** The least of five times, in ms of CPU. */
function leastCpuMs(work: () => unknown): number {
	const times = Array.from({length: 5}, () => {
		const before = cpuMs();
		work();
		return cpuMs() - before;
	});
	return Math.min(...times);
}
