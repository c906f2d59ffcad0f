import assert from 'node:assert/strict';
import {test} from 'node:test';
import {environmentOfSlot, freeSlot} from '../../source/engine/execution-environment.ts';

test('a slot is the lowest that no running trial has', () => {
	assert.equal(freeSlot([]), 1);
	assert.equal(freeSlot([1, 2]), 3);
	assert.equal(freeSlot([3, 1]), 2);
});

test('more jobs than values share them by turns', () => {
	const env = {GPU: ['0', '1'], A: 'x'};
	assert.deepEqual(
		[1, 2, 3, 4].map(slot => environmentOfSlot(env, slot)['GPU']),
		['0', '1', '0', '1'],
	);
	assert.deepEqual(environmentOfSlot(env, 2), {GPU: '1', A: 'x'});
});
