import type {Sweep} from '../../source/domain/sweep.ts';

/** A sweep of ten trials over `i` with a constant `scale`, for tests of the engine. */
export function engineSweep(): Sweep {
	return {
		format: 1,
		name: 'engine-test',
		command: {kind: 'argv', argv: ['true', '{i}']},
		workdir: '/',
		env: {},
		space: {
			parameters: [
				{name: 'i', domain: {kind: 'integer', min: 1, max: 10, step: 1, scale: 'linear'}},
				{name: 'scale', domain: {kind: 'constant', value: 1}},
			],
			exclude: [],
		},
		constraints: [],
		metrics: [],
		objectives: [],
		sampler: {name: 'grid', options: {}},
		pruner: {name: 'none', options: {}},
		views: [],
		budget: {},
		run: {
			jobs: 1,
			repeats: 1,
			discardFirst: 0,
			warmup: 0,
			graceMs: 1000,
			retries: 0,
			order: 'grid',
			maxOutputBytes: 1024 * 1024,
		},
		telemetry: {intervalMs: 'auto', baseline: 'auto', cpuTdpWatts: 65},
		gate: {settleMs: 5000, timeoutMs: 120_000},
		labels: {},
		seed: 0,
	};
}
