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

test('the values of 200 ms come together, each at its own time', () => {
	const {streams, frames, advanceTo} = createStreams();
	advanceTo(1000);
	streams.add(1, 'p', 10);
	advanceTo(1050);
	streams.add(1, 'p', 20);
	streams.add(1, 'q', 5);
	streams.add(1, 'q', Number.NaN);
	assert.deepEqual(frames, []);
	advanceTo(1200);
	assert.deepEqual(frames, [
		{
			t0: 1000,
			channels: ['latency.p_ms', 'latency.q_ms'],
			rows: [
				[0, 10, null],
				[50, 20, null],
				[50, null, 5],
			],
		},
	]);
	streams.flush();
	assert.equal(frames.length, 1);
});

test('the last value of a trial stays in its own time, and is not in that of the next one', () => {
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

test('of thousands of values twenty stand for all: no peak is lost, and quantiles are those of all', () => {
	const {streams, frames, advanceTo} = createStreams();
	for (let index = 0; index < 1000; index++) {
		advanceTo(index * 0.1);
		streams.add(1, 'p', index === 777 ? 100 : (index * 7919) % 50);
	}
	streams.flush();
	const rows = frames[0]?.rows ?? [];
	assert.equal(rows.length, 20);
	const values = rows.map(row => row[1] ?? Number.NaN).toSorted((a, b) => a - b);
	assert.deepEqual([values[0], values.at(-1)], [0, 100]);
	assert.ok(Math.abs((values[9] ?? 0) - 24.5) <= 2.5, `median ${values[9]}`);
	assert.ok(Math.abs((values[18] ?? 0) - 47.5) <= 2.5, `95th percentile ${values[18]}`);
});

test('values that are read at the same moment keep apart, since a store keeps one value at a time', () => {
	const {streams, frames} = createStreams();
	for (const value of [3, 100, 4]) streams.add(1, 'p', value);
	streams.flush();
	const times = frames[0]?.rows.map(row => row[0]) ?? [];
	assert.deepEqual(times, [0, 0.001, 0.002]);
});
