import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import {createTelemetryWindow} from '../../source/engine/telemetry-window.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

/** A sensor, and a load in steps of half a second that it watches, W. */
const worlds = fc.record({
	periodMs: fc.integer({min: 50, max: 700}),
	windowMs: fc.integer({min: 0, max: 1200}),
	holdMs: fc.integer({min: 0, max: 700}),
	hasCounter: fc.boolean(),
	isEstimate: fc.boolean(),
	isStep: fc.boolean(),
	loads: fc.array(fc.double({min: 0, max: 500, noNaN: true}), {minLength: 40, maxLength: 40}),
	fromMs: fc.double({min: 2000, max: 6000, noNaN: true}),
	durationMs: fc.double({min: 500, max: 12_000, noNaN: true}),
});

/** Joules from the start to `t`. */
function joulesUntil(loads: readonly number[], t: number): number {
	let joules = 0;
	for (const [index, watts] of loads.entries()) joules += (watts * Math.min(500, Math.max(0, t - index * 500))) / 1000;
	return joules;
}

test('power: the steady and the mean one are never above the highest, whatever the sensor smears', () => {
	let seen = 0;
	fc.assert(
		fc.property(worlds, ({periodMs, windowMs, holdMs, hasCounter, isEstimate, isStep, loads, fromMs, durationMs}) => {
			const shared = {unit: '', source: 'fake', scope: isEstimate ? 'estimate' : 'device', periodMs, holdMs} as const;
			const power: ChannelDefinition = {
				...shared,
				channel: 'cpu.power_w',
				windowMs,
				...(hasCounter ? {counter: 'cpu.energy_j'} : {}),
			};
			const window = createTelemetryWindow({wait: createManualClock(0).wait});
			window.open('fake', [power, {...shared, channel: 'cpu.energy_j', windowMs: 0}]);
			const spanMs = Math.max(windowMs, 1);
			const joulesAt = (t: number): number => joulesUntil(loads, t);
			const lowest = Math.min(...loads);
			for (let t = 1500; t <= 20_000; t += periodMs) {
				const watts = ((joulesAt(t) - joulesAt(t - spanMs)) / spanMs) * 1000;
				window.add({t0: t, channels: ['cpu.power_w', 'cpu.energy_j'], rows: [[0, watts, joulesAt(t)]]});
			}
			const {telemetry} = window.summarise({fromMs, toMs: fromMs + durationMs, overlapping: false, isStep});
			const column = (name: string): number | undefined => {
				const cell = telemetry[name];
				return typeof cell === 'number' ? cell : undefined;
			};
			const highest = column('power_max_w');
			if (highest === undefined) return;
			seen++;
			assert.ok((column('power_mean_w') ?? Number.NaN) <= highest);
			const steady = column('power_steady_w');
			// A mean of many values may be a last bit below the least of them.
			if (steady !== undefined) assert.ok(steady <= highest && steady >= lowest * (1 - 1e-9) - 1e-6, `${steady}`);
		}),
		{numRuns: 100},
	);
	assert.ok(seen > 30, `${seen} spans had a power`);
});
