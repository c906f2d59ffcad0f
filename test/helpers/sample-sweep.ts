import {DEFAULT_GATE, DEFAULT_RUN, DEFAULT_TELEMETRY} from '../../source/domain/sweep/sweep-defaults.ts';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import type {Sweep} from '../../source/domain/sweep.ts';

/** A small sweep: two parameters with six points and a constant, a metric to maximise, one with a format, one formula. */
export const SAMPLE_SWEEP: Sweep = {
	format: 1,
	name: 'sample',
	command: {kind: 'argv', argv: ['./program', '{dtype}', '{size}']},
	workdir: '/srv/sample',
	env: {},
	space: {
		parameters: [
			{name: 'dtype', domain: {kind: 'choice', values: ['half', 'float']}},
			{name: 'size', domain: {kind: 'integer', min: 64, max: 192, step: 64, scale: 'linear'}},
			{name: 'rounds', domain: {kind: 'constant', value: 8}},
		],
		exclude: [],
	},
	constraints: [],
	metrics: [
		{name: 'latency', unit: 'ms', reduce: 'median', stream: true, format: '.2f'},
		{name: 'flops', goal: 'maximize', unit: 'FLOP/s', reduce: 'last', stream: false},
	],
	objectives: [{metric: 'flops', direction: 'maximize'}],
	sampler: {name: 'grid', options: {}},
	pruner: {name: 'none', options: {}},
	views: [],
	budget: {},
	run: {...DEFAULT_RUN, maxOutputBytes: 1e8},
	telemetry: DEFAULT_TELEMETRY,
	gate: DEFAULT_GATE,
	labels: {},
	seed: 7,
};

/** The facts of a run of {@link SAMPLE_SWEEP}: a complete trial, a failed one, a better one, the end. */
export const SAMPLE_FACTS: readonly SweepFact[] = [
	{
		type: 'sweep-started',
		format: 1,
		sweep: SAMPLE_SWEEP,
		hash: 'abc',
		seed: 7,
		engine: {pid: 10, startTicks: 20, version: '0.1.0'},
	},
	...trialFacts(1, {dtype: 'half', size: 64, rounds: 8}, 1.31e9, 4.2),
	{type: 'notice', level: 'warning', text: 'no power sensor\u001B[2J', about: 'probes'},
	{type: 'trial-queued', trial: 2, params: {dtype: 'half', size: 128, rounds: 8}, by: 'sampler'},
	{
		type: 'trial-ended',
		trial: 2,
		state: 'failed',
		why: 'exit 7',
		metrics: {},
		telemetry: {},
		flags: [],
	},
	...trialFacts(3, {dtype: 'float', size: 64, rounds: 8}, 2.5e9, 2.1),
	{type: 'sweep-ended', why: 'every point was run', totals: {trials: 3, time_s: 3.5, energy_j: 28.4}},
];

function trialFacts(
	trial: number,
	params: Readonly<Record<string, string | number>>,
	flops: number,
	latency: number,
): SweepFact[] {
	const metrics = {latency, flops};
	const telemetry = {energy_j: 14.2, power_scope: 'estimate'};
	return [
		{type: 'trial-queued', trial, params, by: 'sampler'},
		{
			type: 'execution-started',
			trial,
			execution: 1,
			role: 'measured',
			attempt: 1,
			argv: ['./program'],
			pid: 100 + trial,
			startTicks: 1,
		},
		{
			type: 'execution-ended',
			trial,
			execution: 1,
			outcome: 'complete',
			code: 0,
			duration_s: 1.02,
			metrics,
			telemetry,
			flags: [],
		},
		{type: 'trial-ended', trial, state: 'complete', metrics, telemetry, flags: ['SHORT']},
	];
}

/** Gives facts their envelope: one a second. */
export function eventsOf(facts: readonly SweepFact[]): readonly SweepEvent[] {
	return facts.map((fact, index) => ({
		seq: index + 1,
		t: new Date(Date.UTC(2026, 10, 21, 19, 45, index)).toISOString(),
		mono_ms: 1000 * index,
		boot: 'b',
		...fact,
	}));
}

/** The state after all facts. */
export function foldFacts(facts: readonly SweepFact[]): SweepState {
	return eventsOf(facts).reduce(reduceSweep, createSweepState());
}
