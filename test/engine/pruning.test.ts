import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {PruneRequest} from '../../source/domain/pruner.ts';
import {KEEP, prune} from '../../source/domain/pruner.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {ExecutionState, TrialRecord} from '../../source/domain/trial.ts';
import {liveMeans} from '../../source/engine/live-means.ts';
import {createJudge} from '../../source/engine/pruning.ts';
import {watchRunning} from '../../source/engine/running-watch.ts';
import {fold, STARTED, toEvents} from '../journal/sample-run.ts';

const EXECUTION = {execution: 1, role: 'measured', attempt: 1, startedAt: '', startedMonoMs: 1000, pid: 1} as const;

function trial(number: number, state: TrialRecord['state'], executions: readonly ExecutionState[]): TrialRecord {
	return {
		trial: number,
		state,
		flags: [],
		missing: {},
		curves: {},
		by: 'grid',
		params: {},
		executions,
		metrics: {},
		telemetry: {},
	};
}

function stateOf(trials: readonly TrialRecord[]): SweepState {
	const state = fold(toEvents([STARTED]));
	const runningCount = trials.filter(({state: now}) => now === 'running').length;
	return {...state, trials, counts: {...state.counts, running: runningCount}};
}

function judgeOnce(trials: readonly TrialRecord[], nowMs: number, watches = false): PruneRequest | undefined {
	let asked: PruneRequest | undefined;
	const judge = createJudge({
		pruner: request => {
			asked = request;
			return KEEP;
		},
		metric: undefined,
		state: () => stateOf(trials),
		now: () => nowMs,
		watches,
		live: (fromMs, toMs) => ({powerWatts: fromMs, temperatureCelsius: toMs}),
	});
	judge(trials.length);
	return asked;
}

test('a pruner is told how long things took, and the machine now', () => {
	const complete = trial(1, 'complete', [
		{...EXECUTION, role: 'warmup', outcome: 'complete', durationS: 50},
		{...EXECUTION, outcome: 'complete', durationS: 2},
		{...EXECUTION, outcome: 'complete', durationS: 4},
		{...EXECUTION, outcome: 'failed', durationS: 90},
	]);
	const request = judgeOnce([complete, trial(2, 'running', [EXECUTION])], 3500);
	assert.equal(request?.others[0]?.executionMs, 3000);
	assert.equal(request?.own.executionMs, 2500);
	assert.deepEqual(request?.live?.(2000), {powerWatts: 1500, temperatureCelsius: 3500});
	const warming = judgeOnce([trial(1, 'running', [{...EXECUTION, role: 'warmup'}])], 3500);
	assert.equal(warming?.own.executionMs, undefined);
});

test("what two trials draw together is none's own", () => {
	assert.equal(judgeOnce([trial(1, 'running', [EXECUTION]), trial(2, 'running', [EXECUTION])], 3500)?.live, undefined);
});

test('running trials are judged once a second until the watch ends', () => {
	const timers: (() => void)[] = [];
	const ended: string[] = [];
	const cancel = watchRunning({
		executions: {
			running: () => [3, 4],
			end: (number, outcome, why) => {
				ended.push(`${number} ${outcome} ${why}`);
				return true;
			},
		},
		judge: number => (number === 4 ? prune('too hot') : KEEP),
		setTimer: (callback, ms) => {
			assert.equal(ms, 1000);
			timers.push(callback);
			return () => void timers.splice(timers.indexOf(callback), 1);
		},
	});
	timers.shift()?.();
	assert.deepEqual(ended, ['4 pruned too hot']);
	assert.equal(timers.length, 1);
	cancel();
	assert.equal(timers.length, 0);
});

test('means of the power source and of the hottest sensor; nothing where a part is missing', () => {
	const part = (channel: string) =>
		({channel, unit: 'W', scope: 'device', source: 's', periodMs: 100, windowMs: 0}) as const;
	const power = {parts: [part('cpu.power_w'), part('gpu0.power_w')], scope: 'sum', source: 's'} as const;
	const means = {
		'cpu.power_w': {mean: 10, sd: 0, n: 5},
		'gpu0.power_w': {mean: 5, sd: 0, n: 5},
		'cpu.temp_c': {mean: 60, sd: 0, n: 5},
		'gpu0.temp_c': {mean: 70, sd: 0, n: 5},
	};
	assert.deepEqual(liveMeans({power, meansBetween: () => means})(0, 1), {powerWatts: 15, temperatureCelsius: 70});
	const {'gpu0.power_w': _, ...rest} = means;
	assert.deepEqual(liveMeans({power, meansBetween: () => rest})(0, 1), {temperatureCelsius: 70});
	assert.deepEqual(liveMeans({power: undefined, meansBetween: () => ({})})(0, 1), {});
});

test('an infeasible trial is no measure of the others, and a result that is measured again is not compared away', () => {
	const infeasible = {...trial(1, 'complete', [{...EXECUTION, outcome: 'complete' as const}]), flags: ['INFEASIBLE']};
	const fine = trial(2, 'complete', [{...EXECUTION, outcome: 'complete'}]);
	const request = judgeOnce([infeasible, fine, trial(3, 'running', [EXECUTION])], 3500);
	assert.deepEqual(
		request?.others.map(curve => curve.trial),
		[2],
	);
	const again = trial(3, 'running', [
		{...EXECUTION, outcome: 'complete', superseded: true},
		{...EXECUTION, execution: 2},
	]);
	assert.equal(judgeOnce([fine, fine, again], 3500), undefined);
	assert.ok(judgeOnce([fine, fine, again], 3500, true) !== undefined, 'what looks at power and time is asked');
	const failed = trial(3, 'running', [
		{...EXECUTION, outcome: 'failed', superseded: true},
		{...EXECUTION, execution: 2},
	]);
	assert.ok(judgeOnce([fine, fine, failed], 3500) !== undefined);
});
