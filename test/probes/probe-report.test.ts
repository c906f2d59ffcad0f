import assert from 'node:assert/strict';
import test from 'node:test';
import {createProbeReport, type ProbeFacts} from '../../source/commands/probe/probe-report.ts';
import {jetsonRailsProbe} from '../../probes/jetson-rails.ts';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import {buildFakeTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openUsable} from '../helpers/probe-world.ts';

const BOARD: ChannelDefinition = {
	channel: 'board.power_w',
	unit: 'W',
	scope: 'board',
	source: 'rapl',
	periodMs: 500,
	windowMs: 500,
};
const TEMPERATURE: ChannelDefinition = {
	channel: 'zone.cv0.temp_c',
	unit: '°C',
	scope: 'device',
	source: 'thermal',
	periodMs: 1000,
	windowMs: 0,
};

const FACTS: ProbeFacts = {
	ids: ['rapl', 'thermal', 'nvidia-smi', 'hwmon'],
	opened: new Map([
		['rapl', {channels: [BOARD], missing: [{channel: 'rail.core.power_w', reason: 'root only', mend: 'chmod'}]}],
		['thermal', {channels: [TEMPERATURE], missing: []}],
	]),
	closed: new Map([['nvidia-smi', {reason: 'nvidia-smi is not installed', mend: 'none'}]]),
	latest: new Map([
		['board.power_w', 9.6],
		['zone.cv0.temp_c', 40],
	]),
	reasons: new Map([['zone.cv0.temp_c', 'powered down']]),
	costs: {costs: [{source: 'rapl', meanUs: 30, count: 4}], cpuPct: 0.1, rssBytes: 5e7},
	motions: new Map([['board.power_w', {samples: 5, changes: 4, periodMs: 510}]]),
	windows: new Map([['board.power_w', {windowMs: 430, uncertaintyMs: 20, steps: 8}]]),
};

test('the JSON of CONTRACTS: usable or why not, each channel with value or reason, the total', () => {
	assert.deepEqual(createProbeReport(FACTS), {
		sources: [
			{
				id: 'rapl',
				usable: true,
				reason: '',
				mend: '',
				channels: [
					{
						channel: 'board.power_w',
						value: 9.6,
						unit: 'W',
						scope: 'board',
						periodMs: 500,
						windowMs: 500,
						changes: 4,
						measuredPeriodMs: 510,
						measuredWindowMs: 430,
						costUs: 30,
						reason: '',
						note: '',
					},
					{
						channel: 'rail.core.power_w',
						value: null,
						unit: '',
						scope: null,
						periodMs: null,
						windowMs: null,
						changes: null,
						measuredPeriodMs: null,
						measuredWindowMs: null,
						costUs: null,
						reason: 'root only; chmod',
						note: '',
					},
				],
			},
			{
				id: 'thermal',
				usable: true,
				reason: '',
				mend: '',
				// The last value is not shown once it cannot be read any more.
				channels: [
					{
						channel: 'zone.cv0.temp_c',
						value: null,
						unit: '°C',
						scope: 'device',
						periodMs: 1000,
						windowMs: 0,
						changes: null,
						measuredPeriodMs: null,
						measuredWindowMs: null,
						costUs: null,
						reason: 'powered down',
						note: '',
					},
				],
			},
			{id: 'nvidia-smi', usable: false, reason: 'nvidia-smi is not installed', mend: 'none', channels: []},
			{id: 'hwmon', usable: false, reason: 'it has not answered yet', mend: '', channels: []},
		],
		totals: {'board.power_w': {value: 9.6, scope: 'board', source: 'rapl'}},
	});
});

test('no total without a value for every part', () => {
	assert.deepEqual(createProbeReport({...FACTS, latest: new Map()}).totals, {});
	assert.deepEqual(createProbeReport({...FACTS, opened: new Map()}).totals, {});
});

test('a Jetson: the module by the board table, with its scope, and no rail added to it', async () => {
	const tree = buildFakeTree('jetson_agx_orin_jp6');
	const probe = await openUsable(jetsonRailsProbe, createProbeWorld({tree}));
	const latest = new Map(
		probe.sample().flatMap(reading => ('value' in reading ? [[reading.channel, reading.value] as const] : [])),
	);
	const facts: ProbeFacts = {
		ids: ['jetson-rails'],
		opened: new Map([['jetson-rails', {channels: probe.channels, missing: probe.missing}]]),
		closed: new Map(),
		latest,
		reasons: new Map(),
		costs: undefined,
		motions: new Map(),
		windows: new Map(),
	};
	assert.deepEqual(createProbeReport(facts).totals, {
		'module.power_w': {value: 3.17824 + 0.79456 + 4.5432, scope: 'sum', source: 'jetson-rails'},
	});
	probe.close();
	tree.remove();
});
