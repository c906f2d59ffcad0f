import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isBetter, isNewBest} from '../../source/domain/ranking/better.ts';

test('a number is never better than NaN, but always a new best after it; NaN is neither', () => {
	const nothing = Number.NaN;
	for (const direction of ['minimize', 'maximize'] as const) {
		assert.deepEqual(
			[isBetter(1, nothing, direction), isBetter(nothing, 1, direction), isBetter(1, 1, direction)],
			[false, false, false],
		);
		assert.deepEqual(
			[isNewBest(1, nothing, direction), isNewBest(nothing, 1, direction), isNewBest(nothing, nothing, direction)],
			[true, false, false],
		);
	}
	assert.deepEqual([isBetter(2, 1, 'maximize'), isNewBest(2, 1, 'minimize')], [true, false]);
});
