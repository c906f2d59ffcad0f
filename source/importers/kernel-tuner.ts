import {UserError} from '../domain/errors.ts';
import type {ForeignSource, ImportedSweep, ImportedTrial, ImporterDefinition} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {own, recordOf} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {Parameter, Scalar} from '../domain/space.ts';
import {directionOfName} from './column-names.ts';
import {parseTime} from './foreign/foreign-time.ts';
import {metricEntry, numberAt, numbersOf, scalarOf, textAt} from './json-values.ts';
import {asList, parseLooseJson} from './loose-json.ts';
import {sweepName} from './sweep-name.ts';

type Json = Readonly<Record<string, unknown>>;

/** A cache file of Kernel Tuner, also that of a run that goes on or was ended, which is never closed. */
export const kernelTunerImporter = {
	id: 'kernel-tuner',
	title: 'Kernel Tuner cache',
	takes: 'a cache file (*.json), unclosed ones too',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head()).toString('utf8');
		return ['"device_name"', '"kernel_name"', '"tune_params_keys"'].every(key => head.includes(key))
			? 'sure'
			: undefined;
	},
	read: source => [readCache(source)],
} as const satisfies ImporterDefinition;

/** Measured ms of everything but the kernel's own time. */
const MILLISECONDS = [
	'compile_time',
	'verification_time',
	'benchmark_time',
	'strategy_time',
	'framework_time',
] as const;
const ENERGIES = ['ps_energy', 'nvml_energy', 'tegra_energy'] as const;
/** What stands for "no result" beside the names of errors. */
const SENTINEL = 1e20;

function readCache(source: ForeignSource): ImportedSweep {
	const {cache, isCut} = parseUnclosed(source.text(), source.name);
	const keys = asList(own(cache, 'tune_params_keys')).filter(key => typeof key === 'string');
	const objectives = objectivesOf(own(cache, 'objective'));
	const entries = own(cache, 'cache');
	const configurations = isObject(entries) ? Object.keys(entries).flatMap(key => asEntry(own(entries, key))) : [];
	return {
		name: sweepName(textAt(cache, 'kernel_name') ?? source.name),
		space: {parameters: parametersOf(own(cache, 'tune_params'), keys), exclude: []},
		objectives: objectives.map(metric => ({
			metric,
			direction: directionOfName(metric) === 'maximize' ? 'maximize' : 'minimize',
		})),
		metrics: [
			...['time', ...MILLISECONDS].map(name => ({name, unit: 'ms'})),
			...ENERGIES.map(name => ({name, unit: 'J'})),
			{name: 'core_freq', unit: 'MHz'},
			{name: 'temperature', unit: '°C'},
		].filter(({name}) => configurations.some(entry => Object.hasOwn(entry, name))),
		sampler: 'kernel-tuner',
		trials: configurations.map(entry => toTrial(entry, keys, objectives)),
		host: {gpu: textAt(cache, 'device_name') ?? ''},
		labels: {problem_size: JSON.stringify(own(cache, 'problem_size')) ?? ''},
		notes: isCut ? ['the cache is not closed: the tuner was within its last configuration'] : [],
	};
}

/** Since version 1.3 a list of names, before it one name; caches of the first versions say nothing of it. */
function objectivesOf(value: unknown): readonly string[] {
	const names = (typeof value === 'string' ? [value] : asList(value)).filter(name => typeof name === 'string');
	return names.length === 0 ? ['time'] : names;
}

function asEntry(value: unknown): readonly Json[] {
	return isObject(value) ? [value] : [];
}

function parametersOf(values: unknown, keys: readonly string[]): readonly Parameter[] {
	return keys.map(name => {
		const list = isObject(values) ? asList(own(values, name)) : [];
		const scalars = list.flatMap((value): Scalar[] => {
			const scalar = scalarOf(value);
			return scalar === undefined ? [] : [scalar];
		});
		return {name, domain: {kind: 'choice', values: scalars}};
	});
}

/** Closes what the tuner has not: cut after the last whole configuration where the file ends within one. */
function parseUnclosed(text: string, where: string): {readonly cache: Json; readonly isCut: boolean} {
	const end = text.lastIndexOf('},');
	const closed = text.trimEnd().replace(/,$/, '');
	const candidates = [text, `${closed}}}`, `${closed}}`, ...(end < 0 ? [] : [`${text.slice(0, end + 1)}}}`])];
	for (const [index, candidate] of candidates.entries()) {
		try {
			const cache = parseLooseJson(candidate, where);
			if (isObject(cache)) return {cache, isCut: index > 0};
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
		}
	}
	throw new UserError(`${safeText(where)} is no cache of Kernel Tuner`, 'Copy it anew.');
}

/** Why a configuration has no result: `__error__` since version 1.3, before it in the place of the objective. */
function failureOf(entry: Json, objectives: readonly string[]): string | undefined {
	const error = textAt(entry, '__error__');
	if (error !== undefined) return error;
	for (const objective of objectives) {
		const value = own(entry, objective);
		if (typeof value === 'string') return value;
		if (typeof value === 'number' && value >= SENTINEL) return '1e20, no result';
	}
	return undefined;
}

function toTrial(entry: Json, keys: readonly string[], objectives: readonly string[]): ImportedTrial {
	const failure = failureOf(entry, objectives);
	const measured = Object.keys(entry).filter(name => !keys.includes(name));
	const times = numbersOf(own(entry, 'times'));
	const spentMs = MILLISECONDS.reduce((sum, name) => sum + (numberAt(entry, name) ?? 0), 0);
	const endedMs = parseTime(textAt(entry, 'timestamp'));
	const metrics = measured.flatMap(name =>
		objectives.includes(name) && failure !== undefined ? [] : metricEntry(name, numberAt(entry, name)),
	);
	return {
		params: recordOf(keys.map(name => [name, scalarOf(own(entry, name)) ?? 'None'] as const)),
		state: failure === undefined ? 'complete' : 'failed',
		...(failure === undefined
			? {}
			: {why: failure, missing: recordOf(objectives.map(name => [name, failure] as const))}),
		metrics: recordOf(metrics),
		...(endedMs === undefined ? {} : {startedMs: endedMs - spentMs}),
		...(spentMs === 0 ? {} : {durationS: spentMs / 1000}),
		...(times.length === 0 ? {} : {repeats: times.map(time => ({metrics: {time}, durationS: time / 1000}))}),
	};
}
