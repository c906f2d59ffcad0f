import type {ImportedTrial} from '../domain/importer.ts';
import {own} from '../domain/record.ts';
import {createSighting, domainOfSeen, seeValue, type Sighting} from '../domain/space/seen-values.ts';
import type {Domain, Parameter, ParameterValue, Space} from '../domain/space.ts';
import {storableDomain, storableValue} from '../domain/space/storable.ts';

/** What must be known of all trials before the first event can be made. */
export type TrialSurvey = {
	readonly count: number;
	/** Made of the values that trials have, in the order in which the names came. */
	readonly space: Space;
	/** Names of metrics, in the order in which they came. */
	readonly metrics: readonly string[];
	/** Start of the first trial, ms since 1970; undefined where no trial has a time. */
	readonly firstMs: number | undefined;
	/** Whether each trial with a time begins when those before it had ended: then their facts are in order of time. */
	readonly isSequential: boolean;
};

/** Names are listed up to this many; further ones still stand in their trials. */
const MOST_LISTED_NAMES = 10_000;

/** Goes through the trials once. */
export function surveyTrials(trials: Iterable<ImportedTrial>): TrialSurvey {
	const sightings = new Map<string, Sighting>();
	const metrics = new Set<string>();
	let count = 0;
	let firstMs: number | undefined;
	let lastMs = Number.NEGATIVE_INFINITY;
	let isSequential = true;
	for (const trial of trials) {
		count += 1;
		for (const name in trial.params) {
			const value = own(trial.params, name);
			if (value !== undefined) see(sightings, name, value);
		}
		for (const name in trial.metrics) if (!metrics.has(name) && Object.hasOwn(trial.metrics, name)) metrics.add(name);
		const startMs = earliestStart(trial);
		if (startMs === undefined) continue;
		firstMs = Math.min(firstMs ?? startMs, startMs);
		isSequential &&= startMs >= lastMs && trial.executions === undefined;
		lastMs = Math.max(lastMs, startMs + (trial.durationS ?? 0) * 1000);
	}
	const parameters = [...sightings].map(([name, sighting]): Parameter => ({name, domain: domainOf(sighting)}));
	return {count, space: {parameters, exclude: []}, metrics: [...metrics], firstMs, isSequential};
}

/**
 * The space of an import as a journal can hold it: the declared one, else that of the trials. A declared range without
 * finite ends becomes what the trials show of it.
 */
export function spaceOf(declared: Space | undefined, survey: TrialSurvey): Space {
	if (declared === undefined) return survey.space;
	const parameters = declared.parameters.flatMap((parameter): readonly Parameter[] => {
		const domain = storableDomain(parameter.domain) ?? seenDomain(survey, parameter.name);
		return domain === undefined ? [] : [{...parameter, domain}];
	});
	return {...declared, parameters};
}

function seenDomain(survey: TrialSurvey, wanted: string): Domain | undefined {
	return survey.space.parameters.find(({name}) => name === wanted)?.domain;
}

/** The latest and earliest time that a Date can hold, ms. */
const MOST_MS = 8.64e15;

/** A foreign time, or undefined for one that no calendar has. */
export function validTime(timeMs: number | undefined): number | undefined {
	return timeMs !== undefined && Math.abs(timeMs) <= MOST_MS ? timeMs : undefined;
}

/** When a trial began, as far as its file tells. */
function earliestStart(trial: ImportedTrial): number | undefined {
	return (
		validTime(trial.startedMs) ?? validTime(trial.executions?.find(({startedMs}) => startedMs !== undefined)?.startedMs)
	);
}

function see(sightings: Map<string, Sighting>, name: string, value: ParameterValue): void {
	let sighting = sightings.get(name);
	if (sighting === undefined) {
		sighting = createSighting();
		sightings.set(name, sighting);
	}
	seeValue(sighting, storableValue(value), MOST_LISTED_NAMES);
}

/** Of an import all values are known: one that never changed is no axis. */
function domainOf(sighting: Sighting): Domain {
	const [first, ...others] = sighting.values.values();
	if (others.length === 0 && first !== undefined && typeof first !== 'object') return {kind: 'constant', value: first};
	return domainOfSeen(sighting);
}
