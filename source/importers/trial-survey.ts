import type {ImportedTrial} from '../domain/importer.ts';
import {own} from '../domain/record.ts';
import type {Domain, Parameter, ParameterValue, Scalar, Space} from '../domain/space.ts';

/** What must be known of all trials before the first event can be made. */
export type TrialSurvey = {
	readonly count: number;
	/** Made of the values that trials have, in the order in which the names came. */
	readonly space: Space;
	/** Names of metrics, in the order in which they came. */
	readonly metrics: readonly string[];
	/** Start of the first trial, ms since 1970; undefined where no trial has a time. */
	readonly firstMs: number | undefined;
};

/** A list of more different numbers than this is shown as a range. */
const MOST_LISTED_NUMBERS = 64;
/** Names are listed up to this many; further ones still stand in their trials. */
const MOST_LISTED_NAMES = 10_000;
/** A positive range of more decades than this is drawn on a logarithmic scale. */
const LOG_DECADES = 2.5;

/** All that was seen of one parameter. */
type Sighting = {
	readonly values: Map<string, ParameterValue>;
	/** The value before: neighbours are often equal, and a text of each one takes time. */
	last: ParameterValue | undefined;
	min: number;
	max: number;
	isNumeric: boolean;
	isWhole: boolean;
};

/** Goes through the trials once. */
export function surveyTrials(trials: Iterable<ImportedTrial>): TrialSurvey {
	const sightings = new Map<string, Sighting>();
	const metrics = new Set<string>();
	let count = 0;
	let firstMs: number | undefined;
	for (const trial of trials) {
		count += 1;
		for (const name in trial.params) {
			const value = own(trial.params, name);
			if (value !== undefined) see(sightings, name, value);
		}
		for (const name in trial.metrics) if (!metrics.has(name) && Object.hasOwn(trial.metrics, name)) metrics.add(name);
		const startMs = earliestStart(trial);
		if (startMs !== undefined && !(startMs >= (firstMs ?? Number.POSITIVE_INFINITY))) firstMs = startMs;
	}
	const parameters = [...sightings].map(([name, sighting]): Parameter => ({name, domain: domainOf(sighting)}));
	return {count, space: {parameters, exclude: []}, metrics: [...metrics], firstMs};
}

/** The latest and earliest time that a Date can hold, ms. */
const MOST_MS = 8.64e15;

/** A foreign time, or undefined for one that no calendar has. */
export function validTime(timeMs: number | undefined): number | undefined {
	return timeMs !== undefined && Math.abs(timeMs) <= MOST_MS ? timeMs : undefined;
}

/** When a trial began, as far as its file tells. */
export function earliestStart(trial: ImportedTrial): number | undefined {
	return (
		validTime(trial.startedMs) ?? validTime(trial.executions?.find(({startedMs}) => startedMs !== undefined)?.startedMs)
	);
}

function see(sightings: Map<string, Sighting>, name: string, value: ParameterValue): void {
	let sighting = sightings.get(name);
	if (sighting === undefined) {
		sighting = {
			values: new Map(),
			last: undefined,
			min: Number.POSITIVE_INFINITY,
			max: Number.NEGATIVE_INFINITY,
			isNumeric: true,
			isWhole: true,
		};
		sightings.set(name, sighting);
	}
	if (sighting.last === value) return;
	sighting.last = value;
	if (typeof value !== 'number') sighting.isNumeric = false;
	else {
		sighting.min = Math.min(sighting.min, value);
		sighting.max = Math.max(sighting.max, value);
		sighting.isWhole &&= Number.isSafeInteger(value);
	}
	const most = sighting.isNumeric ? MOST_LISTED_NUMBERS + 1 : MOST_LISTED_NAMES;
	if (sighting.values.size < most) sighting.values.set(JSON.stringify(value), value);
}

function domainOf({values, isNumeric, isWhole, min, max}: Sighting): Domain {
	const list = [...values.values()];
	const [first] = list;
	if (list.length === 1 && first !== undefined && typeof first !== 'object') return {kind: 'constant', value: first};
	if (isNumeric && list.length > MOST_LISTED_NUMBERS) {
		const scale = min > 0 && Math.log10(max / min) > LOG_DECADES ? 'log' : 'linear';
		return isWhole ? {kind: 'integer', min, max, step: 1, scale} : {kind: 'real', min, max, scale};
	}
	const tuples = list.filter(value => typeof value === 'object');
	const width = tuples[0]?.length ?? 0;
	if (tuples.length === list.length && tuples.every(tuple => tuple.length === width)) {
		return {kind: 'tuple', fields: Array.from({length: width}, (_, index) => String(index)), values: tuples};
	}
	const scalars = list.map(value => (typeof value === 'object' ? JSON.stringify(value) : value));
	return {kind: 'choice', values: isNumeric ? scalars.toSorted(byNumber) : scalars};
}

function byNumber(a: Scalar, b: Scalar): number {
	return Number(a) - Number(b);
}
