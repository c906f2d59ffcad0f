import type {ForeignSource, ImportedSweep, ImportedTrial, ImporterDefinition} from '../domain/importer.ts';
import {isObject, jsonNumber} from '../domain/text/json-object.ts';
import type {Objective} from '../domain/metric.ts';
import {encodeNumber, type JsonNumber} from '../domain/number.ts';
import {own} from '../domain/record.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {asList, asText, labelText, parseLooseJson} from './loose-json.ts';
import {sweepName} from './sweep-name.ts';
import {readJobConsole} from './vertex-console.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Trials of a Vertex AI tuning job or a Vizier study: the job as JSON, a bare list of trials, camelCase or snake_case;
 * or the console text of a job, which holds its states alone.
 * Source: HyperparameterTuningJob, StudySpec and Trial of the Vertex AI REST reference.
 */
export const vertexTrials = {
	id: 'vertex-trials',
	title: 'Vertex AI tuning job',
	takes: 'HyperparameterTuningJob or trial list as JSON, or the console text of the job',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head()).toString('utf8');
		if (/^HyperparameterTuningJob|^Creating HyperparameterTuningJob/m.test(head)) return 'sure';
		if (!/^\s*[[{]/.test(head)) return undefined;
		const isJob = /hyperparameterTuningJobs\/|"(?:studySpec|study_spec)"/.test(head) && head.includes('"trials"');
		if (isJob) return 'sure';
		return /"(?:parameterId|parameter_id)"/.test(head) &&
			/"(?:finalMeasurement|final_measurement|measurements)"/.test(head)
			? 'likely'
			: undefined;
	},
	read: source => [readJob(source)],
} as const satisfies ImporterDefinition;

