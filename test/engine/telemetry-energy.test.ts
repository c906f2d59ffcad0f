import assert from 'node:assert/strict';
import test from 'node:test';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import {createTelemetryMeter} from '../../source/engine/telemetry-meter.ts';
import {createTelemetryWindow} from '../../source/engine/telemetry-window.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

const SHARED = {scope: 'package', source: 'rapl', periodMs: 500} as const;
const PACKAGE: ChannelDefinition = {
	channel: 'cpu.power_w',
	unit: 'W',
	windowMs: 500,
	counter: 'cpu.energy_j',
	...SHARED,
};
const PACKAGE_J: ChannelDefinition = {channel: 'cpu.energy_j', unit: 'J', windowMs: 0, ...SHARED};

test('a counter and the integral of the power beside it that disagree: low confidence, told once', async () => {
	const span = {fromMs: 5000, toMs: 15_000, overlapping: false};
	const measure = async (shownWatts: number, span_ = span): Promise<unknown> => {
		const window = createTelemetryWindow({wait: createManualClock(0).wait});
		window.open('rapl', [PACKAGE, PACKAGE_J]);
		for (let t = 0; t <= 20_000; t += 500) {
			window.add({t0: t, channels: ['cpu.energy_j', 'cpu.power_w'], rows: [[0, t / 100, shownWatts]]});
		}
		const told: string[] = [];
		const meter = createTelemetryMeter(window, text => told.push(text));
		const [first] = [await meter.measure(span_), await meter.measure(span_)];
		return [first.telemetry['energy_j'], first.telemetry['confidence'], told];
	};
	assert.deepEqual(await measure(10.5), [100, 'high', []]);
	assert.deepEqual(await measure(12), [
		100,
		'low',
		[
			'cpu: its counter says 100 J, the integral of its power 120 J; energies of which that holds are marked with low confidence',
		],
	]);
	assert.deepEqual(await measure(12, {...span, toMs: 8000}), [30, 'low', []], 'too short to be sure of either');
});
