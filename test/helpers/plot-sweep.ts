import type {Metric, Objective} from '../../source/domain/metric.ts';
import type {Parameter, Params} from '../../source/domain/space.ts';
import {type SweepState, createSweepState, reduceSweep} from '../../source/domain/sweep-state.ts';
import {DEFAULT_GATE, DEFAULT_RUN, DEFAULT_TELEMETRY} from '../../source/domain/sweep/sweep-defaults.ts';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import type {Sweep, ViewSpec} from '../../source/domain/sweep.ts';
import type {Metrics, Outcome, Telemetry} from '../../source/domain/trial.ts';

/** One trial of a made-up sweep. Without `state` it is complete. */
export type PlotTrial = {
	readonly params: Params;
	readonly state?: Outcome | 'queued' | 'running';
	readonly metrics?: Metrics;
	readonly telemetry?: Telemetry;
	readonly flags?: readonly string[];
	/** Values of each measured execution, for intervals. */
	readonly repeats?: readonly Metrics[];
	/** Points of a curve: metric, step, value. */
	readonly curve?: readonly (readonly [string, number, number])[];
};

export type PlotSweep = {
	readonly name?: string;
	readonly parameters: readonly Parameter[];
	readonly metrics: readonly Partial<Metric>[];
	readonly objectives: readonly Objective[];
	readonly trials: readonly PlotTrial[];
	readonly ended?: boolean;
	readonly views?: readonly ViewSpec[];
};

const ORIGIN_MS = Date.UTC(2026, 10, 21, 19, 45);

/** Two ways to compress, of which one alone knows threads: `gzip` does best of all at level 5. */
export function conditionalSweep(more: Partial<PlotSweep> = {}): PlotSweep {
	const seconds = {gzip: [0.3, 0.1], xz1: [0.4, 0.5], xz2: [0.2, 0.6]};
	const trialsOf = (params: Params, values: readonly number[]): readonly PlotTrial[] =>
		values.map((value, index) => ({params: {...params, level: [1, 5][index] ?? 0}, metrics: {s: value}}));
	return {
		parameters: [
			{name: 'tool', domain: {kind: 'choice', values: ['gzip', 'xz']}},
			{name: 'level', domain: {kind: 'choice', values: [1, 5]}},
			{name: 'threads', domain: {kind: 'choice', values: [1, 2]}, when: "tool == 'xz'"},
		],
		metrics: [{name: 's', goal: 'minimize'}],
		objectives: [{metric: 's', direction: 'minimize'}],
		trials: [
			...trialsOf({tool: 'gzip'}, seconds.gzip),
			...trialsOf({tool: 'xz', threads: 1}, seconds.xz1),
			...trialsOf({tool: 'xz', threads: 2}, seconds.xz2),
		],
		...more,
	};
}

/** The events that the journal of such a sweep would hold. */
export function plotEvents(description: PlotSweep): readonly SweepEvent[] {
	const events: SweepEvent[] = [];
	const emit = (fact: SweepFact): void => {
		const seq = events.length + 1;
		const monoMs = seq * 100;
		events.push({...fact, seq, t: new Date(ORIGIN_MS + monoMs).toISOString(), mono_ms: monoMs, boot: 'boot'});
	};
	const engine = {pid: 1, startTicks: 1, version: '0.1.0'};
	emit({type: 'sweep-started', format: 1, sweep: sweepOf(description), hash: '0', seed: 1, engine});
	description.trials.forEach((trial, index) => emitTrial(emit, trial, index + 1));
	const totals = {trials: description.trials.length, time_s: events.length / 10};
	if (description.ended !== false) emit({type: 'sweep-ended', why: 'complete', totals});
	return events;
}

/** The state that those events fold to. */
export function foldPlotSweep(description: PlotSweep): SweepState {
	return plotEvents(description).reduce(reduceSweep, createSweepState());
}

function emitTrial(emit: (fact: SweepFact) => void, description: PlotTrial, trial: number): void {
	const {params, state = 'complete', metrics = {}, telemetry = {}, flags = [], repeats = [metrics]} = description;
	emit({type: 'trial-queued', trial, params, by: 'sampler'});
	if (state === 'queued') return;
	repeats.forEach((values, index) => {
		const execution = index + 1;
		emit({
			type: 'execution-started',
			trial,
			execution,
			role: 'measured',
			attempt: 1,
			argv: ['true'],
			pid: 2,
			startTicks: 2,
		});
		for (const [name, step, value] of description.curve ?? [])
			emit({type: 'metric-reported', trial, execution, name, value, step});
		if (state === 'running') return;
		emit({
			type: 'execution-ended',
			trial,
			execution,
			outcome: state,
			duration_s: 1.5,
			metrics: values,
			telemetry,
			flags: [],
		});
	});
	if (state !== 'running') emit({type: 'trial-ended', trial, state, metrics, telemetry, flags});
}

