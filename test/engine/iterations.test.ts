import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ExecutionState, Telemetry} from '../../source/domain/trial.ts';
import {blockOf, isMeasurable, shareOut} from '../../source/engine/iterations.ts';
import {nextStep} from '../../source/engine/work-plan.ts';
import {engineSweep} from './sweep.ts';

const {run: RUN} = engineSweep();

/** Complete executions of so many ms, 10 ms apart. */
function runs(durationsMs: readonly number[], telemetry: Telemetry = {}): readonly ExecutionState[] {
	let startedMonoMs = 1000;
	return durationsMs.map((durationMs, index) => {
		const execution: ExecutionState = {
			execution: index + 1,
			role: 'measured',
			attempt: 1,
			startedAt: '',
			startedMonoMs,
			pid: 1,
			outcome: 'complete',
			durationS: durationMs / 1000,
			telemetry,
		};
		startedMonoMs += durationMs + 10;
		return execution;
	});
}

test('a program runs again until it has run long enough, then no more', () => {
	const run = {...RUN, minDuration: 1000};
	assert.deepEqual(nextStep(run, runs([300, 300, 300])), {kind: 'run', role: 'measured', attempt: 1});
	assert.deepEqual(nextStep(run, runs([300, 300, 300, 300])), {kind: 'complete'});
	assert.deepEqual(nextStep(run, runs([1500])), {kind: 'complete'});
	assert.deepEqual(nextStep({...run, repeats: 3}, runs([1500])), {kind: 'run', role: 'measured', attempt: 1});
});

test('auto is ten independent samples of the power sensor, and nothing without one', () => {
	const run = {...RUN, minDuration: 'auto' as const};
	assert.equal(isMeasurable(run, runs([400, 400]), 100), false);
	assert.equal(isMeasurable(run, runs([400, 400, 200]), 100), true);
	assert.equal(isMeasurable(run, runs([1]), undefined), true);
	assert.equal(isMeasurable(run, [], undefined), true);
});

test('warm-ups and failures do not count, and a failed repetition uses up its retries', () => {
	const run = {...RUN, minDuration: 1000, retries: 1};
	const [first, second] = runs([600, 600]);
	assert.ok(first && second);
	assert.equal(isMeasurable(run, [{...first, role: 'warmup'}, second], 100), false);
	const failed = {...second, outcome: 'failed'} as const;
	assert.deepEqual(nextStep(run, [first, failed]), {kind: 'run', role: 'measured', attempt: 2});
	assert.deepEqual(nextStep(run, [first, failed, {...failed, attempt: 2}]), {
		kind: 'failed',
		execution: {...failed, attempt: 2},
	});
});

test('a command of no length at all is not repeated for ever', () => {
	const run = {...RUN, minDuration: 1000};
	assert.deepEqual(nextStep(run, runs(Array.from({length: 1000}, () => 0))), {kind: 'complete'});
});

test('runs without an energy of their own are measured as one block', () => {
	assert.deepEqual(blockOf(runs([200, 200, 200])), {fromMs: 1000, toMs: 1620, busyMs: 600, count: 3});
	assert.equal(blockOf(runs([200, 200], {energy_j: 3})), undefined);
	assert.equal(blockOf(runs([200])), undefined);
	const [first, second] = runs([200, 200]);
	assert.ok(first && second);
	assert.equal(blockOf([first, {...second, flags: ['SHARED']}]), undefined);
	assert.equal(blockOf([first, {...first, outcome: 'lost'}, second]), undefined);
});

test('the energy of one run is its share of the block, without what the machine drew in between', () => {
	const block = {fromMs: 0, toMs: 2000, busyMs: 1500, count: 5};
	const telemetry = {
		energy_j: 35,
		energy_lo_j: 33,
		energy_hi_j: 37,
		energy_above_idle_j: 15,
		power_mean_w: 17.5,
		n_eff: 20,
	};
	const known = shareOut({telemetry: {...telemetry, idle_w: 10}, missing: {}, flags: []}, block).telemetry;
	// 35 J less 0.5 s of 10 W, by five.
	assert.equal(known['energy_j'], 6);
	assert.equal(known['energy_lo_j'], 5.6);
	assert.equal(known['energy_above_idle_j'], 3);
	assert.equal(known['power_mean_w'], 17.5);
	assert.equal(known['n_eff'], 20);
	const unknown = shareOut({telemetry, missing: {}, flags: []}, block).telemetry;
	assert.equal(unknown['energy_j'], (35 * 0.75) / 5);
});
