import type {ImportedExecution, ImportedPoint, ImportedTrial} from '../domain/importer.ts';
import {encodeNumber} from '../domain/number.ts';
import type {ExecutionState, TrialRecord} from '../domain/trial.ts';
import {parseTime} from './foreign/foreign-time.ts';

/** A folded trial as an imported one. */
export function fromRecord(trial: TrialRecord): ImportedTrial {
	const startedMs = parseTime(trial.startedAt);
	const curve = Object.entries(trial.curves).flatMap(([name, points]) =>
		points.map((point): ImportedPoint => ({name, step: point.step, value: encodeNumber(point.value)})),
	);
	return {
		by: trial.by,
		...(trial.sourceTrial === undefined ? {} : {label: trial.sourceTrial}),
		params: trial.params,
		state: trial.state === 'waiting' ? 'queued' : trial.state,
		...(trial.why === undefined ? {} : {why: trial.why}),
		metrics: trial.metrics,
		telemetry: trial.telemetry,
		missing: trial.missing,
		flags: trial.flags,
		...(startedMs === undefined ? {} : {startedMs}),
		...(trial.durationS === undefined ? {} : {durationS: trial.durationS}),
		executions: trial.executions.filter(execution => execution.superseded === undefined).map(fromExecution),
		...(curve.length === 0 ? {} : {curve}),
	};
}

function fromExecution(execution: ExecutionState): ImportedExecution {
	const startedMs = parseTime(execution.startedAt);
	const {why, code, signal, durationS, telemetry, missing, flags} = execution;
	return {
		role: execution.role,
		attempt: execution.attempt,
		outcome: execution.outcome ?? 'running',
		metrics: execution.metrics ?? {},
		...(startedMs === undefined ? {} : {startedMs}),
		...(why === undefined ? {} : {why}),
		...(code === undefined ? {} : {code}),
		...(signal === undefined ? {} : {signal}),
		...(durationS === undefined ? {} : {durationS}),
		...(telemetry === undefined ? {} : {telemetry}),
		...(missing === undefined ? {} : {missing}),
		...(flags === undefined ? {} : {flags}),
	};
}
