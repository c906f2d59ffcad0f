import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepFact} from '../../source/domain/event.ts';
import {createProgressSelector} from '../../source/store/progress.ts';
import {fold, STARTED, toEvents} from '../journal/sample-run.ts';

/** One trial of one execution that used so many joules. */
function trialOf(
	trial: number,
	joules: number | undefined,
	sweepJoules?: number,
	state: 'complete' | 'failed' = 'complete',
) {
	const telemetry = joules === undefined ? {} : {energy_j: joules, power_scope: 'estimate'};
	const whole = state === 'complete';
	const results = {metrics: whole ? {flops: 1} : {}, telemetry: whole ? telemetry : {}, flags: []};
	const total = sweepJoules === undefined ? {} : {sweep_energy_j: sweepJoules};
	const process = {argv: ['true'], pid: 7, startTicks: 8};
	return [
		{type: 'trial-queued', trial, params: {size: 64}, by: 'grid'},
		{type: 'execution-started', trial, execution: 1, role: 'measured', attempt: 1, ...process},
		{
			type: 'execution-ended',
			trial,
			execution: 1,
			outcome: state,
			duration_s: 2,
			...results,
			telemetry,
			missing: {energy_above_idle_j: 'no baseline was measured'},
		},
		{type: 'trial-ended', trial, state, ...results, ...total},
	] as const satisfies readonly SweepFact[];
}

function stateOf(...facts: readonly SweepFact[]) {
	return fold(toEvents([STARTED, ...facts]));
}

function ended(energyJ: number): SweepFact {
	return {type: 'sweep-ended', why: 'stopped by the user', totals: {trials: 1, time_s: 2, energy_j: energyJ}};
}

test('after a resume the energy goes on from the total of the earlier engines', () => {
	const stopped = stateOf(...trialOf(1, 200), ended(274));
	assert.equal(stopped.energyJ, 274);
	const resumed = stateOf(...trialOf(1, 200), ended(274), STARTED, ...trialOf(2, 60), ...trialOf(3, 40));
	assert.equal(resumed.energyJ, 374);
	assert.equal(createProgressSelector()(resumed, 0).energyJ, 374);
});

test('an engine that died has left the energy of its executions', () => {
	assert.equal(stateOf(...trialOf(1, 200), ...trialOf(2, 50), STARTED).energyJ, 250);
});

test('an engine says the whole total with each trial, so that the end adds no more than what came after the last', () => {
	const facts = [...trialOf(1, 200, 230), ...trialOf(2, undefined, 310)];
	assert.equal(stateOf(...facts).energyJ, 310);
	assert.equal(stateOf(...facts, ended(312)).energyJ, 312);
	assert.equal(stateOf(...trialOf(1, undefined)).energyJ, undefined);
});

test('a trial that failed has the joules of its last execution, and why others are missing', () => {
	const [trial] = stateOf(...trialOf(1, 142.6, undefined, 'failed')).trials;
	assert.deepEqual(trial?.telemetry, {energy_j: 142.6, power_scope: 'estimate'});
	assert.deepEqual(trial.missing, {energy_above_idle_j: 'no baseline was measured'});
	assert.deepEqual(trial.metrics, {});
});
