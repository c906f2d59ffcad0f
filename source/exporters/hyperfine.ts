import type {FileExporter} from '../domain/exporter.ts';
import {UserError} from '../domain/errors.ts';
import {recordOf} from '../domain/record.ts';
import {flattenParams, formatScalar} from '../domain/space.ts';
import {spreadOf} from '../domain/statistics/spread.ts';
import {mean, median} from '../domain/statistics/stats.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {measuredExecutions} from '../domain/trial/trial-fold.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {trialsOf} from './table-cells.ts';

/**
 * The durations of complete trials as hyperfine's `--export-json` has them, in seconds, for scripts that read that. What
 * was not measured, CPU times of user and system, is absent. Source: `src/export/json.rs` of github.com/sharkdp/hyperfine.
 */
export const hyperfineExporter = {
	id: 'hyperfine',
	title: 'durations as the JSON of hyperfine',
	extension: 'json',
	write: writeHyperfine,
} as const satisfies FileExporter;

function* writeHyperfine(state: SweepState): Generator<string> {
	const results = trialsOf(state).flatMap(trial => (trial.state === 'complete' ? resultOf(trial, state) : []));
	if (results.length === 0)
		throw new UserError('no complete trial has a duration', 'durations are of programs that sweeptop itself has run');
	yield `${JSON.stringify({results}, undefined, 2)}\n`;
}

function resultOf(trial: TrialRecord, {sweep}: SweepState): readonly object[] {
	const executions = measuredExecutions(trial).filter(({durationS}) => durationS !== undefined);
	const times = executions.flatMap(({durationS}) => durationS ?? []);
	if (sweep === undefined || times.length === 0) return [];
	const varied = {...sweep.space, parameters: sweep.space.parameters.filter(({domain}) => domain.kind !== 'constant')};
	const parameters = [...flattenParams(varied, trial.params)].map(
		([name, value]) => [name, formatScalar(value)] as const,
	);
	const command = parameters.find(([name]) => name === 'command')?.[1];
	const others = parameters.filter(([name]) => name !== 'command');
	const spread = spreadOf(times) ?? {std: null, min: times[0], max: times[0]};
	return [
		{
			command: [command ?? sweep.name, ...others.map(([name, value]) => `${name}=${value}`)].join(' '),
			mean: mean(times),
			stddev: spread.std,
			median: median(times),
			min: spread.min,
			max: spread.max,
			times,
			exit_codes: executions.map(({code}) => code ?? null),
			...(others.length === 0 ? {} : {parameters: recordOf(others)}),
		},
	];
}
