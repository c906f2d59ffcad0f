import {mkdirSync} from 'node:fs';
import type {SweepFact} from '../../source/domain/event.ts';
import type {Params} from '../../source/domain/space.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import type {Telemetry} from '../../source/domain/trial.ts';
import {openJournal} from '../../source/journal/journal.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const BLOCKS = [16, 32, 64, 128];
const DTYPES = ['half', 'float', 'double'];

const SWEEP: Sweep = {
	...SAMPLE_SWEEP,
	name: 'big',
	space: {
		parameters: [
			{name: 'dtype', domain: {kind: 'choice', values: DTYPES}},
			{name: 'size', domain: {kind: 'integer', min: 64, max: 4096, step: 64, scale: 'linear'}},
			{name: 'block', domain: {kind: 'choice', values: BLOCKS}},
			{name: 'lr', domain: {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'}},
			{name: 'unroll', domain: {kind: 'integer', min: 1, max: 16, step: 1, scale: 'linear'}},
			{name: 'tensor', domain: {kind: 'choice', values: [true, false]}},
		],
		exclude: [],
	},
	metrics: [
		{name: 'flops', goal: 'maximize', unit: 'FLOP/s', reduce: 'last', stream: false},
		{name: 'latency', unit: 'ms', reduce: 'median', stream: true},
		{name: 'error', reduce: 'last', stream: false},
	],
	objectives: [{metric: 'flops', direction: 'maximize'}],
	sampler: {name: 'random', options: {}},
};

/** Writes the journal of a run of many trials through the journal module: 6 parameters, 3 metrics, all telemetry. */
export async function writeBigRun(directory: string, trials: number): Promise<void> {
	mkdirSync(directory, {recursive: true, mode: 0o700});
	let monoMs = 1000;
	const fail = (error: unknown): never => {
		throw new Error(`the journal could not be written: ${JSON.stringify(error)}`);
	};
	const journal = await openJournal({
		directory,
		now: () => 1.79e12 + monoMs,
		monoMs: () => (monoMs += 250),
		boot: 'd3afc3da-9919-42a4-afd0-4ff39e1d7c14',
		onTrouble: fail,
		onRecovered: () => {},
		onLost: fail,
	});
	const engine = {pid: 10, startTicks: 20, version: '0.1.0'};
	journal.append({type: 'sweep-started', format: 1, sweep: SWEEP, hash: 'abc', seed: 7, engine});
	const random = createRandom(7);
	for (let trial = 1; trial <= trials; trial++) {
		for (const fact of factsOf(trial, random)) journal.append(fact);
		if (trial % 1000 === 0) await journal.flush();
	}
	journal.append({type: 'sweep-ended', why: `trial budget spent (${trials})`, totals: {trials, time_s: monoMs / 1000}});
	await journal.close();
}

function factsOf(trial: number, random: () => number): readonly SweepFact[] {
	const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)];
	const params: Params = {
		dtype: pick(DTYPES) ?? '',
		size: 64 * (1 + Math.floor(random() * 64)),
		block: pick(BLOCKS) ?? 16,
		lr: 10 ** (-5 + 4 * random()),
		unroll: 1 + Math.floor(random() * 16),
		tensor: random() < 0.5,
	};
	const metrics = {flops: 1e9 + 1e10 * random(), latency: 1 + 10 * random(), error: random() / 1000};
	const telemetry = telemetryOf(random);
	const flags = random() < 0.05 ? ['THERM'] : [];
	const results = {metrics, telemetry, flags};
	const argv = ['./gemm', `--type=${String(params['dtype'])}`, '-n', String(params['size'])];
	return [
		{type: 'trial-queued', trial, params, by: 'random'},
		{
			type: 'execution-started',
			trial,
			execution: 1,
			role: 'measured',
			attempt: 1,
			argv,
			pid: 1000 + (trial % 30_000),
			startTicks: 5000 + trial,
		},
		{
			type: 'execution-ended',
			trial,
			execution: 1,
			outcome: 'complete',
			code: 0,
			duration_s: 0.1 + random(),
			...results,
		},
		{type: 'trial-ended', trial, state: 'complete', ...results},
	];
}

/** What a board with a sensor at its supply and one for CPU and GPU gives. */
function telemetryOf(random: () => number): Telemetry {
	const joules = 5 + 15 * random();
	const watts = 8 + 12 * random();
	return {
		energy_j: joules,
		energy_lo_j: joules * 0.97,
		energy_hi_j: joules * 1.03,
		energy_above_idle_j: joules * 0.6,
		power_mean_w: watts,
		power_steady_w: watts * 1.05,
		power_max_w: watts * 1.3,
		power_scope: 'board',
		power_source: 'ina3221',
		vdd_in_power_mean_w: watts,
		cpu_gpu_power_mean_w: watts * 0.6,
		temp_start_c: 40 + 10 * random(),
		temp_end_c: 45 + 10 * random(),
		temp_max_c: 50 + 10 * random(),
		clock_gpu_mhz_mean: 600 + 300 * random(),
		throttle_ms: 0,
		idle_w: 4.2,
		n_eff: Math.floor(10 + 10 * random()),
		coverage: 1,
		confidence: 'high',
	};
}

/** A deterministic stream of numbers in [0, 1) (mulberry32). */
function createRandom(seed: number): () => number {
	let a = seed;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
