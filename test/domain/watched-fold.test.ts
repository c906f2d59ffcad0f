import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import {plannedTrials} from '../../source/domain/space/planned-trials.ts';
import {createSeenValues} from '../../source/domain/space/seen-values.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const WATCHED = {...SAMPLE_SWEEP, watched: {listener: 'auto', goals: []}};

/** Events a second apart. */
function fold(facts: readonly SweepFact[]): SweepState {
	return facts
		.map((fact, index): SweepEvent => {
			const mono_ms = 10_000 + index * 1000;
			return {
				seq: index + 1,
				t: new Date(Date.UTC(2026, 10, 21) + index * 1000).toISOString(),
				mono_ms,
				boot: 'b',
				...fact,
			};
		})
		.reduce(reduceSweep, createSweepState());
}

const start: SweepFact = {
	type: 'sweep-started',
	format: 1,
	sweep: WATCHED,
	hash: '',
	seed: 0,
	engine: {pid: 1, startTicks: 1, version: ''},
};

test('a watched sweep is described anew, and the sweep goes on', () => {
	const grown = {...WATCHED, budget: {trials: 30}};
	const state = fold([start, {type: 'sweep-described', sweep: grown}]);
	assert.equal(state.sweep, grown);
	assert.equal(state.phase, 'running');
	assert.equal(state.elapsedMs, 1000);
});

test('what became known of a trial later is added to it, and selectors see it', () => {
	const before = fold([start, {type: 'trial-queued', trial: 1, params: {lr: 0.1}, by: 'optuna'}]);
	const describe: SweepFact = {type: 'trial-described', trial: 1, params: {opt: 'adam'}, metrics: {loss: 'NaN'}};
	const after = reduceSweep(before, {seq: 3, t: '', mono_ms: 0, boot: 'b', ...describe});
	assert.deepEqual(after.trials[0]?.params, {lr: 0.1, opt: 'adam'});
	assert.deepEqual(after.trials[0]?.metrics, {loss: 'NaN'});
	assert.deepEqual(after.counts, before.counts);
	assert.notEqual(after.counts, before.counts);
});

test('a start that became known later is reckoned back', () => {
	const state = fold([
		start,
		{type: 'trial-queued', trial: 1, params: {}, by: 'optuna'},
		{
			type: 'execution-started',
			trial: 1,
			execution: 1,
			role: 'measured',
			attempt: 1,
			argv: [],
			pid: 1,
			startTicks: 1,
			started_mono_ms: 10_500,
		},
	]);
	assert.equal(state.trials[0]?.startedAt, '2026-11-21T00:00:00.500Z');
	assert.equal(state.trials[0]?.executions[0]?.startedMonoMs, 10_500);
});

test('how many trials a watched program will run is what it says, not the points that were seen', () => {
	assert.equal(plannedTrials(WATCHED, 0), undefined);
	assert.deepEqual(plannedTrials({...WATCHED, budget: {trials: 30}}, 0), {count: 30n, exact: true});
});

test('a space of seen values: lists, ranges, tuples', () => {
	const seen = createSeenValues();
	const domainOf = (name: string): unknown => seen.parameters().find(parameter => parameter.name === name)?.domain;
	assert.equal(seen.see({n: 64, opt: 'adam', w: [16, 8], __proto__: 1}), true);
	assert.equal(seen.see({n: 64, opt: 'adam', w: [16, 8]}), false);
	assert.equal(seen.see({n: 8, opt: true, w: [8, 4]}), true);
	assert.deepEqual(domainOf('n'), {kind: 'choice', values: [8, 64]});
	assert.deepEqual(domainOf('opt'), {kind: 'choice', values: ['adam', true]});
	assert.deepEqual(domainOf('w'), {
		kind: 'tuple',
		fields: ['0', '1'],
		values: [
			[16, 8],
			[8, 4],
		],
	});
	for (let power = 0; power <= 70; power += 1) seen.see({lr: 10 ** (-power / 10), k: power});
	assert.deepEqual(domainOf('lr'), {kind: 'real', min: 1e-7, max: 1, scale: 'log'});
	assert.deepEqual(domainOf('k'), {kind: 'integer', min: 0, max: 70, step: 1, scale: 'linear'});
	assert.equal(seen.see({lr: 0.5, k: 12}), false, 'within the range');
	assert.equal(seen.see({k: 0.5}), true, 'no whole number');
});
