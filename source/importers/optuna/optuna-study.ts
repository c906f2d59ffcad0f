import type {ImportedPoint, ImportedSweep, ImportedTrial} from '../../domain/importer.ts';
import {INFEASIBLE} from '../../domain/ranking/rank.ts';
import type {Objective} from '../../domain/metric.ts';
import {encodeNumber, type JsonNumber} from '../../domain/number.ts';
import {own, recordOf, setOwn} from '../../domain/record.ts';
import type {Domain, Params, Scalar} from '../../domain/space.ts';
import type {Draft} from '../../domain/trial/trial-fold.ts';
import {textOfJson} from '../json-values.ts';
import {asList} from '../loose-json.ts';
import {type FlatAttributes, flattenAttributes} from './optuna-attributes.ts';

/** Where a trial of Optuna stands. */
export type OptunaState = 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | 'WAITING';

/** A trial as any storage of Optuna holds it; filled while the storage is read. */
export type OptunaTrial = {
	/** Within its study, from 0. */
	readonly number: number;
	state: OptunaState;
	/** Ms since 1970. */
	startedMs: number | undefined;
	endedMs: number | undefined;
	/** By objective; a hole is missing. */
	values: (number | undefined)[] | undefined;
	readonly params: Record<string, Scalar>;
	/** By step. Absent where it has none, as are the attributes: a storage may hold 100,000 trials. */
	intermediate: Map<number, number> | undefined;
	userAttributes: Map<string, unknown> | undefined;
	systemAttributes: Map<string, unknown> | undefined;
};

/** A study as any storage of Optuna holds it. */
export type OptunaStudy = {
	readonly name: string;
	/** 1 and 0 minimize (0 is not set), 2 maximizes. */
	readonly directions: readonly number[];
	readonly trials: OptunaTrial[];
	/** Of parameters, in the order in which they came. */
	readonly domains: Map<string, Domain>;
	readonly userAttributes: Map<string, unknown>;
	readonly systemAttributes: Map<string, unknown>;
};

/** Creates a trial of which nothing is known but its number. */
export function createOptunaTrial(number: number, state: OptunaState): OptunaTrial {
	return {
		number,
		state,
		startedMs: undefined,
		endedMs: undefined,
		values: undefined,
		params: {},
		intermediate: undefined,
		userAttributes: undefined,
		systemAttributes: undefined,
	};
}

/** Adds a point to the curve of a trial; nothing where there is no such trial. */
export function putIntermediate(trial: OptunaTrial | undefined, step: number, value: number): void {
	if (trial === undefined) return;
	trial.intermediate ??= new Map();
	trial.intermediate.set(step, value);
}

/** Creates a study without trials. */
export function createOptunaStudy(name: string, directions: readonly number[]): OptunaStudy {
	return {
		name,
		directions,
		trials: [],
		domains: new Map(),
		userAttributes: new Map(),
		systemAttributes: new Map(),
	};
}

/** A study as a sweep. Its attributes of numbers are metrics, its curves are those of its first objective. */
export function studySweep(study: OptunaStudy, notes: readonly string[]): ImportedSweep {
	const names = metricNames(study);
	const objectives = names.map(
		(metric, index): Objective => ({metric, direction: study.directions[index] === 2 ? 'maximize' : 'minimize'}),
	);
	const hasConfigs = study.trials.some(trial => trial.userAttributes?.has('sampled_config') === true);
	const parameters = [...study.domains].map(([name, domain]) => ({name, domain}));
	const unset = study.directions.includes(0) ? ['a direction is not set: taken for minimize'] : [];
	return {
		name: study.name,
		objectives,
		...(hasConfigs || parameters.length === 0 ? {} : {space: {parameters, exclude: []}}),
		sampler: 'optuna',
		trials: study.trials.map(trial => toTrial(trial, names)),
		labels: recordOf([...study.userAttributes].map(([key, value]) => [key, textOfJson(value)] as const)),
		notes: [...notes, ...unset],
	};
}

function metricNames({directions, systemAttributes}: OptunaStudy): readonly string[] {
	const named = asList(systemAttributes.get('study:metric_names'));
	return directions.map((_, index) => {
		const name = named[index];
		if (typeof name === 'string') return name;
		return directions.length === 1 ? 'value' : `values_${index}`;
	});
}

const STATES: Readonly<Record<OptunaState, ImportedTrial['state']>> = {
	RUNNING: 'running',
	COMPLETE: 'complete',
	PRUNED: 'pruned',
	FAIL: 'failed',
	WAITING: 'queued',
};

function toTrial(trial: OptunaTrial, names: readonly string[]): ImportedTrial {
	const {startedMs, endedMs, values, intermediate} = trial;
	const attributes = trial.userAttributes === undefined ? NO_ATTRIBUTES : flattenAttributes(trial.userAttributes);
	const metrics: Record<string, JsonNumber> = {};
	for (const [index, name] of names.entries()) {
		const value = values?.[index];
		if (value !== undefined) setOwn(metrics, name, encodeNumber(value));
	}
	for (const [name, value] of attributes.metrics) setOwn(metrics, name, value);
	// A spread for each optional part would take half the time of a trial.
	const imported: Draft<ImportedTrial> = {
		label: String(trial.number),
		params: paramsOf(trial, attributes.config),
		state: STATES[trial.state],
		metrics,
	};
	const why = trial.systemAttributes?.get('fail_reason');
	if (typeof why === 'string') imported.why = why;
	if (attributes.texts.length > 0) imported.telemetry = recordOf(attributes.texts);
	if (isInfeasible(trial)) imported.flags = [INFEASIBLE];
	if (startedMs !== undefined) imported.startedMs = startedMs;
	if (startedMs !== undefined && endedMs !== undefined) imported.durationS = (endedMs - startedMs) / 1000;
	if (intermediate !== undefined) imported.curve = curveOf(intermediate, names[0] ?? 'value');
	return imported;
}

const NO_ATTRIBUTES: FlatAttributes = {config: [], metrics: [], texts: []};

function curveOf(intermediate: ReadonlyMap<number, number>, name: string): readonly ImportedPoint[] {
	return [...intermediate]
		.toSorted(([a], [b]) => a - b)
		.map(([step, value]): ImportedPoint => ({name, step, value: encodeNumber(value)}));
}

/** All constraints at most 0 is feasible. */
function isInfeasible({systemAttributes}: OptunaTrial): boolean {
	if (systemAttributes === undefined) return false;
	return asList(systemAttributes.get('constraints')).some(value => typeof value === 'number' && value > 0);
}

/** The sampled configuration where the program stored it; an enqueued trial has its fixed parameters only. */
function paramsOf(trial: OptunaTrial, config: readonly (readonly [string, Scalar])[]): Params {
	if (config.length > 0) return recordOf(config);
	const fixed = trial.systemAttributes?.get('fixed_params');
	if (typeof fixed !== 'object' || fixed === null || Object.keys(trial.params).length > 0) return trial.params;
	const record: Readonly<Record<string, unknown>> = recordOf(Object.entries(fixed));
	return recordOf(
		Object.keys(record).map(key => {
			const value = own(record, key);
			const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
			return [key, isScalar ? value : 'None'] as const;
		}),
	);
}
