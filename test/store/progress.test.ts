import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepEvent} from '../../source/domain/event.ts';
import {reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createProgressSelector} from '../../source/store/progress.ts';
import {durationCells, quantile95, selectSignals} from '../../source/store/signals.ts';

test('the total is the grid without what is excluded, or the budget', () => {
	const progress = createProgressSelector();
	const whole = createDemoWorld({seed: 1});
	assert.equal(progress(whole.state(), 0).total, 3 * 6 * 3 - 3);
	const limited = createDemoWorld({seed: 1, trials: 5, change: sweep => ({...sweep, budget: {trials: 5}})});
	assert.equal(createProgressSelector()(limited.state(), 0).total, 5);
	const random = createDemoWorld({
		seed: 1,
		trials: 4,
		change: sweep => ({...sweep, sampler: {name: 'random', options: {}}}),
	});
	assert.equal(createProgressSelector()(random.state(), 0).total, undefined);
});

test('the time left is the mean execution for each trial that is left, less what the running one has spent', () => {
	const world = createDemoWorld({seed: 1, trials: 10, change: sweep => ({...sweep, budget: {trials: 10}})});
	const progress = createProgressSelector();
	assert.equal(progress(world.state(), 0).remainingMs, undefined);
	world.advanceTo(15_000);
	const {ended, remainingMs, executionMs, running} = progress(world.state(), world.nowMs());
	assert.ok(ended > 2 && running.length <= 1 && executionMs !== undefined && remainingMs !== undefined);
	const spent = running.reduce((sum, trial) => sum + world.nowMs() - (trial.executions.at(-1)?.startedMonoMs ?? 0), 0);
	assert.ok(Math.abs(remainingMs - ((10 - ended) * executionMs - Math.min(spent, executionMs))) < 1);
	world.advanceTo(120_000);
	const end = progress(world.state(), world.nowMs());
	assert.deepEqual([end.ended, end.total, end.remainingMs, end.running.length], [10, 10, undefined, 0]);
	assert.ok((end.energyJ ?? 0) > 0);
});

test('the clock goes on between events while the sweep runs, and stands still when it has ended', () => {
	const world = createDemoWorld({seed: 1, trials: 1});
	const progress = createProgressSelector();
	world.advanceTo(2000);
	assert.equal(progress(world.state(), 5000).elapsedMs, 5000);
	world.advanceTo(20_000);
	const ended = progress(world.state(), 20_000).elapsedMs;
	assert.equal(progress(world.state(), 90_000).elapsedMs, ended);
});

test('a pause counts, on the screen as in the journal', () => {
	const world = createDemoWorld({seed: 1, trials: 8});
	world.advanceTo(2000);
	const paused = {...world.state(), phase: 'paused' as const};
	assert.equal(createProgressSelector()(paused, 9000).elapsedMs, 9000);
	assert.equal(reduceSweep(paused, resumedAt(paused, 9000)).elapsedMs, 9000);
});

function resumedAt({lastSeq, boot}: SweepState, monoMs: number): SweepEvent {
	const totals = {trials: 1, time_s: 9};
	return {seq: lastSeq + 1, t: '', mono_ms: monoMs, boot, type: 'sweep-resumed', why: 'by hand', totals};
}

test('what has a source has a row; what has none is named once', () => {
	const rich = createDemoWorld({seed: 1});
	rich.advanceTo(5000);
	const {chief, further, missing} = selectSignals(rich.state(), rich.samples());
	const labels = [...chief, ...further].map(signal => signal.label);
	assert.deepEqual([labels, missing], [['cpu', 'gpu', 'temp', 'latency', 'cpu use', 'memory'], []]);
	const bare = createDemoWorld({seed: 1, noSensors: true});
	const without = selectSignals(bare.state(), bare.samples());
	assert.deepEqual(
		without.chief.map(({label, source}) => `${label} ${source.kind}`),
		['duration durations'],
	);
	assert.deepEqual([without.further, without.missing], [[], ['cpu', 'gpu', 'temp']]);
});

test('a rail that feeds CPU and GPU is never shown as the CPU alone, an estimate is marked', () => {
	const world = createDemoWorld({seed: 1, noSensors: true});
	const definition = {unit: 'W', source: 's', periodMs: 1000, windowMs: 0} as const;
	const withChannel = (channel: string, scope: 'rail' | 'estimate') => ({
		...world.state(),
		sources: [{source: 's', channels: [{...definition, channel, scope}]}],
	});
	const [rail] = selectSignals(withChannel('cpu_gpu.power_w', 'rail'), world.samples()).chief;
	assert.deepEqual([rail?.label, rail?.estimate], ['cpu+gpu', false]);
	const [estimate] = selectSignals(withChannel('cpu.power_w', 'estimate'), world.samples()).chief;
	assert.deepEqual([estimate?.label, estimate?.estimate], ['cpu', true]);
});

test('cells of durations double the trials they hold instead of sliding', () => {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(600_000);
	const state = world.state();
	assert.equal(durationCells(state, 60).length, 51);
	const halves = durationCells(state, 30);
	assert.equal(halves.length, 26);
	const [one, two] = durationCells(state, 60);
	assert.ok(one !== undefined && two !== undefined);
	const [low, high] = [Math.min(one.mean, two.mean), Math.max(one.mean, two.mean)];
	assert.deepEqual(halves[0], {mean: (one.mean + two.mean) / 2, low, high, count: 2});
	assert.equal(quantile95([]), undefined);
	assert.equal(quantile95(Array.from({length: 100}, (_, index) => ({t: index, value: index + 1}))), 95);
});

test('the demo is the same for the same seed, and another for another', () => {
	const text = (seed: number): string => {
		const world = createDemoWorld({seed});
		world.advanceTo(30_000);
		return JSON.stringify([world.state(), world.terminal(), world.samples().latest('cpu.power_w')]);
	};
	assert.equal(text(7), text(7));
	assert.notEqual(text(7), text(8));
});

test('the demo obeys: pause, resume, kill, re-run, stop', () => {
	const world = createDemoWorld({seed: 1, trials: 6});
	world.advanceTo(3000);
	const running = world.state().trials.find(trial => trial?.state === 'running')?.trial ?? 0;
	assert.ok(world.command({command: 'skip-trial', trial: running}).ok);
	assert.equal(world.state().trials[running - 1]?.state, 'killed');
	world.command({command: 'pause'});
	const before = world.state().counts;
	world.advanceTo(60_000);
	assert.deepEqual(world.state().counts, before);
	world.command({command: 'resume'});
	world.command({command: 'rerun', trials: [running]});
	assert.equal(world.state().trials[running - 1]?.state, 'queued');
	world.advanceTo(200_000);
	assert.equal(world.state().phase, 'ended');
	assert.ok(world.state().counts.complete + world.state().counts.failed === 6);
	assert.deepEqual(world.outputOf(99, 1), undefined);
});
