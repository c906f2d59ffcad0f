import {own} from '../record.ts';
import type {Domain, Parameter, Params, ParameterValue, Scalar} from '../space.ts';

/** Makes a space of the values that trials had, where nobody declared one. */
export type SeenValues = {
	/** True where the parameters changed by it. */
	readonly see: (params: Params) => boolean;
	/** In the order in which the names came. */
	readonly parameters: () => readonly Parameter[];
};

/** All that was seen of one parameter; only {@link seeValue} writes it. */
export type Sighting = {
	/** By {@link keyOf}. */
	readonly values: Map<Scalar, ParameterValue>;
	/** The value before: neighbours are often equal, and a text of each one takes time. */
	last: ParameterValue | undefined;
	min: number;
	max: number;
	isNumeric: boolean;
	isWhole: boolean;
};

/** A list of more different numbers than this becomes a range. */
const MOST_LISTED_NUMBERS = 64;
/** A positive range of more decades than this is drawn on a logarithmic scale. */
const LOG_DECADES = 2.5;
/** Names of one parameter that a growing space lists; further ones still stand in their trials. */
const MOST_LISTED_NAMES = 1000;

/** An empty memory of all parameters. */
export function createSeenValues(): SeenValues {
	const sightings = new Map<string, Sighting>();
	return {
		see: params => {
			let changed = false;
			for (const name of Object.keys(params)) {
				const value = own(params, name);
				const sighting = sightings.get(name) ?? createSighting();
				sightings.set(name, sighting);
				if (value !== undefined && seeValue(sighting, value, MOST_LISTED_NAMES)) changed = true;
			}
			return changed;
		},
		parameters: () => [...sightings].map(([name, sighting]) => ({name, domain: domainOfSeen(sighting)})),
	};
}

/** Nothing was seen yet. */
export function createSighting(): Sighting {
	return {
		values: new Map(),
		last: undefined,
		min: Number.POSITIVE_INFINITY,
		max: Number.NEGATIVE_INFINITY,
		isNumeric: true,
		isWhole: true,
	};
}

/** Takes in one value. @param mostNames values other than numbers that are listed. @returns whether the domain changed. */
export function seeValue(sighting: Sighting, value: ParameterValue, mostNames: number): boolean {
	if (sighting.last === value) return false;
	sighting.last = value;
	const {isNumeric, isWhole, min, max, values} = sighting;
	if (typeof value !== 'number') sighting.isNumeric = false;
	else {
		sighting.min = Math.min(min, value);
		sighting.max = Math.max(max, value);
		sighting.isWhole &&= Number.isSafeInteger(value);
	}
	const size = values.size;
	if (size < (sighting.isNumeric ? MOST_LISTED_NUMBERS + 1 : mostNames)) values.set(keyOf(value), value);
	const isOtherKind = sighting.isNumeric !== isNumeric || sighting.isWhole !== isWhole;
	const isWider = isRange(sighting) && (sighting.min !== min || sighting.max !== max);
	return values.size !== size || isOtherKind || isWider;
}

/** One for equal values: a text of each number would take most of the time of a look at a million trials. */
function keyOf(value: ParameterValue): Scalar {
	return typeof value === 'object' ? `\u0000${JSON.stringify(value)}` : value;
}

function isRange({isNumeric, values}: Sighting): boolean {
	return isNumeric && values.size > MOST_LISTED_NUMBERS;
}

/** What values a parameter takes, as far as it was seen: a list, or a range where there are many numbers. */
export function domainOfSeen(sighting: Sighting): Domain {
	const {values, isNumeric, isWhole, min, max} = sighting;
	if (isRange(sighting)) {
		const scale = min > 0 && Math.log10(max / min) > LOG_DECADES ? 'log' : 'linear';
		return isWhole ? {kind: 'integer', min, max, step: 1, scale} : {kind: 'real', min, max, scale};
	}
	const list = [...values.values()];
	const tuples = list.filter(value => typeof value === 'object');
	const width = tuples[0]?.length ?? 0;
	if (tuples.length > 0 && tuples.length === list.length && tuples.every(tuple => tuple.length === width)) {
		return {kind: 'tuple', fields: Array.from({length: width}, (_, index) => String(index)), values: tuples};
	}
	const scalars = list.map((value): Scalar => (typeof value === 'object' ? JSON.stringify(value) : value));
	return {kind: 'choice', values: isNumeric ? scalars.toSorted((a, b) => Number(a) - Number(b)) : scalars};
}
