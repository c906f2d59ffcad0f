import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createSweepState, type SweepState} from '../../../source/domain/sweep-state.ts';
import type {TrialRecord} from '../../../source/domain/trial.ts';
import {describeAbsentGoals, hasResult} from '../../../source/engine/watch/watch-results.ts';
import {SAMPLE_SWEEP} from '../../helpers/sample-sweep.ts';

function stateOf(...trials: readonly TrialRecord[]): SweepState {
	const sweep = {...SAMPLE_SWEEP, objectives: [{metric: 'loss', direction: 'minimize'} as const]};
	return {...createSweepState(), sweep, trials};
}

function makeTrial(parts: Partial<TrialRecord>): TrialRecord {
	const empty = {
		flags: [],
		missing: {},
		curves: {},
		by: 'watch',
		params: {},
		executions: [],
		metrics: {},
		telemetry: {},
	};
	return {...empty, trial: 1, state: 'complete', ...parts};
}

const complete = (metrics: TrialRecord['metrics']): TrialRecord => makeTrial({metrics});

test('a result is a complete trial with a value for each objective; NaN is one, as in a sweep of ours', () => {
	assert.equal(hasResult(stateOf(complete({loss: 1}))), true);
	assert.equal(hasResult(stateOf(complete({loss: 'NaN'}))), true);
	assert.equal(hasResult(stateOf(complete({acc: 1}))), false);
	assert.equal(hasResult(stateOf(makeTrial({state: 'failed', metrics: {loss: 1}}))), false);
});

test('an objective that never came is told with the names that did', () => {
	const goals = [{metric: 'loss', direction: 'minimize'}] as const;
	assert.equal(describeAbsentGoals(goals, stateOf(complete({loss: 'NaN'}))), undefined);
	assert.equal(
		describeAbsentGoals(goals, stateOf(complete({los: 1, acc: 2}))),
		'no trial has a value for --minimize loss; what came: los, acc; did you mean los?',
	);
	assert.equal(
		describeAbsentGoals(goals, stateOf(complete({}))),
		'no trial has a value for --minimize loss; what came: no metric',
	);
	const energy = [{metric: 'energy_j', direction: 'minimize'}] as const;
	assert.equal(describeAbsentGoals(energy, stateOf(makeTrial({telemetry: {energy_j: 3}}))), undefined);
});
