import type {DatabaseSync, SQLInputValue, SQLOutputValue} from 'node:sqlite';
import {FROM_ZERO} from './optuna.ts';
import type {Heard} from '../domain/listener.ts';
import type {Direction} from '../domain/metric.ts';
import {parseStorableJson} from '../domain/text/json-object.ts';
import {readOptunaDistribution} from '../domain/foreign/optuna-distribution.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {heardObjectives, objectiveNames} from './optuna-metrics.ts';

/** How far a study has been read. */
export type OptunaMemory = {
	readonly study: {readonly id: number; readonly names: readonly string[]; readonly isUtc: boolean} | undefined;
	/** Highest trial_id that was seen. */
	readonly lastId: number;
	/** Trials that can still change, by trial_id. */
	readonly open: ReadonlyMap<number, OpenTrial>;
	/** Parameters whose distribution was told. */
	readonly declared: ReadonlySet<string>;
};

type OpenTrial = {
	readonly number: number;
	readonly isStarted: boolean;
	/** Parameters that were told. */
	readonly params: number;
	/** Latest step that was told. */
	readonly step: number;
};

/** Before the first look. */
export const EMPTY_MEMORY: OptunaMemory = {study: undefined, lastId: 0, open: new Map(), declared: new Set()};

type Row = Readonly<Record<string, SQLOutputValue>>;
type Draft = {open: Map<number, OpenTrial>; declared: Set<string>; lastId: number; readonly heard: Heard[]};

/** Reads what is new of the study with this name, else of the one that was made last. Source: Optuna's `rdb/models.py`. */
export function readStudy(
	database: DatabaseSync,
	memory: OptunaMemory,
	wanted: string | undefined,
): {readonly memory: OptunaMemory; readonly heard: readonly Heard[]} {
	const draft: Draft = {
		open: new Map(memory.open),
		declared: new Set(memory.declared),
		lastId: memory.lastId,
		heard: [],
	};
	const study = memory.study ?? findStudy(database, wanted, draft.heard);
	if (study === undefined) return {memory, heard: []};
	const known = [...memory.open.keys()].map(id => rowsOf(database, `${TRIALS} WHERE trial_id = ?`, id)).flat();
	const fresh = rowsOf(
		database,
		`${TRIALS} WHERE study_id = ? AND trial_id > ? ORDER BY trial_id`,
		study.id,
		memory.lastId,
	);
	for (const row of [...known, ...fresh]) readTrial(database, row, study, draft);
	const {open, declared, lastId, heard} = draft;
	return {memory: {study, open, declared, lastId}, heard};
}

const TRIALS = 'SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials';

function rowsOf(database: DatabaseSync, sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
	return database.prepare(sql).all(...values);
}

