import {UserError} from '../../domain/errors.ts';
import {setOwn} from '../../domain/record.ts';
import {parseLooseJson} from '../loose-json.ts';
import {createDistributionCache, joinDomains, type OptunaDistribution} from './optuna-distribution.ts';
import {
	createOptunaStudy,
	createOptunaTrial,
	putIntermediate,
	type OptunaState,
	type OptunaStudy,
	type OptunaTrial,
} from './optuna-study.ts';
import {createOptunaTimes, type TimeRule} from './optuna-time.ts';
import {keyOf} from '../record-fields.ts';
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
	loadTrials(load);
	loadParams(load);
	loadValues(load);
	loadAttributes(load, 'trial_user_attributes', ({trial}) => (trial.userAttributes ??= new Map()));
	loadAttributes(load, 'trial_system_attributes', ({trial}) => (trial.systemAttributes ??= new Map()));
	for (const study of load.studies.values()) study.trials.sort((a, b) => a.number - b.number);
	return [...load.studies.values()];
}

function toState(value: SqlValue): OptunaState {
	const isState = (text: unknown): text is OptunaState => typeof text === 'string' && STATES.has(text);
	return isState(value) ? value : 'FAIL';
}

function loadTrials({tables, rule, studies, trials}: Load): void {
	const parseTime = createOptunaTimes(rule);
	const toTime = (value: SqlValue): number | undefined => (typeof value === 'string' ? parseTime(value) : undefined);
	const columns = ['trial_id', 'number', 'study_id', 'state', 'datetime_start', 'datetime_complete'];
	tables.each('trials', columns, (id, number, studyId, state, start, complete) => {
		const study = studies.get(studyId);
		if (study === undefined) return;
		const trial = createOptunaTrial(typeof number === 'number' ? number : study.trials.length, toState(state));
		trial.startedMs = toTime(start);
		trial.endedMs = toTime(complete);
		study.trials.push(trial);
		trials.set(id, {trial, study});
	});
}

function loadHeads({tables, studies, where}: Load): void {
	const directions = new Map<SqlValue, number[]>();
	tables.each('study_directions', ['study_id', 'objective', 'direction'], (study, objective, direction) => {
		const list = directions.get(study) ?? [];
		const index = typeof objective === 'number' && objective < 1000 ? objective : list.length;
		list[index] = DIRECTIONS.get(direction) ?? 0;
		directions.set(study, list);
	});
	tables.each('studies', ['study_id', 'study_name'], (id, name) => {
		studies.set(
			id,
			createOptunaStudy(
				String(name),
				Array.from(directions.get(id) ?? [0], value => value ?? 0),
			),
		);
	});
	for (const [table, into] of [
		['study_user_attributes', 'userAttributes'],
		['study_system_attributes', 'systemAttributes'],
	] as const) {
		tables.each(table, ['study_id', 'key', 'value_json'], (study, key, json) => {
			studies.get(study)?.[into].set(String(key), fromJson(json, where));
		});
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
	const find = createColumnFinder(
		pairs.flatMap(([name, json]) =>
			typeof name === 'string'
				? [{name: keyOf(name), distribution: typeof json === 'string' ? parse(json) : undefined}]
				: [],
		),
	);
	const isSingle = new Set(pairs.map(([name]) => name)).size === pairs.length;
	const entryOf = createEntryFinder(load);
	const columns = ['trial_id', 'param_name', 'param_value', ...(isSingle ? [] : ['distribution_json'])];
	tables.each('trial_params', columns, (id, stored, value, json) => {
		const entry = entryOf(id);
		if (entry === undefined || typeof stored !== 'string' || typeof value !== 'number') return;
		const {name, distribution: only} = find(stored);
		const distribution = isSingle ? only : typeof json === 'string' ? parse(json) : undefined;
		if (distribution === undefined) return;
		setOwn(entry.trial.params, name, distribution.valueOf(value));
		const {domains} = entry.study;
		const domain = domains.get(name);
		if (domain === undefined) domains.set(name, distribution.domain);
		else if (domain !== distribution.domain) domains.set(name, joinDomains(domain, distribution.domain));
	});
}

/** A parameter, and its distribution where all its rows have the same. */
type ParamColumn = {readonly name: string; readonly distribution: OptunaDistribution | undefined};

/**
 * Finds parameters by name. Each row brings a new text with its name, and most trials have the same names in the same
 * order: to compare it with the next one is faster than to look it up, and the name that is given is always one object.
 */
function createColumnFinder(columns: readonly ParamColumn[]): (name: string) => ParamColumn {
	const byName = new Map(columns.map((column, index) => [column.name, {column, next: index + 1}]));
	const places = [...byName.values()];
	let expected = 0;
	return name => {
		const guess = places[expected] ?? places[0];
		const place = guess?.column.name === name ? guess : byName.get(name);
		if (place === undefined) return {name, distribution: undefined};
		expected = place.next;
		return place.column;
	};
}

/** Finds trials by id: the rows of one mostly stand beside each other. */
function createEntryFinder({trials}: Load): (id: SqlValue) => Entry | undefined {
	let last: SqlValue = null;
	let entry = trials.get(last);
	return id => {
		if (id === last) return entry;
		last = id;
		entry = trials.get(id);
		return entry;
	};
}

/** The value column is null for infinities and NaN: their type says which. */
function loadValues({tables, trials}: Load): void {
	tables.each('trial_values', ['trial_id', 'objective', 'value', 'value_type'], (id, objective, value, type) => {
		const entry = trials.get(id);
		if (entry === undefined || typeof objective !== 'number' || objective >= 1000) return;
		// A list that grows by itself has room for 17 values at once.
		entry.trial.values ??= new Array<number | undefined>(entry.study.directions.length);
		entry.trial.values[objective] = toValue(value, type);
	});
	const columns = ['trial_id', 'step', 'intermediate_value', 'intermediate_value_type'];
	tables.each('trial_intermediate_values', columns, (id, step, value, type) => {
		const read = toValue(value, type);
		if (typeof step === 'number' && read !== undefined) putIntermediate(trials.get(id)?.trial, step, read);
	});
}

function toValue(value: SqlValue, type: SqlValue): number | undefined {
	if (type === 'INF_POS') return Number.POSITIVE_INFINITY;
	if (type === 'INF_NEG') return Number.NEGATIVE_INFINITY;
	if (type === 'NAN') return Number.NaN;
	return typeof value === 'number' ? value : undefined;
}

function loadAttributes(
	{tables, trials, where}: Load,
	table: string,
	into: (entry: Entry) => Map<string, unknown>,
): void {
	tables.each(table, ['trial_id', 'key', 'value_json'], (id, key, json) => {
		const entry = trials.get(id);
		if (entry !== undefined) into(entry).set(String(key), fromJson(json, where));
	});
}

/** An attribute that is no JSON stands as the text that it is. */
function fromJson(json: SqlValue, where: string): unknown {
	if (typeof json !== 'string') return json;
	try {
		return parseLooseJson(json, where);
	} catch (error) {
		if (error instanceof UserError) return json;
		throw error;
	}
}
