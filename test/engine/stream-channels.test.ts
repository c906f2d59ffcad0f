import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SamplesFrame} from '../../source/domain/protocol.ts';
import {createStreamChannels} from '../../source/engine/stream-channels.ts';

function createStreams() {
	let nowMs = 0;
	const timers = new Set<{readonly atMs: number; readonly call: () => void}>();
	const frames: SamplesFrame[] = [];
	const streams = createStreamChannels({
		emit: frame => void frames.push(frame),
		now: () => nowMs,
		setTimer: (call, ms) => {
			const timer = {atMs: nowMs + ms, call};
			timers.add(timer);
			return () => void timers.delete(timer);
		},
	});
	const advanceTo = (ms: number): void => {
		nowMs = ms;
		for (const timer of [...timers].filter(({atMs}) => atMs <= ms)) {
			timers.delete(timer);
			timer.call();
		}
	};
	return {streams, frames, advanceTo};
}

test('values of 200 ms are one mean, at the time of the newest of them', () => {
	const {streams, frames, advanceTo} = createStreams();
	advanceTo(1000);
	streams.add(1, 'p', 10);
	advanceTo(1050);
	streams.add(1, 'p', 20);
	streams.add(1, 'q', 5);
	streams.add(1, 'q', Number.NaN);
	assert.deepEqual(frames, []);
	advanceTo(1200);
	assert.deepEqual(frames, [{t0: 1050, channels: ['latency.p_ms', 'latency.q_ms'], rows: [[0, 15, 5]]}]);
	streams.flush();
	assert.equal(frames.length, 1);
});

test('the last value of a trial stays in its own time, and is in no mean of the next one', () => {
	const {streams, frames, advanceTo} = createStreams();
	advanceTo(1000);
	streams.add(4, 'p', 196);
	// Trial 4 ends at 1010, trial 5 starts at 1020.
	advanceTo(1100);
	streams.add(5, 'p', 24);
	advanceTo(1200);
	assert.deepEqual(frames, [
		{
			t0: 1000,
			channels: ['latency.p_ms'],
			rows: [
				[0, 196],
				[100, 24],
			],
		},
	]);
});

test('what is left is sent when it is asked for, and not again by the timer', () => {
	const {streams, frames, advanceTo} = createStreams();
	streams.add(1, 'p', 1);
	streams.flush();
	advanceTo(500);
	assert.equal(frames.length, 1);
});
