import {assertNever} from '../domain/errors.ts';
import {jsonNumber} from '../domain/text/json-object.ts';
import type {NameRoles} from '../domain/listener.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {parseStateWord} from '../domain/foreign/state-word.ts';
import type {Outcome} from '../domain/trial.ts';
import {isResultName} from './result-names.ts';

/** What one line says of a trial. */
export type TrialWord = {
	/** What the program calls the trial; absent where the line does not say which one it is about. */
	readonly name?: number | string;
	readonly step?: number;
	readonly state?: 'running' | Extract<Outcome, 'complete' | 'failed' | 'pruned'>;
	readonly why?: string;
	readonly params?: Params;
	readonly metrics: ReadonlyMap<string, number>;
};

/** Members that hold parameters. */
export const PARAMS: readonly string[] = ['params', 'parameters', 'config', 'hyperparameters', 'hparams'];
/** Members that hold metrics. */
export const METRICS: readonly string[] = ['metrics', 'values', 'results', 'result'];
/** Members that name the trial. */
export const NAMES: readonly string[] = [
	'trial',
	'trial_id',
	'number',
	'trial_number',
	'trial_num',
	'trial_idx',
	'trial_index',
];
/** Members that make a point of a curve. */
export const STEPS: readonly string[] = ['step', 'global_step', 'iteration', 'iter', 'epoch', 'training_iteration'];
const STATES = ['state', 'status', 'event'];
const REASONS = ['error', 'why', 'reason'];
/** Members about the line or its writer, neither chosen nor measured. */
const ABOUT = new Set(
	['timestamp', 'time', 'ts', 'date', 'datetime', 'pid', 'thread', 'worker', 'worker_id', 'rank', 'lineno', 'host']
		.concat(['hostname', 'level', 'logger', 'msg', 'message'])
		.concat(NAMES, STEPS, STATES, REASONS),
);

/** Whether a member is about the line or its writer, neither chosen nor measured. */
export function isAboutLine(name: string): boolean {
	return ABOUT.has(name);
}

type Fields = ReadonlyMap<string, unknown>;

/**
 * Reads one record. What the person named is a parameter or a metric wherever it stands. In a flat record without a
 * step, where one name is surely a metric's (of the person, or like `loss`), the others are parameters.
 * @param mayGuess false where the program has a place of its own for parameters, or the person named them.
 */
export function readTrialWord(record: Fields, mayGuess: boolean, roles?: NameRoles): TrialWord {
	const whole = unwrap(record);
	const named = new Set(roles?.params);
	const object: Fields = named.size === 0 ? whole : new Map([...whole].filter(([name]) => !named.has(name)));
	const name = nameOf(object);
	const step = firstNumber(object, STEPS);
	const state = stateOf(object);
	const why = REASONS.map(key => object.get(key)).find(value => typeof value === 'string');
	const {params, metrics} = rolesOf(object, {
		isNamed: name !== undefined,
		mayGuess: mayGuess && step === undefined,
		wanted: new Set([...(roles?.metrics ?? []), ...(roles?.goals ?? [])]),
	});
	const beside = flatten([...whole].filter(([member]) => named.has(member)));
	const all = beside.length === 0 ? params : {...params, ...Object.fromEntries(beside)};
	return {
		...(name === undefined ? {} : {name}),
		...(step === undefined ? {} : {step}),
		...(state === undefined ? {} : {state}),
		...(typeof why === 'string' ? {why} : {}),
		...(all === undefined ? {} : {params: all}),
		metrics,
	};
}

/** `{"trial": {"number": 3, …}}` as `{"number": 3, …}`. */
function unwrap(record: Fields): Fields {
	const inner = record.get('trial');
	if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return record;
	return new Map([...[...record].filter(([name]) => name !== 'trial'), ...Object.entries(inner)]);
}

function nameOf(object: Fields): number | string | undefined {
	for (const key of NAMES) {
		const value = object.get(key);
		const number = jsonNumber(value);
		if (number !== undefined && Number.isSafeInteger(number) && number >= 0) return number;
		if (typeof value === 'string' && value !== '') return value;
		if (typeof value === 'number') return String(value);
	}
	return undefined;
}

