import assert from 'node:assert/strict';
import test from 'node:test';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import type {TelemetrySummary} from '../../source/engine/telemetry-summary.ts';
import {createTelemetryWindow} from '../../source/engine/telemetry-window.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

/** Values of a channel by time; between two of them the earlier holds. */
type Story = {readonly channel: string; readonly values: Readonly<Record<number, number>>; readonly limit?: number};

const SPAN = {fromMs: 10_000, toMs: 20_000, overlapping: false};

/** Feeds the stories every 500 ms for 30 s and sums up the ten seconds in the middle. */
function summarise(...stories: readonly Story[]): TelemetrySummary {
	const window = createTelemetryWindow({wait: createManualClock(0).wait});
	const definitions = stories.map(
		({channel, limit}): ChannelDefinition => ({
			channel,
			unit: '',
			scope: 'host',
			source: 'fake',
			periodMs: 500,
			windowMs: 0,
			...(limit === undefined ? {} : {limit}),
		}),
	);
	window.open('fake', definitions);
	for (const {channel, values} of stories) {
		for (let t = 0; t <= 30_000; t += 500) {
			const from = Math.max(
				...Object.keys(values)
					.map(Number)
					.filter(time => time <= t),
			);
			window.add({t0: t, channels: [channel], rows: [[0, values[from] ?? 0]]});
		}
	}
	return window.summarise(SPAN);
}

function flagsOf(...stories: readonly Story[]): readonly string[] {
	return summarise(...stories).flags;
}

test('over-current events of the trial, not those before or after it', () => {
	const {telemetry, flags} = summarise(
		{channel: 'oc1.event_count', values: {0: 3, 9000: 5, 21_000: 7}},
		{channel: 'oc3.event_count', values: {0: 27_000, 12_000: 27_090}},
	);
	assert.equal(telemetry['oc_events'], 90);
	assert.deepEqual(flags, ['OC']);
	const few = summarise({channel: 'oc3.event_count', values: {0: 27_000, 12_000: 27_040}});
	assert.equal(few.telemetry['oc_events'], 40);
	assert.deepEqual(few.flags, [], 'four milliseconds of a second are not');
	assert.deepEqual(flagsOf({channel: 'oc1.event_count', values: {0: 0, 12_000: 1}}), ['OC'], 'one under-voltage is');
	const quiet = summarise({channel: 'oc1.event_count', values: {0: 3, 9000: 5, 21_000: 7}});
	assert.equal(quiet.telemetry['oc_events'], 0);
	assert.deepEqual(quiet.flags, []);
});

test('heat: throttle time, cooling devices and events of the CPU; a millisecond is none', () => {
	const {telemetry, flags} = summarise(
		{channel: 'gpu0.throttle_ms', values: {0: 100, 15_000: 250}},
		{channel: 'cooling.throttle_ms', values: {0: 0, 15_000: 750}},
	);
	assert.equal(telemetry['throttle_ms'], 900);
	assert.deepEqual(flags, ['THERM']);
	assert.deepEqual(flagsOf({channel: 'cpu.throttle_count', values: {0: 9, 15_000: 10}}), ['THERM']);
	assert.deepEqual(flagsOf({channel: 'gpu0.throttle_ms', values: {0: 100, 15_000: 105}}), []);
	assert.deepEqual(flagsOf({channel: 'gpu0.throttle_ms', values: {0: 100, 15_000: 0}}), [], 'a reset is not known');
});

test('a power limit and a CPU limit: from one per cent of the time', () => {
	assert.deepEqual(flagsOf({channel: 'gpu0.power_cap_ms', values: {0: 0, 15_000: 99}}), []);
	assert.deepEqual(flagsOf({channel: 'gpu0.power_cap_ms', values: {0: 0, 15_000: 100}}), ['POWER-CAP']);
	const {telemetry, flags} = summarise(
		{channel: 'cgroup.throttled_ms', values: {0: 40, 12_000: 2040}},
		{channel: 'mem.stall_ms', values: {0: 7, 12_000: 8.5}},
	);
	assert.deepEqual([telemetry['cgroup_throttled_ms'], telemetry['mem_stall_ms']], [2000, 1.5]);
	assert.deepEqual(flags, ['QUOTA']);
});

test('an event that the first look after the end shows is not lost; without that look the last one counts', () => {
	const window = createTelemetryWindow({wait: createManualClock(0).wait});
	const shared = {unit: '', scope: 'module', source: 'jetson-oc', periodMs: 2000, windowMs: 0} as const;
	window.open('jetson-oc', [{channel: 'oc3.event_count', ...shared}]);
	const look = (t: number, count: number): void =>
		window.add({t0: t, channels: ['oc3.event_count'], rows: [[0, count]]});
	for (let t = 0; t <= 9000; t += 1000) look(t, 7);
	const span = {fromMs: 2000, toMs: 9500, overlapping: false};
	assert.equal(window.summarise(span).telemetry['oc_events'], 0);
	look(10_000, 12);
	assert.equal(window.summarise(span).telemetry['oc_events'], 5);
});

