import type {ImportedSweep, ImportedTrial} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import type {Metric, Objective} from '../domain/metric.ts';
import {own, recordOf} from '../domain/record.ts';
import type {Domain, Parameter, Scalar, Space} from '../domain/space.ts';
import {numberAt, textAt} from './json-values.ts';
import {asList} from './loose-json.ts';
import {fromOwnTrial, isOwnTrial} from './own-trial.ts';
import {sweepName} from './sweep-name.ts';

type Json = Readonly<Record<string, unknown>>;

/** Whether a JSON value is a `trials.json`. */
export function isOwnSweep(value: unknown): value is Json {
	return isObject(value) && /^sweeptop-trials-\d+$/.test(textAt(value, 'schema') ?? '');
}

/** The content of a `trials.json` (CONTRACTS section 4) as a sweep. */
export function fromOwnSweep(file: Json, name: string): ImportedSweep {
	const trials = asList(own(file, 'trials')).filter(isOwnTrial).map(fromOwnTrial);
	const host = own(file, 'host');
	return {...describedSweep(own(file, 'sweep'), name), trials, ...(isObject(host) ? {host} : {})};
}

/** Trials as exported one a line: without their sweep, so that the space follows from their values. */
export function fromOwnTrials(trials: readonly ImportedTrial[], name: string): ImportedSweep {
	return {name: sweepName(name), objectives: [], trials};
}

/** What a frozen sweep says of itself. It came with the file, so every part is checked before it is believed. */
export function describedSweep(sweep: unknown, name: string): Omit<ImportedSweep, 'trials'> {
	if (!isObject(sweep)) return {name: sweepName(name), objectives: []};
	const labels = own(sweep, 'labels');
	const sampler = own(sweep, 'sampler');
	const runParameter = textAt(sweep, 'runParameter');
	const budget = own(sweep, 'budget');
	const target = isObject(budget) ? textAt(budget, 'target') : undefined;
	return {
		name: textAt(sweep, 'name') ?? sweepName(name),
		...spaceOf(own(sweep, 'space')),
		objectives: asList(own(sweep, 'objectives')).flatMap(toObjective),
		metrics: asList(own(sweep, 'metrics')).flatMap(toMetric),
		constraints: asList(own(sweep, 'constraints')).filter(text => typeof text === 'string'),
		...(isObject(sampler) ? {sampler: textAt(sampler, 'name') ?? 'import'} : {}),
		...(runParameter === undefined ? {} : {runParameter}),
		...(target === undefined ? {} : {target}),
		...(isObject(labels)
			? {labels: recordOf(Object.keys(labels).map(key => [key, String(own(labels, key))] as const))}
			: {}),
	};
}

function toObjective(value: unknown): readonly Objective[] {
	if (!isObject(value)) return [];
	const metric = textAt(value, 'metric');
	const direction = own(value, 'direction');
	if (metric === undefined || (direction !== 'minimize' && direction !== 'maximize')) return [];
	return [{metric, direction}];
}

function toMetric(value: unknown): readonly Partial<Metric>[] {
	const name = isObject(value) ? textAt(value, 'name') : undefined;
	if (!isObject(value) || name === undefined) return [];
	const [goal, unit, format] = [own(value, 'goal'), textAt(value, 'unit'), textAt(value, 'format')];
	return [
		{
			name,
			...(goal === 'minimize' || goal === 'maximize' ? {goal} : {}),
			...(unit === undefined ? {} : {unit}),
			...(format === undefined ? {} : {format}),
		},
	];
}

function spaceOf(value: unknown): {readonly space?: Space} {
	if (!isObject(value)) return {};
	const parameters = asList(own(value, 'parameters')).flatMap(toParameter);
	if (parameters.length !== asList(own(value, 'parameters')).length) return {};
	return {space: {parameters, exclude: asList(own(value, 'exclude')).filter(text => typeof text === 'string')}};
}

function toParameter(value: unknown): readonly Parameter[] {
	if (!isObject(value)) return [];
	const [name, domain, when] = [textAt(value, 'name'), own(value, 'domain'), textAt(value, 'when')];
	const checked = isObject(domain) ? toDomain(domain) : undefined;
	if (name === undefined || checked === undefined) return [];
	return [{name, domain: checked, ...(when === undefined ? {} : {when})}];
}

function isScalar(value: unknown): value is Scalar {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function toDomain(domain: Json): Domain | undefined {
	const kind = own(domain, 'kind');
	const values = asList(own(domain, 'values'));
	switch (kind) {
		case 'constant': {
			const value = own(domain, 'value');
			return isScalar(value) ? {kind, value} : undefined;
		}
		case 'choice':
			return values.length > 0 && values.every(isScalar) ? {kind, values} : undefined;
		case 'tuple': {
			const fields = asList(own(domain, 'fields')).filter(field => typeof field === 'string');
			const tuples = values.flatMap(value =>
				Array.isArray(value) && value.length === fields.length && value.every(isScalar) ? [value] : [],
			);
			return fields.length > 0 && tuples.length === values.length ? {kind, fields, values: tuples} : undefined;
		}
		case 'integer':
		case 'real':
			return toRange(domain, kind);
		default:
			return undefined;
	}
}

function toRange(domain: Json, kind: 'integer' | 'real'): Domain | undefined {
	const [min, max, step, points] = ['min', 'max', 'step', 'points'].map(key => numberAt(domain, key));
	if (min === undefined || max === undefined) return undefined;
	const scale = own(domain, 'scale') === 'log' ? 'log' : 'linear';
	const more = points === undefined ? {} : {points};
	if (kind === 'integer') return {kind, min, max, step: step ?? 1, scale, ...more};
	return {kind, min, max, scale, ...(step === undefined ? {} : {step}), ...more};
}
