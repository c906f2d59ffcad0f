import {own} from './record.ts';
import type {Domain, Parameter, Params, ParameterValue, Scalar} from './space.ts';

/** Makes a space of the values that trials had, where nobody declared one. */
export type SeenValues = {
	/** True where the parameters changed by it. */
	readonly see: (params: Params) => boolean;
	/** In the order in which the names came. */
	readonly parameters: () => readonly Parameter[];
};

/** A list of more different numbers than this becomes a range. */
const MOST_LISTED_NUMBERS = 64;
/** Names are listed up to this many; further ones still stand in their trials. */
const MOST_LISTED_NAMES = 1000;
/** A positive range of more decades than this is drawn on a logarithmic scale. */
const LOG_DECADES = 2.5;

type Sighting = {
	readonly values: Map<string, ParameterValue>;
	min: number;
	max: number;
	isNumeric: boolean;
	isWhole: boolean;
};

/** An empty memory. */
export function createSeenValues(): SeenValues {
	const sightings = new Map<string, Sighting>();
	return {
		see: params => {
			let changed = false;
			for (const name of Object.keys(params)) {
				const value = own(params, name);
				if (value !== undefined && seeOne(sightings, name, value)) changed = true;
			}
			return changed;
		},
		parameters: () => [...sightings].map(([name, sighting]) => ({name, domain: domainOf(sighting)})),
	};
}

function seeOne(sightings: Map<string, Sighting>, name: string, value: ParameterValue): boolean {
	const sighting = sightings.get(name) ?? {
		values: new Map<string, ParameterValue>(),
		min: Number.POSITIVE_INFINITY,
		max: Number.NEGATIVE_INFINITY,
		isNumeric: true,
		isWhole: true,
	};
	sightings.set(name, sighting);
	const key = JSON.stringify(value);
	const isInRange = typeof value === 'number' && value >= sighting.min && value <= sighting.max;
	if (sighting.values.has(key) || (sighting.isNumeric && isInRange && isFull(sighting))) {
		return widen(sighting, value);
	}
	if (sighting.values.size < MOST_LISTED_NAMES) sighting.values.set(key, value);
	widen(sighting, value);
	return true;
}

function isFull({values}: Sighting): boolean {
	return values.size > MOST_LISTED_NUMBERS;
}

/** True where a range of whole numbers, or of numbers, is one no more. */
function widen(sighting: Sighting, value: ParameterValue): boolean {
	const {isNumeric, isWhole} = sighting;
	if (typeof value !== 'number') sighting.isNumeric = false;
	else {
		sighting.min = Math.min(sighting.min, value);
		sighting.max = Math.max(sighting.max, value);
		sighting.isWhole &&= Number.isSafeInteger(value);
	}
	return sighting.isNumeric !== isNumeric || sighting.isWhole !== isWhole;
}

function domainOf(sighting: Sighting): Domain {
	const {values, isNumeric, isWhole, min, max} = sighting;
	const list = [...values.values()];
	if (isNumeric && isFull(sighting)) {
		const scale = min > 0 && Math.log10(max / min) > LOG_DECADES ? 'log' : 'linear';
		return isWhole ? {kind: 'integer', min, max, step: 1, scale} : {kind: 'real', min, max, scale};
	}
	const tuples = list.filter(value => typeof value === 'object');
	const width = tuples[0]?.length ?? 0;
	if (tuples.length === list.length && tuples.every(tuple => tuple.length === width)) {
		return {kind: 'tuple', fields: Array.from({length: width}, (_, index) => String(index)), values: tuples};
	}
	const scalars = list.map((value): Scalar => (typeof value === 'object' ? JSON.stringify(value) : value));
	return {kind: 'choice', values: isNumeric ? scalars.toSorted((a, b) => Number(a) - Number(b)) : scalars};
}