test('waiting is told of executions that are long enough to have their own', () => {
	const window = createTelemetryWindow({wait: createManualClock(0).wait});
	const shared = {unit: 'ms', scope: 'host', source: 'pressure', periodMs: 1000, windowMs: 0} as const;
	window.open('pressure', [{channel: 'io.stall_ms', ...shared}]);
	for (let t = 0; t <= 10_000; t += 1000) window.add({t0: t, channels: ['io.stall_ms'], rows: [[0, t / 3]]});
	const short = window.summarise({fromMs: 2000, toMs: 4900, overlapping: false});
	assert.equal(short.telemetry['io_stall_ms'], undefined);
	assert.equal(short.missing['io_stall_ms'], 'too short');
	const long = window.summarise({fromMs: 2000, toMs: 5000, overlapping: false});
	assert.equal(long.telemetry['io_stall_ms'], 1000);
});

test('clocks and mode must not move inside; what is set before the start is no change', () => {
	assert.deepEqual(flagsOf({channel: 'gpu0.clock_min_hz', values: {0: 3e8, 9900: 1e9}}), []);
	assert.deepEqual(flagsOf({channel: 'gpu0.clock_min_hz', values: {0: 1e9, 13_000: 3e8}}), ['CLOCK-MOVED']);
	assert.deepEqual(flagsOf({channel: 'power.mode_id', values: {0: 2, 13_000: 0}}), ['CLOCK-MOVED']);
	assert.deepEqual(flagsOf({channel: 'gpu0.power_limit_w', values: {0: 350, 9900: 250}}), []);
	assert.deepEqual(flagsOf({channel: 'gpu0.power_limit_w', values: {0: 350, 13_000: 250}}), ['CLOCK-MOVED']);
	assert.deepEqual(flagsOf({channel: 'gpu0.clock_hz', values: {0: 1e9, 13_000: 3e8}}), []);
});

test('a temperature where the hardware acts, only where that is known', () => {
	const values = {0: 60, 15_000: 95, 16_000: 80};
	assert.deepEqual(flagsOf({channel: 'cpu.temp_c', limit: 95, values}), ['OVER-TEMP']);
	assert.deepEqual(flagsOf({channel: 'cpu.temp_c', limit: 96, values}), []);
	assert.deepEqual(flagsOf({channel: 'cpu.temp_c', values}), []);
});

test('swap that grows by more than a rounding', () => {
	const channel = 'swap.used_bytes';
	assert.deepEqual(flagsOf({channel, values: {0: 1e9, 15_000: 1e9 + 64 * 1024 ** 2}}), ['SWAP']);
	assert.deepEqual(flagsOf({channel, values: {0: 1e9, 15_000: 1e9 + 1024 ** 2}}), []);
	assert.deepEqual(flagsOf({channel, values: {0: 1e9, 15_000: 5e8}}), []);
});

test('work of others: by the mean over the trial, from where its probe says that it has to be minded', () => {
	const [channel, limit] = ['cpu.foreign_pct', 25];
	assert.deepEqual(flagsOf({channel, limit, values: {0: 0, 10_000: 40, 20_500: 0}}), ['FOREIGN']);
	assert.deepEqual(flagsOf({channel, limit, values: {0: 90, 9500: 10, 20_500: 90}}), []);
	assert.deepEqual(flagsOf({channel: 'gpu0.foreign_pct', limit: 10, values: {0: 12}}), ['FOREIGN']);
	assert.deepEqual(flagsOf({channel, values: {0: 90}}), []);
});

test('work of others that the machine always has flags nothing; more than that does, and on a GPU any', () => {
	const [channel, limit] = ['cpu.foreign_pct', 25];
	assert.deepEqual(flagsOf({channel, limit, values: {0: 150}}), []);
	assert.deepEqual(flagsOf({channel, limit, values: {0: 150, 10_000: 190}}), ['FOREIGN']);
	assert.deepEqual(flagsOf({channel, limit, values: {0: 150, 10_000: 170}}), []);
	// A burst before it is not what the machine always has.
	assert.deepEqual(flagsOf({channel, limit, values: {0: 0, 8000: 90, 10_000: 90}}), ['FOREIGN']);
	assert.deepEqual(flagsOf({channel: 'gpu0.foreign_pct', limit: 10, values: {0: 50}}), ['FOREIGN']);
});

test('several at once stand in a fixed order', () => {
	const found = flagsOf(
		{channel: 'swap.used_bytes', values: {0: 0, 15_000: 1e9}},
		{channel: 'oc2.event_count', values: {0: 0, 15_000: 1}},
		{channel: 'gpu0.throttle_ms', values: {0: 0, 15_000: 1000}},
	);
	assert.deepEqual(found, ['THERM', 'OC', 'SWAP']);
});
