import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createProbeReport} from '../../source/commands/probe/probe-report.ts';
import {describePower, usableRows, watchedRows} from '../../source/commands/probe/probe-table.ts';
import type {ChannelDefinition} from '../../source/domain/channel.ts';

function define(channel: string, unit: string, rest: Partial<ChannelDefinition> = {}): ChannelDefinition {
	return {channel, unit, scope: 'device', source: 'board', periodMs: 1000, windowMs: 0, ...rest};
}

const MODULE = define('module.power_w', 'W', {scope: 'module', periodMs: 430, windowMs: 430});

function reportOf(channels: readonly ChannelDefinition[], latest: Readonly<Record<string, number>>) {
	return createProbeReport({
		ids: ['board'],
		opened: new Map([['board', {channels, missing: []}]]),
		closed: new Map(),
		latest: new Map(Object.entries(latest)),
		reasons: new Map(),
		costs: undefined,
		motions: new Map(),
		windows: new Map(),
	});
}

test('values have the unit and the prefix that a person reads', () => {
	const channels = [
		define('gpu0.clock_hz', 'Hz'),
		define('mem.used_bytes', 'bytes'),
		define('power.mode_id', ''),
		define('cpu.temp_c', '°C'),
		MODULE,
	];
	const latest = {'gpu0.clock_hz': 1.02e9, 'mem.used_bytes': 8.589e8, 'power.mode_id': 2, 'module.power_w': 4.654848};
	const report = reportOf(channels, latest);
	const values = usableRows(report, {costs: false}).map(({channel, value}) => [channel, value]);
	assert.deepEqual(values, [
		['gpu0.clock_hz', '1.02 GHz'],
		['mem.used_bytes', '819 MiB'],
		['power.mode_id', '2'],
		['cpu.temp_c', '-'],
		['module.power_w', '4.65 W'],
	]);
	assert.deepEqual(
		watchedRows(report).map(({channel}) => channel),
		['module.power_w', 'cpu.temp_c', 'gpu0.clock_hz', 'mem.used_bytes', 'power.mode_id'],
	);
});

test('the power of a trial, and how long one has to be for its energy', () => {
	assert.deepEqual(describePower(reportOf([MODULE], {'module.power_w': 4.654848}), [MODULE]), [
		'power of a trial: 4.65 W, module.power_w (module)',
		'its energy: from 1.29 s on, with low confidence below 4.30 s',
	]);
	assert.deepEqual(
		describePower(reportOf([MODULE], {}), [MODULE])[0],
		'power of a trial: no reading now, module.power_w (module)',
	);
	const nothing = 'power of a trial: none, as no source measures it';
	assert.deepEqual(describePower(reportOf([], {}), []), [nothing]);
});

test('of a sum the slowest part tells', () => {
	const cpu = define('cpu.power_w', 'W', {periodMs: 500, windowMs: 500});
	const gpu = define('gpu0.power_w', 'W', {periodMs: 200, windowMs: 100});
	const channels = [cpu, gpu];
	assert.deepEqual(describePower(reportOf(channels, {'cpu.power_w': 10, 'gpu0.power_w': 20}), channels), [
		'power of a trial: 30.0 W, cpu.power_w + gpu0.power_w (sum)',
		'its energy: from 1.50 s on, with low confidence below 5.00 s',
	]);
	const guess = define('cpu.power_w', 'W', {scope: 'estimate', periodMs: 250, windowMs: 250});
	assert.equal(
		describePower(reportOf([guess], {'cpu.power_w': 34.3}), [guess])[0],
		'power of a trial: 34.3 W est, cpu.power_w',
	);
});
