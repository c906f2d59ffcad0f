import type {ImportedSweep, ImportedTrial, ImporterDefinition, ImportOptions} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import type {Objective} from '../domain/metric.ts';
import {encodeNumber, type JsonNumber} from '../domain/number.ts';
import {own, recordOf} from '../domain/record.ts';
import {directionOfName} from './column-names.ts';
import {parseState} from './foreign/foreign-state.ts';
import {parseTime} from './foreign/foreign-time.ts';
import {numbersOf, scalarOf, textAt} from './json-values.ts';
import {parseLooseJson} from './loose-json.ts';
import {flattenAttributes} from './optuna/optuna-attributes.ts';
import {sweepName} from './sweep-name.ts';

type Row = Readonly<Record<string, unknown>>;

const FIRST_ROW = /^\s*\{\s*"\d+"\s*:\s*\{\s*"number"\s*:/;

/** Optuna's data frame of trials as pandas writes it by index: `log.json` and `best.json` of a search. */
export const optunaFrameImporter = {
	id: 'optuna-json',
	title: 'Optuna trials as JSON',
	takes: 'log.json and best.json: a data frame of trials written by index',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		return FIRST_ROW.test(Buffer.from(source.head()).toString('utf8')) ? 'sure' : undefined;
	},
	read: (source, options = {}) => {
		const parsed = parseLooseJson(source.text(), source.name);
		const rows = isObject(parsed) ? Object.keys(parsed).flatMap(key => rowAt(parsed, key)) : [];
		return [frameSweep(rows, source.name, options)];
	},
} as const satisfies ImporterDefinition;

function rowAt(frame: Row, key: string): readonly Row[] {
	const row = own(frame, key);
	return isObject(row) ? [row] : [];
}

function frameSweep(rows: readonly Row[], file: string, options: ImportOptions = {}): ImportedSweep {
	const trials = rows.map(toTrial);
	const objectives = options.objectives ?? objectivesOf(rows, trials);
	const said = objectives.map(({metric, direction}) => `${direction} ${metric}`).join(', ');
	return {
		name: sweepName(file),
		objectives,
		sampler: 'optuna',
		trials,
		notes:
			options.objectives === undefined
				? [`the file does not say what is better; taken for: ${said}; --minimize and --maximize say otherwise`]
				: [],
	};
}

/**
 * The metrics behind the values, which stand sorted by name in `scaled_metrics`; else the values themselves, which
 * Optuna minimizes unless told otherwise.
 */
function objectivesOf(rows: readonly Row[], trials: readonly ImportedTrial[]): readonly Objective[] {
	const scaled = rows.map(row => attribute(row, 'scaled_metrics')).find(isObject);
	const measured = trials.find(trial => Object.keys(trial.metrics).length > 0)?.metrics ?? {};
	const names = scaled === undefined ? [] : Object.keys(scaled).filter(name => Object.hasOwn(measured, name));
	const values = Object.keys(measured).filter(name => /^value(?:s_\d+)?$/.test(name));
	const metrics = names.length > 0 && names.length === values.length ? names : values;
	return metrics.map(metric => ({metric, direction: directionOfName(metric) ?? 'minimize'}));
}

/** `log.json` has `user_attrs_x`, `best.json` has `x`. */
function attribute(row: Row, name: string): unknown {
	return own(row, `user_attrs_${name}`) ?? own(row, name);
}

const BEST_ATTRIBUTES: ReadonlySet<string> = new Set([
	'software_metrics',
	'hardware_metrics',
	'scaled_metrics',
	'sampled_config',
]);

function toTrial(row: Row): ImportedTrial {
	const metrics: (readonly [string, JsonNumber])[] = [];
	const params: (readonly [string, string | number | boolean])[] = [];
	const attributes: (readonly [string, unknown])[] = [];
	for (const key of Object.keys(row)) {
		const value = own(row, key);
		if (key.startsWith('user_attrs_')) attributes.push([key.slice('user_attrs_'.length), value]);
		else if (BEST_ATTRIBUTES.has(key)) attributes.push([key, value]);
		else if (key.startsWith('params_')) params.push([key.slice('params_'.length), scalarOf(value) ?? 'None']);
		else if (key === 'value' && Array.isArray(value))
			numbersOf(value).forEach((number, index) => metrics.push([`values_${index}`, encodeNumber(number)]));
		else if (/^value(?:s_\d+)?$/.test(key) && typeof value === 'number') metrics.push([key, encodeNumber(value)]);
	}
	const flat = flattenAttributes(attributes);
	const number = own(row, 'number');
	return {
		...(typeof number === 'number' ? {label: String(number)} : {}),
		params: recordOf(flat.config.length > 0 ? flat.config : params),
		state: parseState(textAt(row, 'state') ?? 'complete') ?? 'complete',
		metrics: recordOf([...metrics, ...flat.metrics]),
		...(flat.texts.length === 0 ? {} : {telemetry: recordOf(flat.texts)}),
		...timesOf(row),
	};
}

/** The unit of pandas' times is ms, or µs or ns in a newer one: the size of the time says which; its duration shares it. */
function timesOf(row: Row): Pick<ImportedTrial, 'startedMs' | 'durationS'> {
	const cell = (key: string): string | number | undefined => {
		const value = own(row, key);
		return typeof value === 'string' || typeof value === 'number' ? value : undefined;
	};
	const startedMs = parseTime(cell('datetime_start'));
	const endedMs = parseTime(cell('datetime_complete'));
	return {
		...(startedMs === undefined ? {} : {startedMs}),
		...(startedMs === undefined || endedMs === undefined ? {} : {durationS: (endedMs - startedMs) / 1000}),
	};
}
