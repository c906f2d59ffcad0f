import type {SweepFact} from '../../domain/event.ts';
import type {Parameter, ParameterValue, Params} from '../../domain/space.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../domain/sweep-state.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {createSampleStore} from '../samples.ts';
import type {Session} from '../session.ts';
import {chance} from './demo-board.ts';
import {demoSweep} from './demo-sweep.ts';

/** How large the made-up search is. */
export type StudyOptions = {
	readonly seed: number;
	readonly trials: number;
	/** Parameters that decide nothing, with names that are hard to show. */
	readonly idleParameters?: number;
	/** Points of each curve; 20 when absent. */
	readonly steps?: number;
};

/** Wall clock of the first event. */
const ORIGIN_MS = Date.UTC(2026, 10, 21, 19, 45);
const TRIAL_MS = 4000;
const OPTIMIZERS = ['sgd', 'adam', 'lion'] as const;

const PARAMETERS: readonly Parameter[] = [
	{name: 'lr', domain: {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'}},
	{name: 'batch', domain: {kind: 'choice', values: [16, 32, 64, 128]}},
	{name: 'optimizer', domain: {kind: 'choice', values: [...OPTIMIZERS]}},
	{name: 'dropout', domain: {kind: 'real', min: 0, max: 0.5, scale: 'linear'}},
	{name: 'layers', domain: {kind: 'integer', min: 1, max: 6, step: 1, scale: 'linear'}},
];

/** A search for the parameters of a small network: curves, two aims, failures, a target. The same for the same seed. */
export function createDemoStudy(options: StudyOptions): SweepState {
	let state = createSweepState();
	let seq = 0;
	const emit = (fact: SweepFact, monoMs: number): void => {
		seq += 1;
		const t = new Date(ORIGIN_MS + monoMs).toISOString();
		state = reduceSweep(state, {...fact, seq, t, mono_ms: monoMs, boot: 'demo'});
	};
	const engine = {pid: 1, startTicks: 1, version: 'demo'};
	emit({type: 'sweep-started', format: 1, sweep: studySweep(options), hash: 'demo', seed: options.seed, engine}, 0);
	for (let trial = 1; trial <= options.trials; trial += 1) emitTrial(emit, options, trial);
	const timeS = (options.trials * TRIAL_MS) / 1000;
	emit({type: 'sweep-ended', why: 'budget of trials', totals: {trials: options.trials, time_s: timeS}}, timeS * 1000);
	return state;
}

/** A finished run of {@link createDemoStudy} as the screen sees it. */
export function createStudySession(state: SweepState, runDirectory: string): Session {
	const samples = createSampleStore();
	return {
		runDirectory,
		state: () => state,
		samples: () => samples,
		terminal: () => undefined,
		outputOf: async () => undefined,
		link: () => ({kind: 'file', path: runDirectory}),
		nowMonoMs: () => state.lastMonoMs,
		subscribe: () => () => undefined,
		command: async () => ({ok: false, text: 'the run has ended'}),
		watch: () => undefined,
		typeInto: () => undefined,
		close: () => undefined,
	};
}

function studySweep({seed, idleParameters = 0}: StudyOptions): Sweep {
	const base = demoSweep(seed);
	return {
		...base,
		name: 'digits',
		space: {
			parameters: [...PARAMETERS, ...Array.from({length: idleParameters}, (_, index) => idleParameter(index))],
			exclude: [],
		},
		metrics: [
			{name: 'loss', goal: 'minimize', reduce: 'last', stream: false, format: '.4f'},
			{name: 'accuracy', goal: 'maximize', reduce: 'last', stream: false},
			{name: 'error', reduce: 'last', stream: false, formula: '1 - accuracy'},
		],
		objectives: [
			{metric: 'loss', direction: 'minimize'},
			{metric: 'energy_j', direction: 'minimize'},
		],
		sampler: {name: 'tpe', options: {}},
		budget: {target: 'loss <= 0.32'},
	};
}

const HARD_NAMES = [
	'a-very-long-name-of-a-parameter-that-nobody-wanted',
	'重み減衰',
	'naïve',
	'\u202Ertl',
	'x',
] as const;

function idleParameter(index: number): Parameter {
	const name = `${HARD_NAMES[index % HARD_NAMES.length] ?? ''}${index < HARD_NAMES.length ? '' : index}`;
	if (index % 3 === 0) return {name, domain: {kind: 'real', min: 1e-30, max: 1e30, scale: 'log'}};
	const values = Array.from({length: 3 + 10 * (index % 4)}, (_, value) => `value ${value} of ${name}`);
	return {name, domain: {kind: 'choice', values}};
}

function emitTrial(emit: (fact: SweepFact, monoMs: number) => void, options: StudyOptions, trial: number): void {
	const {seed, steps = 20} = options;
	const params = pointOf(options, trial);
	const startMs = (trial - 1) * TRIAL_MS;
	const durationS = 1.5 + 1.8 * chance(seed, trial, 90);
	const fate = chance(seed, trial, 91);
	const energy = energyOf(params) * (0.95 + 0.1 * chance(seed, trial, 92));
	emit({type: 'trial-queued', trial, params, by: 'sampler'}, startMs);
	const started = {execution: 1, role: 'measured', attempt: 1, argv: ['train'], pid: trial, startTicks: 1} as const;
	emit({type: 'execution-started', trial, ...started}, startMs);
	const end = finalLoss(params) + 0.02 * chance(seed, trial, 93);
	const last = fate < 0.1 ? Math.floor(steps / 3) : steps;
	for (let step = 0; step < last; step += 1) {
		const at = startMs + ((step + 1) * durationS * 1000) / steps;
		const loss = end + 2.2 * Math.exp((-5 * (step + 1)) / steps) + 0.05 * (chance(seed, trial, step) - 0.5);
		emit({type: 'metric-reported', trial, execution: 1, name: 'loss', value: loss, step}, at);
		emit({type: 'metric-reported', trial, execution: 1, name: 'epoch', value: step / 4, step}, at);
	}
	const state = fate < 0.1 ? 'pruned' : fate < 0.13 ? 'failed' : 'complete';
	const loss = fate > 0.985 ? ('NaN' as const) : end;
	const accuracy = 1 - Math.min(0.9, end / 3);
	const metrics = state === 'complete' ? {loss, accuracy, error: 1 - accuracy} : {};
	const telemetry = {energy_j: energy, power_mean_w: energy / durationS, temp_max_c: 40 + energy / 4};
	const result = {metrics, telemetry, flags: fate > 0.96 && fate <= 0.985 ? ['INFEASIBLE'] : []};
	emit(
		{type: 'execution-ended', trial, execution: 1, outcome: state, duration_s: durationS, ...result},
		startMs + 3500,
	);
	emit({type: 'trial-ended', trial, state, ...result}, startMs + 3500);
}

/** Drawn ever nearer to the best as a search would. */
function pointOf({seed, trials, idleParameters = 0}: StudyOptions, trial: number): Params {
	const focus = 1 - (0.7 * trial) / trials;
	const draw = (index: number, best: number): number => best + (chance(seed, trial, 50 + index) - best) * focus;
	const params: Record<string, ParameterValue> = {
		lr: 10 ** (-5 + 4 * draw(0, 0.55)),
		batch: [16, 32, 64, 128][Math.floor(4 * draw(1, 0.4))] ?? 16,
		optimizer: OPTIMIZERS[Math.floor(3 * draw(2, 0.5))] ?? 'adam',
		dropout: 0.5 * draw(3, 0.3),
		layers: 1 + Math.floor(6 * draw(4, 0.45)),
	};
	for (let index = 0; index < idleParameters; index += 1) {
		const {name, domain} = idleParameter(index);
		const at = chance(seed, trial, 70 + index);
		params[name] =
			domain.kind === 'choice' ? (domain.values[Math.floor(at * domain.values.length)] ?? '') : 10 ** (60 * at - 30);
	}
	return params;
}

function finalLoss({lr, optimizer, dropout, layers}: Params): number {
	const exponent = Math.log10(typeof lr === 'number' ? lr : 1e-3);
	const byOptimizer = optimizer === 'adam' ? 0 : optimizer === 'lion' ? 0.06 : 0.18;
	const byDropout = 0.4 * (Number(dropout) - 0.15) ** 2;
	return 0.28 + 0.22 * (exponent + 2.8) ** 2 + byOptimizer + byDropout + 0.03 * Math.abs(Number(layers) - 3);
}

function energyOf({layers, batch}: Params): number {
	return 18 + 9 * Number(layers) + 400 / Number(batch);
}
