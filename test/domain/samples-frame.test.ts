import assert from 'node:assert/strict';
import {test} from 'node:test';
import {forEachSample} from '../../source/domain/signal/samples-frame.ts';

test('each value comes with its channel and time; missing cells, short rows and rows without a time do not', () => {
	const seen: (readonly [number, number, number])[] = [];
	forEachSample(
		{
			t0: 1000,
			channels: ['a', 'b'],
			rows: [[0, 1, null], [10, null, 2], [], [null, 7, 7], [20, 3], [30, 0, -1, 9]],
		},
		(channel, tMs, value) => seen.push([channel, tMs, value]),
	);
	assert.deepEqual(seen, [
		[0, 1000, 1],
		[1, 1010, 2],
		[0, 1020, 3],
		[0, 1030, 0],
		[1, 1030, -1],
	]);
});
