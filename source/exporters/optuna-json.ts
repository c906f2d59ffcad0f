import type {FileExporter} from '../domain/exporter.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {frameText, maseRecord} from './mase-frame.ts';
import {type OptunaTrial, optunaObjectives, optunaTrials} from './optuna-trials.ts';

/**
 * `log.json` as MASE writes it: the trials of an Optuna study by pandas' `to_json(orient="index", indent=4)`. Times are
 * ms since 1970, floats have 10 decimals, and what JSON cannot hold is null.
 */
export const optunaJsonExporter = {
	id: 'optuna-json',
	title: 'log.json in the shape of an Optuna data frame (MASE)',
	extension: 'json',
	write: writeLog,
} as const satisfies FileExporter;

function* writeLog(state: SweepState): Generator<string> {
	const objectives = optunaObjectives(state, 'optuna-json');
	const names = objectives.map(({metric}) => metric);
	yield* frameText(
		(function* () {
			for (const trial of optunaTrials(state, objectives)) yield [trial.number, frameRow(trial, names)] as const;
		})(),
	);
}

function frameRow(optuna: OptunaTrial, names: readonly string[]): Readonly<Record<string, unknown>> {
	const {number, state, values, startMs, endMs} = optuna;
	const column = (index: number): string => (names.length === 1 ? 'value' : `values_${index}`);
	const record = maseRecord(optuna, names);
	return {
		number,
		...Object.fromEntries(names.map((_, index) => [column(index), values?.[index] ?? null])),
		user_attrs_hardware_metrics: record.hardware_metrics,
		user_attrs_sampled_config: record.sampled_config,
		user_attrs_scaled_metrics: record.scaled_metrics,
		user_attrs_software_metrics: record.software_metrics,
		state,
		datetime_start: startMs ?? null,
		datetime_complete: state === 'RUNNING' ? null : (endMs ?? null),
		duration: startMs === undefined || endMs === undefined ? null : Math.round(endMs - startMs),
	};
}
