import type {ChannelDefinition} from '../../domain/channel.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {DEFAULT_GATE, DEFAULT_RUN, DEFAULT_TELEMETRY} from '../../domain/sweep/sweep-defaults.ts';

/** The sweep of the demo: types × sizes × block sizes of a matrix multiplication. */
export function demoSweep(seed: number): Sweep {
	return {
		format: 1,
		name: 'gemm',
		command: {kind: 'argv', argv: ['./gemm', '--type={type}', '-n', '{n}', '--block={block}']},
		workdir: '/demo',
		env: {},
		space: {
			parameters: [
				{name: 'type', domain: {kind: 'choice', values: ['half', 'float', 'double']}},
				{name: 'n', domain: {kind: 'choice', values: [64, 128, 256, 512, 1024, 2048]}},
				{name: 'block', domain: {kind: 'choice', values: [16, 32, 64]}},
				{name: 'rounds', domain: {kind: 'constant', value: 8}},
			],
			exclude: ['n == 2048 and type == "half"'],
		},
		constraints: [],
		metrics: [
			{name: 'flops_per_watt', unit: 'FLOP/J', reduce: 'last', stream: false, formula: 'flops / power_mean_w'},
			{name: 'flops', unit: 'FLOP/s', reduce: 'last', stream: false},
			{name: 'latency', unit: 'ms', reduce: 'median', stream: true},
		],
		objectives: [{metric: 'flops_per_watt', direction: 'maximize'}],
		sampler: {name: 'grid', options: {}},
		pruner: {name: 'none', options: {}},
		views: [],
		budget: {},
		run: {...DEFAULT_RUN, order: 'shuffle'},
		telemetry: DEFAULT_TELEMETRY,
		gate: {...DEFAULT_GATE, maxTemperatureC: 60},
		labels: {},
		seed,
	};
}

/** Channels of the made-up board. */
export const DEMO_CHANNELS: readonly ChannelDefinition[] = [
	{channel: 'cpu.power_w', unit: 'W', scope: 'rail', source: 'demo', periodMs: 1000, windowMs: 0},
	{channel: 'gpu0.power_w', unit: 'W', scope: 'rail', source: 'demo', periodMs: 1000, windowMs: 0},
	{channel: 'gpu0.temp_c', unit: '°C', scope: 'device', source: 'demo', periodMs: 1000, windowMs: 0},
	{channel: 'latency.latency_ms', unit: 'ms', scope: 'process', source: 'metric', periodMs: 1000, windowMs: 0},
	{channel: 'cpu.util_pct', unit: '%', scope: 'host', source: 'demo', periodMs: 1000, windowMs: 1000},
	{channel: 'mem.used_bytes', unit: 'B', scope: 'host', source: 'demo', periodMs: 1000, windowMs: 0},
];