function sweepOf({name = 'gemm', parameters, metrics, objectives, views = []}: PlotSweep): Sweep {
	return {
		format: 1,
		name,
		command: {kind: 'argv', argv: ['true']},
		workdir: '/',
		env: {},
		space: {parameters, exclude: []},
		constraints: [],
		metrics: metrics.map(metric => ({name: 'value', reduce: 'last', stream: false, ...metric})),
		objectives,
		sampler: {name: 'grid', options: {}},
		pruner: {name: 'none', options: {}},
		views,
		budget: {},
		run: {...DEFAULT_RUN, maxOutputBytes: 1e8},
		telemetry: {...DEFAULT_TELEMETRY, baseline: 'off'},
		gate: DEFAULT_GATE,
		labels: {},
		seed: 1,
	};
}

/** Numbers in [0, 1) that are the same at every call with the same seed (mulberry32 of T. Ettinger, public domain). */
export function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** Matrix multiplication: 3 types × 6 sizes × 2 blocks, one corner not run, one failed, one tie. */
export function gemmDescription(): PlotSweep {
	const peak: Readonly<Record<string, number>> = {half: 0.98, float: 1.32, double: 0.71};
	const trials: PlotTrial[] = [];
	for (const block of [32, 64]) {
		for (const dtype of ['half', 'float', 'double']) {
			for (const size of [64, 128, 256, 512, 1024, 2048]) {
				if (dtype === 'half' && size === 2048) continue;
				const rise = Math.min(1, (size / 512) ** 0.55);
				const flops = 1e9 * (peak[dtype] ?? 0) * rise * (block === 32 ? 0.93 : 1) * (size === 1024 ? 0.993 : 1);
				const params = {dtype, size, block};
				if (dtype === 'double' && size === 2048 && block === 32) trials.push({params, state: 'failed'});
				else
					trials.push({
						params,
						metrics: {flops_per_watt: flops},
						repeats: [0.99, 1, 1.01].map(k => ({flops_per_watt: flops * k})),
					});
			}
		}
	}
	return {
		parameters: [
			{name: 'dtype', domain: {kind: 'choice', values: ['half', 'float', 'double']}},
			{name: 'size', domain: {kind: 'choice', values: [64, 128, 256, 512, 1024, 2048]}},
			{name: 'block', domain: {kind: 'choice', values: [32, 64]}},
		],
		metrics: [{name: 'flops_per_watt', unit: 'FLOP/J', goal: 'maximize'}],
		objectives: [{metric: 'flops_per_watt', direction: 'maximize'}],
		trials,
	};
}

/** Quantization: random widths, two objectives, a saturating curve with noise. */
export function quantizationDescription(count = 400): PlotSweep {
	const random = createRandom(7);
	const trials = Array.from({length: count}, (_, index): PlotTrial => {
		const bits = [2, 4, 8, 16][Math.floor(random() * 4)] ?? 2;
		const rate = 10 ** (-5 + 4 * random());
		const energy = 4 + bits * 2.4 + 12 * random();
		const accuracy = 0.4 + 0.55 * (1 - Math.exp(-(energy - 3) / 12)) * (0.8 + 0.2 * random());
		const params = {bits, lr: rate};
		if (index % 97 === 13) return {params, state: 'failed'};
		return {params, metrics: {accuracy: index % 131 === 7 ? 'NaN' : accuracy}, telemetry: {energy_j: energy}};
	});
	return {
		name: 'quantization',
		parameters: [
			{name: 'bits', domain: {kind: 'choice', values: [2, 4, 8, 16]}},
			{name: 'lr', domain: {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'}},
		],
		metrics: [{name: 'accuracy', goal: 'maximize'}],
		objectives: [
			{metric: 'accuracy', direction: 'maximize'},
			{metric: 'energy_j', direction: 'minimize'},
		],
		trials,
	};
}

/** {@link gemmDescription} as its journal folds. */
export function gemmSweep(): SweepState {
	return foldPlotSweep(gemmDescription());
}

/** {@link quantizationDescription} as its journal folds. */
export function quantizationSweep(count?: number): SweepState {
	return foldPlotSweep(quantizationDescription(count));
}
