import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {createSweepState, reduceSweep} from '../../source/domain/sweep-state.ts';
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

test('it stops where trials ended, and a pause without events is cut', () => {
	const late = events.map((event, index) => (index < 5 ? event : {...event, mono_ms: event.mono_ms + 3_600_000}));
	const recording = createRecording(late);
	assert.ok(recording !== undefined);
	assert.equal(recording.stops.length, 9);
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
