import assert from 'node:assert/strict';
import {test} from 'node:test';
import {plannedTrials} from '../../source/domain/space/planned-trials.ts';
import {SAMPLERS} from '../../source/samplers/registry.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';
import {createFor, numberOf, runTrials, spaceOf} from './sampler-helpers.ts';

const BUDGET = 8;

test('every sampler of ours runs as many trials of a small space as are planned, whether points come again or not', () => {
	const space = spaceOf({a: {kind: 'choice', values: [1, 2, 3]}});
	for (const definition of SAMPLERS.filter(({id}) => !id.startsWith('optuna:'))) {
		const sampler = createFor(definition, space, {budgetTrials: BUDGET});
		const trials = runTrials(sampler, BUDGET, params => [numberOf(params, 'a')]);
		const sweep = {...SAMPLE_SWEEP, space, sampler: {name: definition.id, options: {}}, budget: {trials: BUDGET}};
		assert.deepEqual(plannedTrials(sweep, 0), {count: BigInt(trials.length), exact: true}, definition.id);
	}
});
