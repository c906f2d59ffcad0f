import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Cell} from '../../source/domain/trial-columns.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import {sortTrials} from '../../source/store/table-order.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const SAMPLE = foldFacts(SAMPLE_FACTS).trials[0] ?? assert.fail('the sample has a trial');

/** Sorts trials that have these cells, from trial 1 on; gives the cells in their order. */
function sorted(cells: readonly Cell[], descending: boolean): readonly Cell[] {
	const trials = cells.map((_, index) => ({...SAMPLE, trial: index + 1}));
	const order = trials.map(({trial}) => trial);
	const cellOf = ({trial}: TrialRecord): Cell => cells[trial - 1];
	return sortTrials(trials, order, cellOf, descending).map(trial => cells[trial - 1]);
}

test('numbers stand before texts and what is missing last, whichever comes first and either way', () => {
	assert.deepEqual(sorted(['auto', 16, 8, undefined, 'off'], false), [8, 16, 'auto', 'off', undefined]);
	assert.deepEqual(sorted(['auto', 16, 8, undefined, 'off'], true), [16, 8, 'off', 'auto', undefined]);
	assert.deepEqual(sorted([8, 'auto', 16], false), [8, 16, 'auto']);
	assert.deepEqual(sorted([true, false, Number.NaN, true], false), [false, true, true, Number.NaN]);
});

test('any cells: numbers by value and then texts by code units, both backwards where it falls', () => {
	const cell = fc.oneof(fc.integer(), fc.string({maxLength: 3}));
	fc.assert(
		fc.property(fc.array(cell), cells => {
			const numbers = cells.filter(each => typeof each === 'number').toSorted((a, b) => a - b);
			const texts = cells.filter(each => typeof each === 'string').toSorted();
			assert.deepEqual(sorted(cells, false), [...numbers, ...texts]);
			assert.deepEqual(sorted(cells, true), [...numbers.toReversed(), ...texts.toReversed()]);
		}),
	);
});
