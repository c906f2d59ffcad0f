import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createOpenTrials} from '../../../source/engine/watch/open-trials.ts';

const begun = (startMs: number) => ({startMs, outputFrom: 0, values: new Map<string, number>(), lastMs: startMs});

test('trials that run together overlap; one that another came after does not, unless it speaks again', () => {
	const trials = createOpenTrials();
	const first = trials.add(1, begun(0));
	trials.touch(first, 10);
	first.silentFrom = 5;
	const second = trials.add(2, begun(10));
	assert.deepEqual([first.overlapped, second.overlapped], [false, false]);
	trials.touch(second, 20);
	assert.deepEqual([first.overlapped, second.overlapped], [false, false]);
	trials.touch(first, 30);
	assert.deepEqual([first.overlapped, second.overlapped, first.silentFrom], [true, true, undefined]);
	const third = trials.add(3, begun(40));
	assert.ok(third.overlapped);
	trials.remove(1);
	assert.deepEqual(trials.numbers(), [2, 3]);
});

test('a silent trial that was heard of after the other began ran beside it', () => {
	const trials = createOpenTrials();
	const first = trials.add(1, begun(0));
	trials.touch(first, 10);
	first.silentFrom = 5;
	assert.ok(trials.add(2, begun(4)).overlapped);
	assert.ok(first.overlapped);
});
