import {isReservedColumn, TELEMETRY_COLUMNS, TRIAL_COLUMNS} from '../domain/column/columns.ts';
import type {ImportedTrial} from '../domain/importer.ts';
import {own, recordOf} from '../domain/record.ts';
import type {Space} from '../domain/space.ts';
import type {Metrics, Telemetry} from '../domain/trial.ts';

/** Where a foreign metric is kept: under this name, or as the telemetry column that it is. */
type Place = {readonly kind: 'metric'; readonly name: string} | {readonly kind: 'telemetry'};

/** Names of a foreign sweep as ours, where parameters, metrics and the reserved columns share one name space. */
export type StoredNames = {
	readonly parameter: (name: string) => string;
	readonly metric: (name: string) => Place;
	/** The trial under these names; the same object where all its names stay. */
	readonly trial: (trial: ImportedTrial) => ImportedTrial;
	readonly space: (space: Space) => Space;
};

/** Reserved columns whose cells are texts or marks of our own making. */
const NOT_FOREIGN: ReadonlySet<string> = new Set([
	...TRIAL_COLUMNS,
	'power_scope',
	'power_source',
	'confidence',
	'coverage',
	'n_eff',
	'executions',
]);

/** Makes the rule for a sweep with these parameters: `lr.metric` beside a parameter `lr`, `state.param`. */
export function createStoredNames(parameters: Iterable<string>): StoredNames {
	const taken = new Set(parameters);
	const places = new Map<string, Place>();
	const parameter = (name: string): string => (isReservedColumn(name) ? `${name}.param` : name);
	const metric = (name: string): Place => {
		const known = places.get(name);
		if (known !== undefined) return known;
		const place = placeOf(name, taken);
		places.set(name, place);
		return place;
	};
	const hasReserved = [...taken].some(isReservedColumn);
	return {
		parameter,
		metric,
		trial: trial => {
			const params = hasReserved
				? recordOf(Object.entries(trial.params).map(([name, value]) => [parameter(name), value] as const))
				: trial.params;
			const {metrics, telemetry} = split(trial.metrics, trial.telemetry, metric);
			if (params === trial.params && metrics === trial.metrics) return trial;
			return {...trial, params, metrics, ...(telemetry === undefined ? {} : {telemetry})};
		},
		space: space =>
			hasReserved ? {...space, parameters: space.parameters.map(one => ({...one, name: parameter(one.name)}))} : space,
	};
}

function placeOf(name: string, taken: ReadonlySet<string>): Place {
	if (NOT_FOREIGN.has(name) || taken.has(name)) return {kind: 'metric', name: `${name}.metric`};
	const isTelemetry = TELEMETRY_COLUMNS.some(column => column === name) || isReservedColumn(name);
	return isTelemetry ? {kind: 'telemetry'} : {kind: 'metric', name};
}

function split(
	metrics: Metrics,
	telemetry: Telemetry | undefined,
	placeFor: (name: string) => Place,
): {readonly metrics: Metrics; readonly telemetry: Telemetry | undefined} {
	let isSame = true;
	for (const name in metrics) {
		const place = placeFor(name);
		if (place.kind === 'telemetry' || place.name !== name) isSame = false;
	}
	if (isSame) return {metrics, telemetry};
	const kept: (readonly [string, Metrics[string]])[] = [];
	const moved: (readonly [string, Metrics[string]])[] = [];
	for (const name of Object.keys(metrics)) {
		const value = own(metrics, name);
		const place = placeFor(name);
		if (value === undefined) continue;
		if (place.kind === 'telemetry') moved.push([name, value]);
		else kept.push([place.name, value]);
	}
	return {metrics: recordOf(kept), telemetry: {...telemetry, ...recordOf(moved)}};
}