function readJob(source: ForeignSource): ImportedSweep {
	const text = source.text();
	if (!/^\s*[[{]/.test(text)) return readJobConsole(text, sweepName(source.name));
	const json = parseLooseJson(text, source.path);
	const job: Fields = isObject(json) ? json : {trials: json};
	const study = objectAt(job, 'studySpec');
	const objectives = asList(at(study, 'metrics')).filter(isObject).flatMap(objectiveOf);
	const categories = new Set(asList(at(study, 'parameters')).filter(isObject).flatMap(categoriesOf));
	const trials = asList(at(job, 'trials'))
		.filter(isObject)
		.map(trial => toTrial(trial, categories));
	return {
		name: sweepName(asText(at(job, 'displayName')) ?? source.name),
		objectives: objectives.length > 0 ? objectives : reportedObjectives(trials),
		sampler: asText(at(study, 'algorithm')) ?? 'ALGORITHM_UNSPECIFIED',
		trials,
		labels: labelsOf(job),
		notes: objectives.length > 0 ? [] : ['the list names no goal: each metric is maximised, as an unset goal is'],
	};
}

/** A field by its camelCase name, or the same in snake_case. */
function at(fields: Fields, name: string): unknown {
	return (
		own(fields, name) ??
		own(
			fields,
			name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
		)
	);
}

function objectAt(fields: Fields, name: string): Fields {
	const value = at(fields, name);
	return isObject(value) ? value : {};
}

/** An unset goal means maximise. */
function objectiveOf(metric: Fields): readonly Objective[] {
	const name = asText(at(metric, 'metricId'));
	if (name === undefined) return [];
	return [{metric: name, direction: at(metric, 'goal') === 'MINIMIZE' ? 'minimize' : 'maximize'}];
}

function reportedObjectives(trials: readonly ImportedTrial[]): readonly Objective[] {
	const names = new Set(trials.flatMap(trial => Object.keys(trial.metrics)));
	return [...names].map(metric => ({metric, direction: 'maximize'}));
}

const STATES: ReadonlyMap<string, ImportedTrial['state']> = new Map([
	['REQUESTED', 'queued'],
	['ACTIVE', 'running'],
	// It was told to stop: what it measured until then stands.
	['STOPPING', 'pruned'],
	['SUCCEEDED', 'complete'],
	['COMPLETED', 'complete'],
	['INFEASIBLE', 'failed'],
]);

function toTrial(trial: Fields, categories: ReadonlySet<string>): ImportedTrial {
	const measurements = asList(at(trial, 'measurements')).filter(isObject);
	const final = at(trial, 'finalMeasurement') ?? measurements.at(-1);
	const word = asText(at(trial, 'state')) ?? 'SUCCEEDED';
	const state = STATES.get(word) ?? 'failed';
	const why = asText(at(trial, 'infeasibleReason'));
	const startedMs = timeOf(at(trial, 'startTime'));
	const endedMs = timeOf(at(trial, 'endTime'));
	const elapsed = isObject(final) ? secondsOfDuration(at(final, 'elapsedDuration')) : undefined;
	const durationS = startedMs !== undefined && endedMs !== undefined ? (endedMs - startedMs) / 1000 : elapsed;
	return {
		label: labelText(at(trial, 'id') ?? at(trial, 'name')),
		params: paramsOf(asList(at(trial, 'parameters')).filter(isObject), categories),
		state,
		...(state === 'failed' ? {why: why ?? `state ${word}`} : {}),
		metrics: isObject(final) ? metricsOf(final) : {},
		// A measurement need not name its step: then its place is one.
		curve: measurements.flatMap((measurement, index) =>
			Object.entries(metricsOf(measurement)).map(([name, value]) => ({
				name,
				step: jsonNumber(at(measurement, 'stepCount')) ?? index,
				value,
			})),
		),
		...(startedMs === undefined ? {} : {startedMs}),
		...(durationS === undefined ? {} : {durationS}),
	};
}

/** Names of a declared parameter whose values are texts, and of those that depend on it. */
function categoriesOf(spec: Fields): readonly string[] {
	const name = asText(at(spec, 'parameterId'));
	const inner = asList(at(spec, 'conditionalParameterSpecs'))
		.filter(isObject)
		.flatMap(conditional => categoriesOf(objectAt(conditional, 'parameterSpec')));
	return name !== undefined && isObject(at(spec, 'categoricalValueSpec')) ? [name, ...inner] : inner;
}

/** Integers may come as text ("8"): what reads as a number is one, but for the values of a category. */
function paramsOf(parameters: readonly Fields[], categories: ReadonlySet<string>): Params {
	return Object.fromEntries(
		parameters.flatMap((parameter): [string, Scalar][] => {
			const name = asText(at(parameter, 'parameterId'));
			const value = at(parameter, 'value');
			if (name === undefined) return [];
			if (typeof value === 'boolean' || typeof value === 'number') return [[name, value]];
			return typeof value === 'string' ? [[name, categories.has(name) ? value : scalarOfText(value)]] : [];
		}),
	);
}

function metricsOf(measurement: Fields): Readonly<Record<string, JsonNumber>> {
	return Object.fromEntries(
		asList(at(measurement, 'metrics'))
			.filter(isObject)
			.flatMap((metric): [string, JsonNumber][] => {
				const name = asText(at(metric, 'metricId'));
				const value = jsonNumber(at(metric, 'value'));
				return name === undefined || value === undefined ? [] : [[name, encodeNumber(value)]];
			}),
	);
}

function timeOf(value: unknown): number | undefined {
	const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isNaN(ms) ? undefined : ms;
}

/** `61.5s` of protobuf's Duration. */
function secondsOfDuration(value: unknown): number | undefined {
	const match = typeof value === 'string' ? /^(?<seconds>-?\d+(?:\.\d+)?)s$/.exec(value) : null;
	return match === null ? undefined : Number(match.groups?.['seconds']);
}

function labelsOf(job: Fields): Readonly<Record<string, string>> {
	const entries = ['name', 'state'].flatMap((key): [string, string][] => {
		const value = asText(at(job, key));
		return value === undefined ? [] : [[key === 'name' ? 'resource' : 'job_state', value]];
	});
	return Object.fromEntries(entries);
}
