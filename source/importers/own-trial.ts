import type {ImportedExecution, ImportedPoint, ImportedTrial} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import type {JsonNumber} from '../domain/number.ts';
import {own, recordOf} from '../domain/record.ts';
import type {ParameterValue, Params, Scalar} from '../domain/space.ts';
import type {Outcome, Role} from '../domain/trial.ts';
import {parseState} from './foreign/foreign-state.ts';
import {parseTime} from './foreign/foreign-time.ts';
import {numberAt, textAt} from './json-values.ts';
import {asList} from './loose-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** Whether an object is a trial as it stands in `trials.json` (CONTRACTS section 4). */
export function isOwnTrial(value: unknown): value is Json {
	if (!isObject(value)) return false;
	return (
		typeof own(value, 'trial') === 'number' &&
		typeof own(value, 'state') === 'string' &&
		['params', 'metrics', 'telemetry', 'missing'].every(key => isObject(own(value, key))) &&
		Array.isArray(own(value, 'executions'))
	);
}

/** A trial of `trials.json` with all its executions. What is of another type than it should be is left out. */
export function fromOwnTrial(trial: Json): ImportedTrial {
	const started = parseTime(textAt(trial, 'started_at'));
	const durationS = numberAt(trial, 'duration_s');
	const why = textAt(trial, 'why');
	return {
		label: textAt(trial, 'source_trial') ?? String(numberAt(trial, 'trial') ?? ''),
		by: textAt(trial, 'by') ?? 'import',
		params: paramsOf(own(trial, 'params')),
		state: parseState(textAt(trial, 'state') ?? '') ?? 'failed',
		...(why === undefined ? {} : {why}),
		metrics: metricsOf(own(trial, 'metrics')),
		telemetry: cellsOf(own(trial, 'telemetry')),
		missing: textsOf(own(trial, 'missing')),
		flags: asList(own(trial, 'flags')).filter(flag => typeof flag === 'string'),
		...(started === undefined ? {} : {startedMs: started}),
		...(durationS === undefined ? {} : {durationS}),
		executions: asList(own(trial, 'executions')).filter(isObject).map(fromExecution),
		...curveOf(own(trial, 'curves')),
	};
}

const ROLES: ReadonlySet<string> = new Set(['warmup', 'discarded', 'measured', 'anchor']);
const OUTCOMES: ReadonlySet<string> = new Set([
	'complete',
	'failed',
	'pruned',
	'timed-out',
	'killed',
	'lost',
	'unkillable',
]);
const isRole = (text: string | undefined): text is Role => text !== undefined && ROLES.has(text);
const isOutcome = (text: string | undefined): text is Outcome => text !== undefined && OUTCOMES.has(text);

function fromExecution(execution: Json): ImportedExecution {
	const role = textAt(execution, 'role');
	const outcome = textAt(execution, 'outcome');
	const [code, durationS] = [numberAt(execution, 'code'), numberAt(execution, 'duration_s')];
	const [signal, why] = [textAt(execution, 'signal'), textAt(execution, 'why')];
	const startedMs = parseTime(textAt(execution, 'started_at'));
	const missing = own(execution, 'missing');
	return {
		role: isRole(role) ? role : 'measured',
		attempt: numberAt(execution, 'attempt') ?? 1,
		outcome: isOutcome(outcome) ? outcome : 'running',
		...(why === undefined ? {} : {why}),
		...(code === undefined ? {} : {code}),
		...(signal === undefined ? {} : {signal}),
		...(startedMs === undefined ? {} : {startedMs}),
		...(durationS === undefined ? {} : {durationS}),
		metrics: metricsOf(own(execution, 'metrics')),
		telemetry: cellsOf(own(execution, 'telemetry')),
		...(missing === undefined ? {} : {missing: textsOf(missing)}),
		flags: asList(own(execution, 'flags')).filter(flag => typeof flag === 'string'),
	};
}

function isScalar(value: unknown): value is Scalar {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function entriesOf<T>(value: unknown, pick: (cell: unknown) => T | undefined): Readonly<Record<string, T>> {
	if (!isObject(value)) return {};
	return recordOf(
		Object.keys(value).flatMap(key => {
			const picked = pick(own(value, key));
			return picked === undefined ? [] : [[key, picked] as const];
		}),
	);
}

function paramsOf(value: unknown): Params {
	return entriesOf<ParameterValue>(value, cell => {
		if (isScalar(cell)) return cell;
		return Array.isArray(cell) && cell.every(isScalar) ? cell : undefined;
	});
}

function isJsonNumber(cell: unknown): cell is JsonNumber {
	return typeof cell === 'number' || cell === 'NaN' || cell === 'Infinity' || cell === '-Infinity';
}

function metricsOf(value: unknown): Readonly<Record<string, JsonNumber>> {
	return entriesOf(value, cell => (isJsonNumber(cell) ? cell : undefined));
}

function cellsOf(value: unknown): Readonly<Record<string, JsonNumber | string>> {
	return entriesOf(value, cell => (typeof cell === 'number' || typeof cell === 'string' ? cell : undefined));
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
	return entriesOf(value, cell => (typeof cell === 'string' ? cell : undefined));
}

function curveOf(curves: unknown): {readonly curve?: readonly ImportedPoint[]} {
	if (!isObject(curves)) return {};
	const curve = Object.keys(curves).flatMap(name =>
		asList(own(curves, name)).flatMap((point): readonly ImportedPoint[] => {
			if (!isObject(point)) return [];
			const [step, value] = [numberAt(point, 'step'), own(point, 'value')];
			return step === undefined || !isJsonNumber(value) ? [] : [{name, step, value}];
		}),
	);
	return curve.length === 0 ? {} : {curve};
}
