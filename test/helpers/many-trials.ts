import {createSweepState, type SweepState} from '../../source/domain/sweep-state.ts';
import type {CurvePoint, TrialRecord} from '../../source/domain/trial.ts';
import {createRandom, foldPlotSweep} from './plot-sweep.ts';

/**
 * A state of so many complete trials, put together without their events: six parameters, two objectives, six columns of
 * telemetry, `steps` points of a curve each. The same for the same count.
 */
export function manyTrials(count: number, steps = 0): SweepState {
	const random = createRandom(11);
	const empty = foldPlotSweep({
		name: 'many',
		parameters: [
			{name: 'lr', domain: {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'}},
			{name: 'depth', domain: {kind: 'integer', min: 1, max: 16, step: 1, scale: 'linear'}},
			{name: 'width', domain: {kind: 'choice', values: [16, 32, 64, 128]}},
			{name: 'kind', domain: {kind: 'choice', values: ['a', 'b', 'c']}},
			{
				name: 'bits',
				domain: {
					kind: 'tuple',
					fields: ['w', 'a'],
					values: [
						[8, 8],
						[4, 8],
						[4, 4],
					],
				},
			},
			{name: 'drop', domain: {kind: 'real', min: 0, max: 0.5, scale: 'linear'}},
		],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [
			{metric: 'loss', direction: 'minimize'},
			{metric: 'energy_j', direction: 'minimize'},
		],
		trials: [],
	});
	const trials = Array.from({length: count}, (_, index): TrialRecord => {
		const lr = 10 ** (-5 + 4 * random());
		const depth = 1 + Math.floor(16 * random());
		const loss = (Math.log10(lr) + 3) ** 2 + 0.1 * depth + random();
		const energy = 5 + 3 * depth + random();
		const curve = Array.from({length: steps}, (__, step): CurvePoint => {
			return {step, value: loss + 3 * Math.exp(-step), monoMs: index * 1000 + step * 50};
		});
		return {
			trial: index + 1,
			state: 'complete',
			by: 'sampler',
			params: {
				lr,
				depth,
				width: [16, 32, 64, 128][Math.floor(4 * random())] ?? 16,
				kind: ['a', 'b', 'c'][Math.floor(3 * random())] ?? 'a',
				bits: [
					[8, 8],
					[4, 8],
					[4, 4],
				][Math.floor(3 * random())] ?? [8, 8],
				drop: 0.5 * random(),
			},
			metrics: {loss},
			telemetry: {
				energy_j: energy,
				energy_lo_j: energy * 0.99,
				energy_hi_j: energy * 1.01,
				power_mean_w: 10 + random(),
				temp_max_c: 40 + random(),
				n_eff: 12,
			},
			flags: [],
			missing: {},
			startedAt: empty.startedAt,
			durationS: 1 + random(),
			executions: [],
			curves: steps === 0 ? {} : {loss: curve},
		};
	});
	return {...createSweepState(), ...empty, trials, counts: {...empty.counts, complete: count}};
}
