import {UserError} from '../domain/errors.ts';
import {setOwn} from '../domain/record.ts';
import {parseLooseJson} from './loose-json.ts';
import {createDistributionCache, joinDomains} from './optuna-distribution.ts';
import {
	createOptunaStudy,
	createOptunaTrial,
	putIntermediate,
	type OptunaState,
	type OptunaStudy,
	type OptunaTrial,
} from './optuna-study.ts';
import {parseOptunaTime, type TimeRule} from './optuna-time.ts';
import type {SqlTables, SqlValue} from './sqlite-tables.ts';

const STATES: ReadonlySet<string> = new Set(['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING']);
const DIRECTIONS: ReadonlyMap<SqlValue, number> = new Map([
	['NOT_SET', 0],
	['MINIMIZE', 1],
	['MAXIMIZE', 2],
]);

type Entry = {readonly trial: OptunaTrial; readonly study: OptunaStudy};

/** What the tables are read into. */
type Load = {
	readonly tables: SqlTables;
	readonly rule: TimeRule;
	/** By id, which counts from 1 here. */
	readonly studies: Map<SqlValue, OptunaStudy>;
	readonly trials: Map<SqlValue, Entry>;
	readonly where: string;
};

/**
 * The studies of a storage, in order of their ids; each table is read once. Columns that an older schema lacks are
 * missing values.
 * Source: optuna/storages/_rdb/models.py.
 */
export function loadStudies(tables: SqlTables, rule: TimeRule, where: string): readonly OptunaStudy[] {
	const load: Load = {tables, rule, where, studies: new Map(), trials: new Map()};
	loadHeads(load);
	for (const [id, number, studyId, state, start, complete] of load.tables.rows('trials', [
		'trial_id',
		'number',
		'study_id',
		'state',
		'datetime_start',
		'datetime_complete',
	])) {
		const study = load.studies.get(studyId ?? null);
		if (study === undefined) continue;
		const trial = createOptunaTrial(typeof number === 'number' ? number : study.trials.length, toState(state));
		trial.startedMs = toTime(start, rule);
		trial.endedMs = toTime(complete, rule);
		study.trials.push(trial);
		load.trials.set(id ?? null, {trial, study});
	}
	loadParams(load);
	loadValues(load);
	loadAttributes(load, 'trial_user_attributes', ({trial}) => (trial.userAttributes ??= new Map()));
	loadAttributes(load, 'trial_system_attributes', ({trial}) => (trial.systemAttributes ??= new Map()));
	for (const study of load.studies.values()) study.trials.sort((a, b) => a.number - b.number);
	return [...load.studies.values()];
}

function toState(value: SqlValue | undefined): OptunaState {
	const isState = (text: unknown): text is OptunaState => typeof text === 'string' && STATES.has(text);
	return isState(value) ? value : 'FAIL';
}

function toTime(value: SqlValue | undefined, rule: TimeRule): number | undefined {
	return typeof value === 'string' ? parseOptunaTime(value, rule) : undefined;
}

function loadHeads(load: Load): void {
	const directions = new Map<SqlValue, number[]>();
	for (const [study = null, objective, direction = null] of load.tables.rows('study_directions', [
		'study_id',
		'objective',
		'direction',
	])) {
		const list = directions.get(study) ?? [];
		const index = typeof objective === 'number' && objective < 1000 ? objective : list.length;
		list[index] = DIRECTIONS.get(direction) ?? 0;
		directions.set(study, list);
	}
	for (const [id = null, name] of load.tables.rows('studies', ['study_id', 'study_name'])) {
		load.studies.set(
			id,
			createOptunaStudy(
				String(name),
				Array.from(directions.get(id) ?? [0], value => value ?? 0),
			),
		);
	}
	for (const [table, into] of [
		['study_user_attributes', 'userAttributes'],
		['study_system_attributes', 'systemAttributes'],
	] as const) {
		for (const [study = null, key, json] of load.tables.rows(table, ['study_id', 'key', 'value_json'])) {
			load.studies.get(study)?.[into].set(String(key), fromJson(json, load.where));
		}
	}
}

/**
 * Each row has the text of its distribution, and nearly all are the same: where each parameter has one, they are read
 * once a parameter in place of once a trial.
 */
function loadParams(load: Load): void {
	const {tables} = load;
	const parse = createDistributionCache(load.where);
	const pairs = tables.distinct('trial_params', ['param_name', 'distribution_json']);
	const known = new Map(pairs.map(([name = null, json]) => [name, typeof json === 'string' ? parse(json) : undefined]));
	const isSingle = known.size === pairs.length;
	const columns = ['trial_id', 'param_name', 'param_value', ...(isSingle ? [] : ['distribution_json'])];
	for (const [id = null, name, value, json] of tables.rows('trial_params', columns)) {
		const entry = load.trials.get(id);
		if (entry === undefined || typeof name !== 'string' || typeof value !== 'number') continue;
		const distribution = isSingle ? known.get(name) : typeof json === 'string' ? parse(json) : undefined;
		if (distribution === undefined) continue;
		setOwn(entry.trial.params, name, distribution.valueOf(value));
		const {domains} = entry.study;
		const domain = domains.get(name);
		if (domain === undefined) domains.set(name, distribution.domain);
		else if (domain !== distribution.domain) domains.set(name, joinDomains(domain, distribution.domain));
	}
}

/** The value column is null for infinities and NaN: their type says which. */
function loadValues(load: Load): void {
	for (const [id = null, objective, value, type] of load.tables.rows('trial_values', [
		'trial_id',
		'objective',
		'value',
		'value_type',
	])) {
		const entry = load.trials.get(id);
		if (entry === undefined || typeof objective !== 'number' || objective >= 1000) continue;
		entry.trial.values ??= [];
		entry.trial.values[objective] = toValue(value, type);
	}
	for (const [id = null, step, value, type] of load.tables.rows('trial_intermediate_values', [
		'trial_id',
		'step',
		'intermediate_value',
		'intermediate_value_type',
	])) {
		const read = toValue(value, type);
		if (typeof step === 'number' && read !== undefined) putIntermediate(load.trials.get(id)?.trial, step, read);
	}
}

function toValue(value: SqlValue | undefined, type: SqlValue | undefined): number | undefined {
	if (type === 'INF_POS') return Number.POSITIVE_INFINITY;
	if (type === 'INF_NEG') return Number.NEGATIVE_INFINITY;
	if (type === 'NAN') return Number.NaN;
	return typeof value === 'number' ? value : undefined;
}

function loadAttributes(load: Load, table: string, into: (entry: Entry) => Map<string, unknown>): void {
	for (const [id = null, key, json] of load.tables.rows(table, ['trial_id', 'key', 'value_json'])) {
		const entry = load.trials.get(id);
		if (entry !== undefined) into(entry).set(String(key), fromJson(json, load.where));
	}
}

/** An attribute that is no JSON stands as the text that it is. */
function fromJson(json: SqlValue | undefined, where: string): unknown {
	if (typeof json !== 'string') return json ?? null;
	try {
		return parseLooseJson(json, where);
	} catch (error) {
		if (error instanceof UserError) return json;
		throw error;
	}
}
