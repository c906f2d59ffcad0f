import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {jsonNumber, parseJsonObject} from '../domain/json-object.ts';
import {createRowBuilder, type RowBuilder} from './row-builder.ts';

const PARAMS = ['params', 'parameters', 'config', 'hyperparameters', 'hparams'];
const METRICS = ['metrics', 'values', 'results', 'result'];
const NUMBERS = ['trial', 'trial_id', 'number', 'trial_number'];
const STEPS = ['step', 'global_step', 'iteration', 'epoch', 'training_iteration'];
const STATES = ['state', 'status', 'event'];
/** Numbers that are about the line itself. */
const ABOUT = new Set(['timestamp', 'time', 'pid', ...NUMBERS, ...STEPS]);

/** One JSON object a line. */
export const jsonLinesListener: ListenerDefinition = {
	id: 'json',
	title: 'JSON lines',
	recognise: text => {
		const object = text.startsWith('{') ? parseJsonObject(text) : undefined;
		return object !== undefined && [...PARAMS, ...METRICS, ...NUMBERS].some(key => object.has(key));
	},
	create: createJsonListener,
};

/** Numbers of the program from 0 or 1: the first one that is seen tells. */
type Numbering = {base: number | undefined};

function createJsonListener(): Listener {
	const rows = createRowBuilder();
	const numbering: Numbering = {base: undefined};
	return {
		line: (text, {rewritten}) => {
			const object = rewritten || !text.startsWith('{') ? undefined : parseJsonObject(text);
			if (object === undefined) return [];
			const isKnown = numbering.base !== undefined;
			const heard = readObject(object, numbering, rows);
			return isKnown || numbering.base !== 0 ? heard : [{kind: 'numbering', first: 0}, ...heard];
		},
		end: rows.end,
	};
}

type JsonObject = ReadonlyMap<string, unknown>;

function readObject(object: JsonObject, numbering: Numbering, rows: RowBuilder): readonly Heard[] {
	const number = numberUnder(object, NUMBERS);
	const step = numberUnder(object, STEPS);
	const params = paramsUnder(object);
	const metrics = metricsUnder(object, params !== undefined);
	const state = stateOf(object);
	const trial =
		number === undefined || !Number.isSafeInteger(number) || number < 0 ? {} : {trial: place(number, numbering)};
	if (state === 'running' && step === undefined) {
		return [{kind: 'trial-started', ...trial, ...(params === undefined ? {} : {params})}];
	}
	if (step !== undefined && state === undefined) {
		if (!('trial' in trial))
			return [...rows.add(metrics, step), ...(params === undefined ? [] : [{kind: 'params', params} as const])];
		const values = [...metrics].map(([name, value]): Heard => ({kind: 'value', ...trial, name, value, step}));
		return params === undefined ? values : [...values, {kind: 'params', ...trial, params}];
	}
	if (metrics.size === 0 && params === undefined && state === undefined) return [];
	const why = object.get('error') ?? object.get('why');
	return [
		{
			kind: 'trial-ended',
			...trial,
			state: state === undefined || state === 'running' ? 'complete' : state,
			...(typeof why === 'string' ? {why} : {}),
			...(params === undefined ? {} : {params}),
			metrics,
		},
	];
}

function place(number: number, numbering: Numbering): number {
	numbering.base ??= number === 0 ? 0 : 1;
	return number - numbering.base + 1;
}

function numberUnder(object: JsonObject, keys: readonly string[]): number | undefined {
	for (const key of keys) {
		const value = jsonNumber(object.get(key));
		if (value !== undefined) return value;
	}
	return undefined;
}

function paramsUnder(object: JsonObject): Params | undefined {
	const inner = PARAMS.map(key => object.get(key)).find(value => typeof value === 'object' && value !== null);
	return inner === undefined ? undefined : Object.fromEntries(flatten(Object.entries(inner), ''));
}

function flatten(
	entries: readonly (readonly [string, unknown])[],
	prefix: string,
): readonly (readonly [string, Scalar])[] {
	return entries.flatMap(([key, value]): readonly (readonly [string, Scalar])[] => {
		const name = `${prefix}${key}`;
		if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return [[name, value]];
		if (value === null) return [[name, 'null']];
		if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
		return typeof value === 'object' ? flatten(Object.entries(value), `${name}.`) : [];
	});
}

/** Members of `metrics`; without one every number that is nothing else. */
function metricsUnder(object: JsonObject, hasParams: boolean): ReadonlyMap<string, number> {
	const inner = METRICS.map(key => object.get(key)).find(value => typeof value === 'object' && value !== null);
	const entries = inner === undefined ? [...object] : Object.entries(inner);
	return new Map(
		entries.flatMap(([name, value]): readonly (readonly [string, number])[] => {
			const number = inner === undefined && !hasParams && typeof value !== 'number' ? undefined : jsonNumber(value);
			return number === undefined || (inner === undefined && ABOUT.has(name)) ? [] : [[name, number]];
		}),
	);
}

function stateOf(object: JsonObject): 'running' | 'complete' | 'failed' | 'pruned' | undefined {
	const text = STATES.map(key => object.get(key)).find(value => typeof value === 'string');
	switch (typeof text === 'string' ? text.toLowerCase() : '') {
		case 'start':
		case 'started':
		case 'running':
			return 'running';
		case 'end':
		case 'ended':
		case 'done':
		case 'complete':
		case 'completed':
		case 'succeeded':
		case 'success':
		case 'ok':
			return 'complete';
		case 'fail':
		case 'failed':
		case 'error':
			return 'failed';
		case 'pruned':
		case 'stopped':
			return 'pruned';
		default:
			return undefined;
	}
}
