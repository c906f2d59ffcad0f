import {UserError} from '../domain/errors.ts';
import type {FileExporter} from '../domain/exporter.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {frameText, maseRecord} from './mase-frame.ts';
import {optunaObjectives, optunaTrials} from './optuna-trials.ts';

/**
 * `best.json` as MASE writes it: the best trial of one objective with its `value`, of several objectives every trial
 * that no other one beats with its list of values.
 */
export const optunaBestExporter = {
	id: 'optuna-best',
	title: 'best.json of a search (MASE)',
	extension: 'json',
	write: writeBest,
} as const satisfies FileExporter;

function* writeBest(state: SweepState): Generator<string> {
	const objectives = optunaObjectives(state, 'optuna-best');
	const names = objectives.map(({metric}) => metric);
	const {best, pareto} = rankTrials(state);
	const chosen = new Set(names.length === 1 ? [best] : pareto);
	const trials = [...optunaTrials(state, objectives)].filter(({trial, values}) => {
		return values !== undefined && chosen.has(trial.trial);
	});
	if (trials.length === 0) throw new UserError('no trial is the best: none completed', 'wait for the first one');
	yield* frameText(
		trials.map((trial, index) => {
			const value = names.length === 1 ? trial.values?.[0] : trial.values;
			return [index, {number: trial.number, value, ...maseRecord(trial, names)}] as const;
		}),
	);
}
