import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepFact} from '../../source/domain/event.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {countEnded} from '../../source/domain/trial/trial-counts.ts';
import {createRandom, fold, STARTED, toEvents, trialFacts} from '../journal/sample-run.ts';
import {cpuMs} from '../helpers/cpu-time.ts';

const QUEUED: SweepFact = {type: 'trial-queued', trial: 1, params: {size: 64}, by: 'grid'};

function started(execution: number): SweepFact {
	const process = {argv: ['true'], pid: 7, startTicks: 8};
	return {type: 'execution-started', trial: 1, execution, role: 'measured', attempt: 1, ...process};
}

function ended(execution: number, flops: number, durationS: number): SweepFact {
	return {
		type: 'execution-ended',
		trial: 1,
		execution,
		outcome: 'complete',
		code: 0,
		duration_s: durationS,
		metrics: {flops},
		telemetry: {},
		flags: [],
	};
}

function trialEnded(flops: number): SweepFact {
	return {type: 'trial-ended', trial: 1, state: 'complete', metrics: {flops}, telemetry: {}, flags: ['THERM']};
}

function foldFacts(facts: readonly SweepFact[]): SweepState {
	return fold(toEvents(facts));
}

test('a trial from queue to end', () => {
	const state = foldFacts([STARTED, QUEUED, started(1), ended(1, 5, 2), started(2), ended(2, 7, 4), trialEnded(6)]);
	const trial = state.trials[0];
	assert.equal(trial?.state, 'complete');
	assert.equal(trial.durationS, 3);
	assert.deepEqual(trial.flags, ['THERM']);
	assert.equal(trial.startedAt, '2026-09-21T14:13:20.003Z');
	assert.deepEqual(
		trial.executions.map(execution => [execution.execution, execution.outcome, execution.metrics?.['flops']]),
		[
			[1, 'complete', 5],
			[2, 'complete', 7],
		],
	);
	assert.equal(state.counts.complete, 1);
	assert.equal(countEnded(state), 1);
});

test('a trial that is queued again keeps its executions as superseded and forgets the rest', () => {
	const first = [STARTED, QUEUED, started(1), ended(1, 5, 2), trialEnded(5)];
	const again = foldFacts([...first, QUEUED]);
	const {executions, ...rest} = again.trials[0] ?? assert.fail();
	assert.deepEqual(
		executions.map(execution => [execution.execution, execution.superseded, execution.metrics]),
		[[1, true, {flops: 5}]],
	);
	assert.deepEqual(rest, {
		trial: 1,
		state: 'queued',
		by: 'grid',
		params: {size: 64},
		metrics: {},
		telemetry: {},
		flags: [],
		missing: {},
		curves: {},
	});
	assert.equal(again.counts.queued, 1);
	assert.equal(again.counts.complete, 0);
	assert.equal(countEnded(again), 0);

	const second = foldFacts([...first, QUEUED, started(2), ended(2, 9, 6), trialEnded(9)]).trials[0];
	assert.equal(second?.durationS, 6, 'superseded executions count for nothing');
	assert.deepEqual(
		second.executions.map(execution => execution.superseded),
		[true, undefined],
	);
});

test('a second start of an execution replaces the first, but never a superseded one', () => {
	const restarted = foldFacts([STARTED, QUEUED, started(1), started(1), ended(1, 3, 1)]).trials[0];
	assert.equal(restarted?.executions.length, 1);
	const rerun = foldFacts([STARTED, QUEUED, started(1), ended(1, 5, 2), QUEUED, started(1), ended(1, 9, 1)]).trials[0];
	assert.deepEqual(
		rerun?.executions.map(execution => [execution.superseded, execution.metrics?.['flops']]),
		[
			[true, 5],
			[undefined, 9],
		],
	);
});

test('curves grow in place; the state and the record are new objects all the same', () => {
	const events = toEvents([STARTED, QUEUED, started(1)]);
	let state = fold(events);
	for (let step = 0; step < 3; step++) {
		const before = state;
		const point: SweepFact = {type: 'metric-reported', trial: 1, execution: 1, name: '__proto__', value: 'NaN', step};
		const [event] = toEvents([point], 4 + step);
		state = reduceSweep(state, event ?? assert.fail());
		assert.notEqual(state, before);
		assert.equal(state.version, before.version + 1);
	}
	const curve = Object.getOwnPropertyDescriptor(state.trials[0]?.curves, '__proto__')?.value;
	assert.deepEqual(
		curve.map((point: {step: number; value: number}) => [point.step, point.value]),
		[
			[0, Number.NaN],
			[1, Number.NaN],
			[2, Number.NaN],
		],
	);
});

test('a value without a step, an event of an unknown trial and a seq that was seen change nothing', () => {
	const state = foldFacts([STARTED, QUEUED]);
	const facts: SweepFact[] = [
		{type: 'metric-reported', trial: 1, execution: 1, name: 'loss', value: 1},
		{type: 'gate-waiting', trial: 9, why: 'warm'},
	];
	for (const event of toEvents(facts, 3)) assert.deepEqual(reduceSweep(state, event).trials, state.trials);
	assert.equal(reduceSweep(state, toEvents([QUEUED], 2)[0] ?? assert.fail()), state);
});

test('trial numbers of a damaged or hostile journal are ignored', () => {
	for (const trial of [0, -1, 1.5, 1e12, Number.NaN]) {
		assert.deepEqual(foldFacts([STARTED, {...QUEUED, trial}]).trials, [], String(trial));
	}
	assert.deepEqual(
		foldFacts([STARTED, {...QUEUED, trial: 3}]).trials.map(trial => trial?.trial),
		[undefined, undefined, 3],
	);
});

test('time runs while an engine does: not between engines, not across boots', () => {
	const totals = {trials: 0, time_s: 0};
	const at = (fact: SweepFact, seq: number, mono_ms: number, boot: string) => ({
		...fact,
		seq,
		t: '2026-11-21T00:00:00.000Z',
		mono_ms,
		boot,
	});
	const state = fold([
		at(STARTED, 1, 1000, 'a'),
		at(QUEUED, 2, 1500, 'a'),
		at(STARTED, 3, 9000, 'a'),
		at(QUEUED, 4, 9100, 'a'),
		at(STARTED, 5, 50, 'b'),
		at({type: 'sweep-ended', why: 'done', totals}, 6, 250, 'b'),
		at(STARTED, 7, 5000, 'b'),
	]);
	assert.equal(state.elapsedMs, 500 + 100 + 200);
	assert.equal(state.phase, 'running');
	assert.equal(state.endedWhy, undefined, 'a sweep that was resumed has not ended');
});

test('100,000 trials fold in time that grows with their number only', () => {
	const random = createRandom(3);
	const time = (trials: number): number => {
		const events = toEvents([
			STARTED,
			...Array.from({length: trials}, (_, index) => trialFacts(index + 1, random)).flat(),
		]);
		const startedMs = cpuMs();
		let state = createSweepState();
		for (const event of events) state = reduceSweep(state, event);
		assert.equal(state.counts.complete, trials);
		return cpuMs() - startedMs;
	};
	time(2000);
	const [few, many] = [time(2000), time(20_000)];
	assert.ok(many < 60 * Math.max(1, few), `${few} ms for 2,000 and ${many} ms for 20,000`);
});
