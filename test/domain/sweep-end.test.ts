import assert from 'node:assert/strict';
import {test} from 'node:test';
import {endedUntried, failedInARow, hasFailed} from '../../source/domain/sweep/sweep-end.ts';
import {createSweepState, type SweepState} from '../../source/domain/sweep-state.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const EMPTY = createSweepState();
const SAMPLE = foldFacts(SAMPLE_FACTS);

test('a sweep failed that completed no trial or hit its limit of failures', () => {
	const ended = (state: SweepState, endedWhy: string): SweepState => ({...state, phase: 'ended', endedWhy});
	assert.equal(hasFailed(ended(SAMPLE, 'trial budget spent (2)')), false);
	for (const count of [1, 3, 1234]) assert.equal(hasFailed(ended(SAMPLE, failedInARow(count))), true);
	assert.equal(hasFailed(ended(EMPTY, 'stopped by the user')), true);
	assert.equal(endedUntried(ended(EMPTY, 'stopped by the user')), true);
	assert.equal(endedUntried(ended(EMPTY, 'the program failed: exit 3')), false);
	assert.equal(endedUntried(ended(SAMPLE, 'stopped by the user')), false);
});
