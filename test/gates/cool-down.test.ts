import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type GatePassed, type GateWaiting, HOT_START, type TemperatureTrace} from '../../source/domain/gate.ts';
import {createSeries} from '../../source/domain/series.ts';
import type {GateSettings} from '../../source/domain/sweep.ts';
import {openGates} from '../../source/gates/registry.ts';

/** A board whose die has this temperature at this time in s; one sample every 500 ms from -10 s on. */
function createBench(settings: Partial<GateSettings>, temperatureAt: (s: number) => number | undefined) {
	let nowMs = 0;
	const series = createSeries(1000);
	const other = createSeries(1000);
	let sampledMs = -10_500;
	const advance = (ms: number): void => {
		nowMs += ms;
		while (sampledMs + 500 <= nowMs) {
			sampledMs += 500;
			const value = temperatureAt(sampledMs / 1000);
			if (value !== undefined) series.push(sampledMs, value);
			other.push(sampledMs, 30);
		}
	};
	advance(0);
	const waiting: (GateWaiting & {trial: number})[] = [];
	const passed: GatePassed[] = [];
	const notices: string[] = [];
	const gate = openGates({
		settings: {settleMs: 5000, timeoutMs: 120_000, ...settings},
		temperatures: (): readonly TemperatureTrace[] =>
			series.length === 0
				? []
				: [
						{channel: 'gpu0.temp_c', samples: other},
						{channel: 'cpu.temp_c', samples: series},
					],
		energyJ: () => 100 + (nowMs / 1000) * 10,
		now: () => nowMs,
		wait: async ms => advance(ms),
		onWaiting: (trial, event) => waiting.push({trial, ...event}),
		onPassed: (_, event) => passed.push(event),
		notice: text => notices.push(text),
	});
	return {gate, waiting, passed, notices, now: () => nowMs};
}

const NEVER = new AbortController().signal;

test('cool-down: without limits there is no gate', () => {
	assert.equal(createBench({}, () => 90).gate, undefined);
});

test('cool-down: a cool board passes at once, without an event', async () => {
	const bench = createBench({maxTemperatureC: 60}, () => 55);
	assert.deepEqual(await bench.gate?.pass(1, NEVER), []);
	assert.deepEqual([bench.waiting, bench.passed, bench.now()], [[], [], 0]);
});

test('cool-down: a hot board is waited for until the hottest die is cool; the joules of the wait are told', async () => {
	const bench = createBench({maxTemperatureC: 60}, s => 80 - Math.max(0, s));
	assert.deepEqual(await bench.gate?.pass(3, NEVER), []);
	assert.deepEqual(bench.waiting, [{trial: 3, why: 'cpu.temp_c 80.0 > 60', temperature: 80, target: 60}]);
	const [end] = bench.passed;
	assert.ok(end !== undefined && Math.abs(end.waited_s - 20) < 0.21, `waited ${end?.waited_s} s`);
	assert.equal(end.energy_j, end.waited_s * 10);
	assert.equal(end.why, 'cool and steady');
	assert.equal(end.temperature, 60);
});

test('cool-down: a cool board whose temperature falls too fast is waited for', async () => {
	// 2 °C/s until 8 s, then still; the slope over 5 s is small enough from 13 s on at the latest.
	const bench = createBench({maxSlope: 0.2, settleMs: 5000}, s => 50 - 2 * Math.min(8, s));
	assert.deepEqual(await bench.gate?.pass(1, NEVER), []);
	assert.match(bench.waiting[0]?.why ?? '', /moves by 2\.00 °C\/s, more than 0\.2/);
	assert.ok(bench.now() > 11_000 && bench.now() < 13_500, `passed at ${bench.now()} ms`);
});

test('cool-down: a short history is watched before a slope is believed', async () => {
	const bench = createBench({maxSlope: 0.1}, s => (s < 0 ? undefined : 40));
	assert.deepEqual(await bench.gate?.pass(1, NEVER), []);
	assert.match(bench.waiting[0]?.why ?? '', /watching cpu\.temp_c for 5 s/);
	assert.ok(bench.now() >= 4000 && bench.now() < 5500, `passed at ${bench.now()} ms`);
});

test('cool-down: after the timeout the trial starts with a flag', async () => {
	const bench = createBench({maxTemperatureC: 60, timeoutMs: 3000}, () => 75);
	assert.deepEqual(await bench.gate?.pass(1, NEVER), [HOT_START]);
	assert.equal(bench.passed[0]?.waited_s, 3);
	assert.equal(bench.passed[0]?.why, 'timeout: cpu.temp_c 75.0 > 60');
});

test('cool-down: a board without such a sensor is told of once, and its trials start', async () => {
	const bench = createBench({maxTemperatureC: 60}, () => undefined);
	assert.deepEqual(await bench.gate?.pass(1, NEVER), []);
	assert.deepEqual(await bench.gate?.pass(2, NEVER), []);
	assert.equal(bench.notices.length, 1);
	assert.deepEqual(bench.waiting, []);
});

test('cool-down: a sensor that falls silent during the wait does not hold the trial for ever', async () => {
	const bench = createBench({maxTemperatureC: 30.5}, s => (s < 2 ? 75 : undefined));
	await bench.gate?.pass(1, NEVER);
	assert.equal(bench.passed[0]?.why, 'cool and steady', 'the other sensor is cool');
	assert.ok(bench.now() < 13_000);
});

test('cool-down: a stop breaks the wait off, without a flag', async () => {
	const controller = new AbortController();
	const bench = createBench({maxTemperatureC: 60}, s => {
		if (s > 4) controller.abort();
		return 75;
	});
	assert.deepEqual(await bench.gate?.pass(1, controller.signal), []);
	assert.equal(bench.passed[0]?.why, 'broken off');
	assert.ok(bench.now() < 5000);
});
