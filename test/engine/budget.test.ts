import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isFailureEnd} from '../../source/domain/sweep/sweep-end.ts';
import {createSweepState, foldEvents} from '../../source/domain/sweep-state.ts';
import {budgetEnd} from '../../source/engine/budget.ts';
import {eventsOf, SAMPLE_FACTS, SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

/** Two trials with 14.2 J each, and a failed one. */
const STATE = foldEvents(createSweepState(), eventsOf(SAMPLE_FACTS));
const EMPTY = createSweepState();

const endOf = (budget: object, spent: {energyJ?: number; failuresInARow?: number}, state = STATE) =>
	budgetEnd({...SAMPLE_SWEEP, budget}, state, {
		timeMs: 0,
		energyJ: () => spent.energyJ,
		failuresInARow: spent.failuresInARow ?? 0,
	});

test('an energy budget that was overshot says by how much, and what went by between the trials', () => {
	assert.equal(endOf({energyJ: 100}, {energyJ: 99}), undefined);
	assert.equal(endOf({energyJ: 100}, {}), undefined);
	assert.equal(
		endOf({energyJ: 100}, {energyJ: 157.4})?.why,
		'energy budget spent (100 J): 157 J in all, 129 J of it between the trials',
	);
	assert.equal(endOf({energyJ: 28.4}, {energyJ: 28.4})?.why, 'energy budget spent (28.4 J)');
	assert.equal(endOf({energyJ: 20}, {energyJ: 28.4})?.why, 'energy budget spent (20 J): 28.4 J in all');
});

test('a failure limit speaks in the right number, and is known by its words', () => {
	const one = endOf({failures: 1}, {failuresInARow: 1});
	assert.deepEqual(one, {why: '1 trial failed in a row', limit: 'failures'});
	const three = endOf({failures: 3}, {failuresInARow: 3});
	assert.equal(three?.why, '3 trials failed in a row');
	const none = endOf(
		{failures: 2},
		{failuresInARow: 1},
		{
			...EMPTY,
			counts: {...EMPTY.counts, failed: 2},
		},
	);
	assert.equal(none?.why, 'all of the first 2 trials failed');
	for (const end of [one, three, none]) assert.ok(isFailureEnd(end?.why ?? ''));
	for (const why of ['trial budget spent (3)', 'stopped by the user', 'time budget spent (3 s)', ''])
		assert.ok(!isFailureEnd(why), why);
});
