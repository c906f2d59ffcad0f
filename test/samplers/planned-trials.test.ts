import assert from 'node:assert/strict';
import {test} from 'node:test';
import {plannedTrials} from '../../source/domain/space/planned-trials.ts';
import type {Params} from '../../source/domain/space.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {SAMPLERS} from '../../source/samplers/registry.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';
import {createFor, numberOf, runTrials, spaceOf, told} from './sampler-helpers.ts';

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

/** Odd numbers from 1 to 5, and points of a person: two of them, and two between them. */
const ODD = spaceOf({a: {kind: 'integer', min: 1, max: 5, step: 2, scale: 'linear'}});
const GIVEN: readonly Params[] = [{a: 2}, {a: 3}, {a: 4}, {a: 5}];

function plan(changes: Partial<Sweep>, extendedTrials = 0): ReturnType<typeof plannedTrials> {
	return plannedTrials({...SAMPLE_SWEEP, space: ODD, enqueue: GIVEN, ...changes}, extendedTrials);
}

test('with points of the sweep file every sampler of ours runs as many trials as are planned', () => {
	for (const definition of SAMPLERS.filter(({id}) => !id.startsWith('optuna:'))) {
		for (const given of [GIVEN, GIVEN.slice(0, 2)]) {
			const sampler = createFor(definition, ODD, {budgetTrials: BUDGET});
			given.forEach((params, index) => sampler.tell(told(index + 1, params, numberOf(params, 'a'))));
			let trials = given.length;
			while (trials < BUDGET) {
				const params = sampler.ask({trial: trials + 1, running: []});
				if (params === undefined) break;
				trials += 1;
				sampler.tell(told(trials, params, numberOf(params, 'a')));
			}
			const changes = {enqueue: given, sampler: {name: definition.id, options: {}}, budget: {trials: BUDGET}};
			assert.deepEqual(plan(changes), {count: BigInt(trials), exact: true}, `${definition.id} ${given.length}`);
		}
	}
});

test('points of the sweep file that the grid lists are none beside it, and a budget of trials bounds all', () => {
	const sampler = {name: 'grid', options: {}};
	assert.deepEqual(plan({sampler, budget: {}}), {count: 5n, exact: true});
	assert.deepEqual(plan({sampler, budget: {}, enqueue: [{a: 1}, {a: 5}]}), {count: 3n, exact: true});
	assert.deepEqual(plan({sampler, budget: {trials: 4}}), {count: 4n, exact: true});
	assert.deepEqual(plan({sampler, budget: {trials: 4}}, 3), {count: 5n, exact: true});
	assert.deepEqual(plan({sampler: {name: 'auto', options: {}}, budget: {timeMs: 1}}), {count: 5n, exact: true});
	assert.equal(plan({sampler: {name: 'random', options: {}}, budget: {}}), undefined);
});

test('a point is of the grid where each of its values is', () => {
	const space = {
		parameters: [
			{name: 'kind', domain: {kind: 'choice', values: ['b', 'a', '8', 8]}},
			{
				name: 'width',
				domain: {
					kind: 'tuple',
					fields: ['bits', 'frac'],
					values: [
						[16, 8],
						[8, 4],
					],
				},
			},
			{name: 'lr', domain: {kind: 'real', min: 0.1, max: 1e9, step: 0.1, scale: 'linear'}, when: "kind == 'b'"},
			{name: 'rate', domain: {kind: 'real', min: 1e-4, max: 1, points: 5, scale: 'log'}},
		],
		exclude: [],
	} as const;
	const beside = (point: Params): boolean => {
		const sweep = {space, sampler: {name: 'grid', options: {}}, budget: {}};
		const [without, one] = [plan({...sweep, enqueue: []}), plan({...sweep, enqueue: [point]})];
		return (one?.count ?? 0n) > (without?.count ?? 0n);
	};
	const of = {kind: 'b', width: [8, 4], lr: 123_456.7, rate: 0.01};
	assert.equal(beside(of), false);
	assert.equal(beside({kind: '8', width: [16, 8], rate: 1}), false);
	assert.equal(beside({...of, lr: 123_456.75}), true);
	assert.equal(beside({...of, lr: 1e9}), false);
	assert.equal(beside({...of, rate: 0.02}), true);
	assert.equal(beside({...of, width: [8, 8]}), true);
	assert.equal(beside({...of, kind: 'c'}), true);
});
