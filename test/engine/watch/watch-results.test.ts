import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isFailureEnd} from '../../../source/domain/sweep/sweep-end.ts';
import {createSweepState, type SweepState} from '../../../source/domain/sweep-state.ts';
import type {TrialRecord} from '../../../source/domain/trial.ts';
import {describeAbsentGoals, describeProgramEnd} from '../../../source/engine/watch/watch-results.ts';
import {SAMPLE_SWEEP} from '../../helpers/sample-sweep.ts';

function stateOf(...trials: readonly TrialRecord[]): SweepState {
	const sweep = {...SAMPLE_SWEEP, objectives: [{metric: 'loss', direction: 'minimize'} as const]};
	const empty = createSweepState();
	const complete = trials.filter(({state}) => state === 'complete').length;
	return {...empty, sweep, trials, counts: {...empty.counts, complete}};
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
	const whyOf = (...trials: readonly TrialRecord[]): string =>
		describeProgramEnd(stateOf(...trials), undefined, undefined);
	const without = 'the program ended; no trial completed with a value for loss';
	assert.equal(whyOf(complete({loss: 1})), 'the program ended (1 trial)');
	assert.equal(whyOf(complete({loss: 'NaN'}), complete({acc: 1})), 'the program ended (2 trials)');
	assert.equal(whyOf(complete({acc: 1})), without);
	assert.equal(whyOf(makeTrial({state: 'failed', metrics: {loss: 1}}), complete({acc: 1})), without);
	assert.equal(whyOf(), 'the program ended; no trial was heard of');
});

test('a program that failed, or gave no result, is a failure by its words, also one that planned more trials', () => {
	const [good, bad] = [stateOf(complete({loss: 1})), stateOf(complete({acc: 1}))];
	assert.equal(describeProgramEnd(good, undefined, 3), 'space exhausted 1/3');
	assert.equal(isFailureEnd(describeProgramEnd(good, undefined, 3)), false);
	assert.equal(isFailureEnd(describeProgramEnd(bad, undefined, 3)), true);
	assert.equal(isFailureEnd(describeProgramEnd(good, 'exit 3', undefined)), true);
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
	const lost = makeTrial({
		state: 'lost',
		curves: {loss: [{step: 1, value: 3, monoMs: 0}]},
		executions: [
			{
				execution: 1,
				role: 'measured',
				attempt: 1,
				startedAt: '',
				startedMonoMs: 0,
				pid: 1,
				metrics: {acc: 1},
			},
		],
	});
	assert.equal(describeAbsentGoals(goals, stateOf(lost)), 'loss came, but of no trial that completed');
	assert.equal(
		describeAbsentGoals([{metric: 'cost', direction: 'minimize'}], stateOf(lost)),
		'no trial has a value for --minimize cost; what came: loss, acc',
	);
	const energy = [{metric: 'energy_j', direction: 'minimize'}] as const;
	assert.equal(describeAbsentGoals(energy, stateOf(makeTrial({telemetry: {energy_j: 3}}))), undefined);
});