function firstNumber(object: Fields, keys: readonly string[]): number | undefined {
	for (const key of keys) {
		const value = jsonNumber(object.get(key));
		if (value !== undefined) return value;
	}
	return undefined;
}

type Parts = {readonly params: Params | undefined; readonly metrics: ReadonlyMap<string, number>};
type About = {readonly isNamed: boolean; readonly mayGuess: boolean; readonly wanted: ReadonlySet<string>};

function rolesOf(object: Fields, {isNamed, mayGuess, wanted}: About): Parts {
	const given = innerOf(object, PARAMS);
	const inner = innerOf(object, METRICS);
	const params = given === undefined ? undefined : Object.fromEntries(flatten(given));
	const beside = flatten([...object].filter(([name]) => !PARAMS.includes(name) && !METRICS.includes(name)));
	const rest = beside.filter(([name]) => wanted.has(name) || !ABOUT.has(name));
	if (inner !== undefined) {
		const asked = rest.filter(([name]) => wanted.has(name));
		return {params, metrics: numbersOf([...flatten(inner), ...asked], true)};
	}
	const single = METRICS.flatMap(key => flatten([[key, object.get(key)]]));
	const values = [...rest, ...single];
	const isSure = (name: string): boolean => wanted.has(name) || isResultName(name);
	const isFlat = given === undefined && mayGuess;
	if (!isFlat || !values.some(([name, value]) => isSure(name) && jsonNumber(value) !== undefined))
		return {params, metrics: numbersOf(values, isNamed || given !== undefined)};
	const chosen = values.filter(([name]) => !isSure(name));
	const metrics = numbersOf(
		values.filter(([name]) => isSure(name)),
		true,
	);
	return {params: chosen.length === 0 ? undefined : Object.fromEntries(chosen), metrics};
}

/** The members of the first object or list under one of some keys. */
function innerOf(object: Fields, keys: readonly string[]): readonly (readonly [string, unknown])[] | undefined {
	for (const key of keys) {
		const value = object.get(key);
		if (Array.isArray(value)) return value.map((item, index) => [value.length === 1 ? key : `${key}_${index}`, item]);
		if (typeof value === 'object' && value !== null) return Object.entries(value);
	}
	return undefined;
}

function flatten(
	entries: readonly (readonly [string, unknown])[],
	prefix = '',
): readonly (readonly [string, Scalar])[] {
	return entries.flatMap(([key, value]): readonly (readonly [string, Scalar])[] => {
		const name = `${prefix}${key}`;
		if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return [[name, value]];
		if (value === null) return [[name, 'null']];
		if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
		return typeof value === 'object' ? flatten(Object.entries(value), `${name}.`) : [];
	});
}

/** Python writes these bare, and the reader of JSON makes texts of them. */
const NOT_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);

/** @param isLenient whether a number that stands as text is one. */
function numbersOf(entries: readonly (readonly [string, Scalar])[], isLenient: boolean): ReadonlyMap<string, number> {
	return new Map(
		entries.flatMap(([name, value]): readonly (readonly [string, number])[] => {
			const isNumber = typeof value === 'number' || isLenient || NOT_FINITE.has(String(value));
			const number = isNumber ? jsonNumber(value) : undefined;
			return number === undefined ? [] : [[name, number]];
		}),
	);
}

/** `complete`, `COMPLETE`, `TrialState.COMPLETE`, `trial_ended`. */
function stateOf(object: Fields): TrialWord['state'] {
	const text = STATES.map(key => object.get(key)).find(value => typeof value === 'string');
	const state = typeof text === 'string' ? parseStateWord(text) : undefined;
	switch (state) {
		case undefined:
		case 'queued':
			return undefined;
		case 'running':
		case 'complete':
		case 'pruned':
			return state;
		case 'failed':
		case 'killed':
		case 'timed-out':
		case 'lost':
		case 'unkillable':
			return 'failed';
		default:
			return assertNever(state);
	}
}
