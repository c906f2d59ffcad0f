import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {RunSettings} from '../../source/domain/sweep.ts';
import type {ExecutionState, Outcome, Role} from '../../source/domain/trial.ts';
import {nextStep, rolesOf} from '../../source/engine/work-plan.ts';

const RUN: RunSettings = {
	jobs: 1,
	repeats: 1,
	discardFirst: 0,
	warmup: 0,
	graceMs: 1000,
	retries: 0,
	order: 'grid',
	maxOutputBytes: 1024,
};

function executions(...ended: readonly (readonly [Role, Outcome | undefined])[]): readonly ExecutionState[] {
	return ended.map(([role, outcome], index) => ({
		execution: index + 1,
		role,
		attempt: 1,
		startedAt: '',
		startedMonoMs: 0,
		pid: 1,
		...(outcome === undefined ? {} : {outcome}),
	}));
}

test('discard_first counts within repeats, warm-ups come first', () => {
	assert.deepEqual(rolesOf({...RUN, repeats: 4, discardFirst: 1, warmup: 2}), [
		'warmup',
		'warmup',
		'discarded',
		'measured',
		'measured',
		'measured',
	]);
	assert.deepEqual(rolesOf(RUN), ['measured']);
});

test('runs each role in turn and then is complete', () => {
	const run = {...RUN, repeats: 2, warmup: 1};
	assert.deepEqual(nextStep(run, []), {kind: 'run', role: 'warmup', attempt: 1});
	assert.deepEqual(nextStep(run, executions(['warmup', 'complete'])), {kind: 'run', role: 'measured', attempt: 1});
	assert.deepEqual(
		nextStep(run, executions(['warmup', 'complete'], ['measured', 'complete'], ['measured', 'complete'])),
		{kind: 'complete'},
	);
});

test('a failure is tried again as often as retries say', () => {
	const run = {...RUN, retries: 1};
	assert.deepEqual(nextStep(run, executions(['measured', 'failed'])), {kind: 'run', role: 'measured', attempt: 2});
	const failed = executions(['measured', 'failed'], ['measured', 'timed-out']);
	assert.deepEqual(nextStep(run, failed), {kind: 'failed', execution: failed[1]});
	assert.deepEqual(nextStep(run, executions(['measured', 'failed'], ['measured', 'complete'])), {kind: 'complete'});
});

test('what a person ended is not tried again', () => {
	const killed = executions(['measured', 'killed']);
	assert.deepEqual(nextStep({...RUN, retries: 3}, killed), {kind: 'failed', execution: killed[0]});
});

test('an execution lost with its engine runs once more and uses up no retry', () => {
	assert.deepEqual(nextStep(RUN, executions(['measured', 'lost'])), {kind: 'run', role: 'measured', attempt: 1});
	assert.deepEqual(nextStep({...RUN, repeats: 2}, executions(['measured', 'complete'], ['measured', 'lost'])), {
		kind: 'run',
		role: 'measured',
		attempt: 1,
	});
});
