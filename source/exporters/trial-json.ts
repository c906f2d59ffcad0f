import type {ExportOptions} from '../domain/exporter.ts';
import type {ExecutionState, TrialRecord} from '../domain/trial.ts';

/** A JSON value whose keys stand in the order of the file. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A trial as it stands in `trials.json` and in `table --json` (CONTRACTS section 4). What is missing is absent, with
 * its reason in `missing`; non-finite numbers are their names.
 */
export function trialToJson(trial: TrialRecord, artifactsOf?: ExportOptions['artifactsOf']): JsonObject {
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
