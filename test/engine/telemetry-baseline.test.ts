import assert from 'node:assert/strict';
import test from 'node:test';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import type {TelemetrySettings} from '../../source/domain/sweep.ts';
import {baselineMs, createBaselineKeeper} from '../../source/engine/telemetry-baseline.ts';
import {createTelemetryWindow} from '../../source/engine/telemetry-window.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

const BOARD: ChannelDefinition = {
	channel: 'board.power_w',
	unit: 'W',
	scope: 'board',
	source: 'fake',
	periodMs: 100,
	windowMs: 0,
};

/** A board whose idle power is `watts`, and a sweep that measures it again now and then. */
function createBoard(watts: () => number, setting: TelemetrySettings['baseline'] = 'auto', part = BOARD) {
	const clock = createManualClock(0);
	const window = createTelemetryWindow({wait: clock.wait});
	window.open('fake', [part]);
	const said: string[] = [];
	let wiggle = 0.01;
	const pass = async (ms: number): Promise<void> => {
		for (let done = 0; done < ms; done += 100) {
			await clock.advance(100);
			wiggle = -wiggle;
			window.add({t0: clock.now(), channels: [part.channel], rows: [[0, watts() + wiggle]]});
		}
	};
	const start = async () => {
		await pass(2000);
		window.measureBaseline(0, clock.now());
		return createBaselineKeeper({
			setting,
			window,
			now: clock.now,
			wait: async (ms, signal) => {
				if (!signal.aborted) await pass(ms);
			},
			onWaiting: (trial, why) => said.push(`#${trial} ${why}`),
			onPassed: (trial, why, waitedMs) => said.push(`#${trial} ${why}: ${waitedMs} ms`),
			onMeasured: channels => said.push(`measured ${channels[part.channel]?.mean.toFixed(2)}`),
			notice: text => said.push(text),
		});
	};
	return {clock, window, said, pass, start};
}

const NEVER = new AbortController().signal;

test('after ten trials, and not while they are shorter than the measuring would be', async () => {
	const {clock, said, pass, start} = createBoard(() => 4);
	const keeper = await start();
	for (let trial = 1; trial <= 10; trial++) {
		await keeper.refresh(trial, clock.now(), NEVER);
		await pass(1000);
	}
	await keeper.refresh(11, clock.now(), NEVER);
	assert.deepEqual(said, [], 'ten trials took 10 s: 2 s more would be a fifth');
	await pass(40_000);
	await keeper.refresh(12, clock.now(), NEVER);
	assert.deepEqual(said, ['#12 measuring idle power', '#12 idle power measured: 2100 ms', 'measured 4.00']);
	await pass(40_000);
	await keeper.refresh(13, clock.now(), NEVER);
	assert.equal(said.length, 3, 'one trial since');
});

test('after ten minutes in any case; a drift is told with the trials that rest on the old value', async () => {
	let watts = 4;
	const {clock, window, said, pass, start} = createBoard(() => watts);
	const keeper = await start();
	await keeper.refresh(1, clock.now(), NEVER);
	await pass(300_000);
	await keeper.refresh(2, clock.now(), NEVER);
	watts = 4.5;
	await pass(300_000);
	await keeper.refresh(3, clock.now(), NEVER);
	assert.deepEqual(said.slice(2), [
		'measured 4.50',
		'idle power has moved from 4.00 W to 4.50 W (+12 %); energies above idle of trials 1 to 2 rest on the old value',
	]);
	assert.equal(window.baseline['board.power_w']?.mean.toFixed(2), '4.50');
});

test('a wait that was there anyway shows a drift, and costs nothing', async () => {
	let watts = 4;
	const {clock, said, pass, start} = createBoard(() => watts);
	const keeper = await start();
	const idleSinceMs = clock.now();
	await pass(5000);
	await keeper.refresh(1, idleSinceMs, NEVER);
	assert.deepEqual(said, [], 'no drift, and none is due');
	watts = 3;
	await keeper.refresh(2, clock.now(), NEVER);
	assert.deepEqual(said, [], 'not idle for long enough');
	const sinceMs = clock.now();
	await pass(3000);
	await keeper.refresh(3, sinceMs, NEVER);
	assert.equal(said[0], 'measured 3.00');
	assert.match(said[1] ?? '', /^idle power has moved from 4.00 W to 3.00 W \(−25 %\)/);
});

test('switched off, estimated, never measured or broken off: nothing is measured', async () => {
	const refreshed = async (
		setting: TelemetrySettings['baseline'],
		part: ChannelDefinition,
		signal: AbortSignal,
	): Promise<readonly string[]> => {
		const {clock, said, pass, start} = createBoard(() => 4, setting, part);
		const keeper = await start();
		await pass(601_000);
		await keeper.refresh(1, clock.now(), signal);
		return said;
	};
	assert.equal((await refreshed('auto', BOARD, NEVER)).length, 3);
	assert.deepEqual(await refreshed('off', BOARD, NEVER), []);
	assert.deepEqual(await refreshed('auto', {...BOARD, scope: 'estimate'}, NEVER), []);
	assert.deepEqual(await refreshed('auto', {...BOARD, channel: 'gpu0.power_w', periodMs: 1e6}, AbortSignal.abort()), [
		'#1 measuring idle power',
		'#1 broken off: 0 ms',
	]);
});

test('how long it is measured follows the sensor', () => {
	const power = (periodMs: number, windowMs: number) => ({
		parts: [{...BOARD, periodMs, windowMs}],
		scope: 'board' as const,
		source: 'fake',
	});
	assert.equal(baselineMs('auto', power(100, 25)), 2000);
	assert.equal(baselineMs('auto', power(430, 1000)), 5000);
	assert.equal(baselineMs('auto', power(5000, 5000)), 10_000);
	assert.equal(baselineMs(700, power(100, 25)), 700);
	assert.equal(baselineMs('off', power(100, 25)), 0);
});
