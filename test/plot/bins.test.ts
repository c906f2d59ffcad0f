import assert from 'node:assert/strict';
import {test} from 'node:test';
import {binValues} from '../../source/plot/bins.ts';

test('values come into the cell of their place, those beyond an end into the last one there', () => {
	const range = {from: 0, to: 10, count: 5};
	assert.deepEqual(
		binValues(
			[
				[-1, 4],
				[1.9, 2],
				[4, 7],
				[10, 1],
				[99, 3],
			],
			range,
		),
		[{mean: 3, high: 4}, undefined, {mean: 7, high: 7}, undefined, {mean: 2, high: 3}],
	);
	assert.deepEqual(binValues([[5, 2]], {from: 5, to: 5, count: 2}), [{mean: 2, high: 2}, undefined]);
	assert.deepEqual(binValues([[5, 2]], {from: 0, to: 9, count: 0}), []);
});