function sqlText(value: SQLOutputValue | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function sqlNumber(value: SQLOutputValue | undefined): number | undefined {
	return typeof value === 'number' ? value : undefined;
}

function findStudy(database: DatabaseSync, wanted: string | undefined, heard: Heard[]): OptunaMemory['study'] {
	const found = rowsOf(database, 'SELECT study_id, study_name FROM studies ORDER BY study_id').findLast(
		row => wanted === undefined || row['study_name'] === wanted,
	);
	const id = sqlNumber(found?.['study_id']);
	if (id === undefined) return undefined;
	const directions = rowsOf(
		database,
		'SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective',
		id,
	).map(row => directionOf(sqlText(row['direction'])));
	const attributes = rowsOf(
		database,
		"SELECT value_json FROM study_system_attributes WHERE study_id = ? AND key = 'study:metric_names'",
		id,
	);
	const names = objectiveNames(Math.max(1, directions.length), parseList(sqlText(attributes[0]?.['value_json'])));
	heard.push(
		{kind: 'study', name: sqlText(found?.['study_name']) ?? ''},
		FROM_ZERO,
		...heardObjectives(names, directions),
	);
	const version = sqlText(rowsOf(database, 'SELECT library_version FROM version_info')[0]?.['library_version']) ?? '';
	return {id, names, isUtc: Number.parseInt(version, 10) >= FIRST_UTC_RELEASE};
}

/** Times are naive UTC since Optuna 5.0, naive local time before. */
const FIRST_UTC_RELEASE = 5;

function directionOf(text: string | undefined): Direction | undefined {
	return text === 'MINIMIZE' ? 'minimize' : text === 'MAXIMIZE' ? 'maximize' : undefined;
}

function parseList(json: string | undefined): readonly unknown[] | undefined {
	try {
		const value: unknown = json === undefined ? undefined : JSON.parse(json);
		return Array.isArray(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function readTrial(database: DatabaseSync, row: Row, study: NonNullable<OptunaMemory['study']>, draft: Draft): void {
	const id = sqlNumber(row['trial_id']) ?? 0;
	const number = sqlNumber(row['number']);
	const state = sqlText(row['state']);
	draft.lastId = Math.max(draft.lastId, id);
	if (number === undefined || state === undefined) return;
	const before = draft.open.get(id) ?? {number, isStarted: false, params: 0, step: Number.NEGATIVE_INFINITY};
	const trial = number + 1;
	if (state === 'WAITING') return void draft.open.set(id, before);
	const params = paramsOf(database, id, draft);
	const startedMs = timeOf(sqlText(row['datetime_start']), study.isUtc);
	const started = startedMs === undefined ? {} : {startedMs};
	const isRunning = state === 'RUNNING';
	if (!before.isStarted && isRunning) {
		draft.heard.push({kind: 'trial-started', trial, params, ...(startedMs === undefined ? {} : {timeMs: startedMs})});
	} else if (isRunning && Object.keys(params).length > before.params) {
		draft.heard.push({kind: 'params', trial, params});
	}
	const points = pointsOf(database, id, before.step);
	const [name = 'value'] = study.names;
	// Of a trial that is new and over already, the curve would be told before its start is known.
	if (points.length > 0 && !isRunning && !before.isStarted) {
		draft.heard.push({kind: 'trial-started', trial, params, ...(startedMs === undefined ? {} : {timeMs: startedMs})});
	}
	for (const {step, value} of points) draft.heard.push({kind: 'value', trial, name, value, step});
	const step = points.at(-1)?.step ?? before.step;
	if (isRunning) return void draft.open.set(id, {number, isStarted: true, params: Object.keys(params).length, step});
	draft.open.delete(id);
	const endedMs = timeOf(sqlText(row['datetime_complete']), study.isUtc);
	draft.heard.push({
		kind: 'trial-ended',
		trial,
		...endOf(state),
		params,
		metrics: new Map([...valuesOf(database, id, study.names), ...attributesOf(database, id)]),
		...started,
		...(endedMs === undefined ? {} : {endedMs}),
	});
}

function endOf(state: string): {readonly state: 'complete' | 'pruned' | 'failed'; readonly why?: string} {
	if (state === 'COMPLETE') return {state: 'complete'};
	return state === 'PRUNED' ? {state: 'pruned'} : {state: 'failed', why: 'Optuna says FAIL'};
}

function paramsOf(database: DatabaseSync, id: number, draft: Draft): Params {
	const rows = rowsOf(
		database,
		'SELECT param_name, param_value, distribution_json FROM trial_params WHERE trial_id = ? ORDER BY param_id',
		id,
	);
	return Object.fromEntries(
		rows.flatMap((row): readonly (readonly [string, Scalar])[] => {
			const name = sqlText(row['param_name']);
			const internal = sqlNumber(row['param_value']);
			const distribution = readOptunaDistribution(parseStorableJson(sqlText(row['distribution_json']) ?? ''));
			if (name === undefined || internal === undefined) return [];
			if (distribution !== undefined && !draft.declared.has(name)) {
				draft.declared.add(name);
				draft.heard.push({kind: 'parameter', parameter: {name, domain: distribution.domain}});
			}
			return [[name, distribution?.valueOf(internal) ?? internal]];
		}),
	);
}

/** For infinities and NaN the number's column is NULL and its type tells. */
function typedNumber(value: SQLOutputValue | undefined, type: SQLOutputValue | undefined): number {
	if (type === 'INF_POS') return Number.POSITIVE_INFINITY;
	if (type === 'INF_NEG') return Number.NEGATIVE_INFINITY;
	return sqlNumber(value) ?? Number.NaN;
}

function valuesOf(
	database: DatabaseSync,
	id: number,
	names: readonly string[],
): readonly (readonly [string, number])[] {
	const rows = rowsOf(
		database,
		'SELECT objective, value, value_type FROM trial_values WHERE trial_id = ? ORDER BY objective',
		id,
	);
	return rows.map(row => {
		const objective = sqlNumber(row['objective']) ?? 0;
		return [names[objective] ?? `values_${objective}`, typedNumber(row['value'], row['value_type'])];
	});
}

function pointsOf(
	database: DatabaseSync,
	id: number,
	after: number,
): readonly {readonly step: number; readonly value: number}[] {
	const sql = `SELECT step, intermediate_value, intermediate_value_type FROM trial_intermediate_values
		WHERE trial_id = ? AND step > ? ORDER BY step`;
	return rowsOf(database, sql, id, after === Number.NEGATIVE_INFINITY ? Number.MIN_SAFE_INTEGER : after).map(row => ({
		step: sqlNumber(row['step']) ?? 0,
		value: typedNumber(row['intermediate_value'], row['intermediate_value_type']),
	}));
}

/** User attributes that are numbers stand beside the objectives. */
function attributesOf(database: DatabaseSync, id: number): readonly (readonly [string, number])[] {
	return rowsOf(database, 'SELECT key, value_json FROM trial_user_attributes WHERE trial_id = ?', id).flatMap(row => {
		const key = sqlText(row['key']);
		const value = Number(sqlText(row['value_json']) ?? 'x');
		return key === undefined || Number.isNaN(value) ? [] : [[key, value] as const];
	});
}

/** `2026-11-21 19:27:48.726345` in ms since 1970. */
function timeOf(text: string | undefined, isUtc: boolean): number | undefined {
	if (text === undefined) return undefined;
	const timeMs = Date.parse(`${text.replace(' ', 'T')}${isUtc ? 'Z' : ''}`);
	return Number.isNaN(timeMs) ? undefined : timeMs;
}
