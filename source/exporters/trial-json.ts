import type {ExportOptions} from '../domain/exporter.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import {recordOf} from '../domain/record.ts';
import {spreadReaders} from '../domain/statistics/spread.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {ExecutionState, TrialRecord} from '../domain/trial.ts';
import {createVersusBest} from '../domain/ranking/versus-best.ts';

/** A JSON value whose keys stand in the order of the file. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A writer of trials as they stand in `trials.json` and in `table --json` (CONTRACTS section 4). What is missing is
 * absent, with its reason in `missing`; non-finite numbers are their names. In a sweep with repeats a trial also has
 * `spread`, with `std`, `min`, `max` and `n` over its measured executions for each figure, and beside the best trial
 * `tied` and `p`, how likely chance alone gives a difference as large.
 */
export function createTrialWriter(
	state: SweepState,
	ranking: Ranking,
	artifactsOf?: ExportOptions['artifactsOf'],
): (trial: TrialRecord) => JsonObject {
	const readers = [...spreadReaders(state)];
	if (readers.length === 0) return trial => trialToJson(trial, artifactsOf);
	const versus = createVersusBest(state, ranking);
	return trial => {
		const spreads = readers.flatMap(([name, read]) => {
			const spread = read(trial);
			return spread === undefined ? [] : [[name, spread] as const];
		});
		const beside = versus(trial);
		return {
			...trialToJson(trial, artifactsOf),
			...(spreads.length === 0 ? {} : {spread: recordOf(spreads)}),
			...(beside === undefined ? {} : {tied: beside.isTied}),
			...(beside?.p === undefined ? {} : {p: beside.p}),
		};
	};
}

function trialToJson(trial: TrialRecord, artifactsOf: ExportOptions['artifactsOf']): JsonObject {
	return {
		trial: trial.trial,
		state: trial.state,
		flags: trial.flags,
		...(trial.tags === undefined ? {} : {tags: trial.tags}),
		...(trial.note === undefined ? {} : {note: trial.note}),
		...(trial.why === undefined ? {} : {why: trial.why}),
		by: trial.by,
		...(trial.sourceTrial === undefined ? {} : {source_trial: trial.sourceTrial}),
		...(trial.startedAt === undefined ? {} : {started_at: trial.startedAt}),
		...(trial.durationS === undefined ? {} : {duration_s: trial.durationS}),
		params: trial.params,
		metrics: trial.metrics,
		telemetry: trial.telemetry,
		missing: trial.missing,
		executions: trial.executions.map(executionToJson),
		...(artifactsOf === undefined ? {} : {artifacts: artifactsOf(trial)}),
	};
}

function executionToJson(execution: ExecutionState): JsonObject {
	const {startedAt, startedMonoMs, durationS, pid: _pid, ...rest} = execution;
	return {
		...rest,
		started_at: startedAt,
		started_mono_ms: startedMonoMs,
		...(durationS === undefined ? {} : {duration_s: durationS}),
	};
}
