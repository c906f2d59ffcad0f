import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseStateWord} from '../../source/domain/foreign/state-word.ts';

test('words of other programs for how a trial stands, in any case and with what stands before them', () => {
	for (const [text, state] of [
		['COMPLETE', 'complete'],
		[' finished ', 'complete'],
		['TrialState.PRUNED', 'pruned'],
		['JOB_STATE_SUCCEEDED', 'complete'],
		['trial_ended', 'complete'],
		['Error', 'failed'],
		['timeout', 'timed-out'],
		['canceled', 'killed'],
		['started', 'running'],
		['pending', 'queued'],
		['odd', undefined],
		['', undefined],
	] as const)
		assert.equal(parseStateWord(text), state, text);
});
