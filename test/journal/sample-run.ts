import {crc32} from 'node:zlib';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {encodeLine, formatLine} from '../../source/journal/line.ts';

/** A sweep with one parameter of each kind, two metrics, a formula and one objective. */
export const SWEEP: Sweep = {
	format: 1,
	name: 'sample',
	command: {kind: 'argv', argv: ['./program', '{dtype}', '{size}']},
	workdir: '/srv/sample',
	env: {OMP_NUM_THREADS: '1', HF_TOKEN: 'hunter2'},
	space: {
		parameters: [
			{name: 'dtype', domain: {kind: 'choice', values: ['half', 'float', 'double']}},
			{name: 'size', domain: {kind: 'integer', min: 64, max: 512, step: 64, scale: 'linear'}},
			{
				name: 'width',
				domain: {
					kind: 'tuple',
					fields: ['bits', 'frac'],
					values: [
						[16, 8],
						[8, 6],
					],
				},
			},
			{name: 'tensor', domain: {kind: 'choice', values: [true, false]}},
		],
		exclude: [],
	},
	constraints: ['temp_max_c <= 85'],
	metrics: [
		{name: 'flops', goal: 'maximize', unit: 'FLOP/s', reduce: 'last', stream: false},
		{name: 'loss', reduce: 'last', stream: false},
		{name: 'flops_per_watt', unit: 'FLOP/J', reduce: 'last', stream: false, formula: 'flops / power_mean_w'},
	],
	objectives: [{metric: 'flops', direction: 'maximize'}],
	sampler: {name: 'grid', options: {}},
	pruner: {name: 'none', options: {}},
	views: [],
	budget: {},
	run: {jobs: 1, repeats: 1, discardFirst: 0, warmup: 0, graceMs: 1e4, retries: 0, order: 'grid', maxOutputBytes: 1e8},
	telemetry: {intervalMs: 'auto', baseline: 'auto', cpuTdpWatts: 65},
	gate: {settleMs: 5000, timeoutMs: 120_000},
	labels: {},
	seed: 7,
};

export const STARTED: SweepFact = {
	type: 'sweep-started',
	format: 1,
	sweep: SWEEP,
	hash: 'abc',
	seed: 7,
	engine: {pid: 10, startTicks: 20, version: '0.1.0'},
};

/** A deterministic stream of numbers in [0, 1) (mulberry32), so that a failing test fails again. */
export function createRandom(seed: number): () => number {
	let a = seed;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** The facts of one trial of one execution, as an engine records them. */
export function trialFacts(trial: number, random: () => number): readonly SweepFact[] {
	const params = {dtype: 'float', size: 64 * (1 + (trial % 8)), width: [16, 8], tensor: trial % 2 === 0};
	const metrics = {flops: random() * 1e10, loss: random()};
	const telemetry = {energy_j: random() * 10, power_mean_w: random() * 20, power_source: 'rapl', confidence: 'high'};
	const flags: readonly string[] = trial % 5 === 0 ? ['THERM'] : [];
	const results = {metrics, telemetry, flags};
	return [
		{type: 'trial-queued', trial, params, by: 'grid'},
		{
			type: 'execution-started',
			trial,
			execution: 1,
			role: 'measured',
			attempt: 1,
			argv: ['./program', 'größe', '64'],
			pid: 1000 + trial,
			startTicks: 5000 + trial,
		},
		{type: 'metric-reported', trial, execution: 1, name: 'loss', value: random(), step: 1},
		{type: 'metric-reported', trial, execution: 1, name: 'loss', value: 'NaN', step: 2},
		{type: 'execution-ended', trial, execution: 1, outcome: 'complete', code: 0, duration_s: random(), ...results},
		{type: 'trial-ended', trial, state: 'complete', ...results},
	];
}

/** At least `count` facts of a run, the start first. */
export function sampleFacts(count: number, seed = 1): readonly SweepFact[] {
	const random = createRandom(seed);
	const facts: SweepFact[] = [STARTED];
	for (let trial = 1; facts.length < count; trial++) facts.push(...trialFacts(trial, random));
	return facts.slice(0, count);
}

/** Short facts: many records in few bytes, for tests of every byte. One is not ASCII. */
export function shortFacts(count: number): readonly SweepFact[] {
	return Array.from({length: count}, (_, index) => ({
		type: 'sampler-told' as const,
		state: index === 150 ? 'größe' : index,
	}));
}

/** Puts facts in their place, one a millisecond. */
export function toEvents(facts: readonly SweepFact[], firstSeq = 1): readonly SweepEvent[] {
	return facts.map((fact, index) => {
		const seq = firstSeq + index;
		return {seq, t: new Date(1.79e12 + seq).toISOString(), mono_ms: 1000 + seq, boot: 'boot-1', ...fact};
	});
}

/** The text of a journal. */
export function toText(events: readonly SweepEvent[]): string {
	return events.map(event => `${encodeLine(event)}\n`).join('');
}

/** Good lines of anything, as another version of the program may write them. */
export function toRawText(values: readonly object[]): string {
	return values
		.map(value => JSON.stringify(value))
		.map(json => `${formatLine(json, crc32(json.slice(0, -1)))}\n`)
		.join('');
}

export function fold(events: Iterable<SweepEvent>): SweepState {
	let state = createSweepState();
	for (const event of events) state = reduceSweep(state, event);
	return state;
}

/** What the tests that do not look at failure hand to `openJournal`. */
export function plainJournalOptions() {
	let ms = 0;
	const unexpected = (what: string) => (detail?: unknown) => {
		throw new Error(`unexpected ${what}: ${JSON.stringify(detail)}`);
	};
	return {
		now: () => 1.79e12 + ms,
		monoMs: () => 1000 + ms++,
		boot: 'boot-1',
		onTrouble: unexpected('trouble'),
		onRecovered: unexpected('recovery'),
		onLost: unexpected('loss'),
	};
}
