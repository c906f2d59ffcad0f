import {own} from '../domain/record.ts';
import type {Domain, Scalar} from '../domain/space.ts';
import {asList, asText, isObject, parseLooseJson} from './loose-json.ts';

/** How Optuna draws a parameter, and how its stored number becomes a value. */
export type OptunaDistribution = {
	/** Class name, for {@link isCompatible}. */
	readonly name: string;
	readonly domain: Domain;
	readonly isLog: boolean;
	/** The value of a stored number: an index for a categorical. */
	readonly valueOf: (internal: number) => Scalar;
};

/** Python's `None` as a choice, and a choice that is a list or another object, have no scalar: they stand as text. */
function toScalar(choice: unknown): Scalar {
	if (typeof choice === 'string' || typeof choice === 'number' || typeof choice === 'boolean') return choice;
	return choice === null || choice === undefined ? 'None' : JSON.stringify(choice);
}

/**
 * Reads a distribution as Optuna stores it: a JSON text `{"name", "attributes"}`, the five older classes too. Undefined
 * for an unknown one.
 * Source: optuna/distributions.py, `distribution_to_json`.
 */
export function parseDistribution(json: string, where: string): OptunaDistribution | undefined {
	const parsed = parseLooseJson(json, where);
	if (!isObject(parsed)) return undefined;
	const name = asText(own(parsed, 'name'));
	const attributes = own(parsed, 'attributes');
	if (name === undefined || !isObject(attributes)) return undefined;
	if (name === 'CategoricalDistribution') {
		const choices = asList(own(attributes, 'choices')).map(toScalar);
		return {
			name,
			isLog: false,
			domain: {kind: 'choice', values: choices},
			valueOf: internal => choices[internal] ?? internal,
		};
	}
	return rangeOf(name, attributes);
}

function rangeOf(name: string, attributes: Readonly<Record<string, unknown>>): OptunaDistribution | undefined {
	const number = (key: string): number | undefined => {
		const value = own(attributes, key);
		return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
	};
	const [min, max] = [number('low'), number('high')];
	if (min === undefined || max === undefined) return undefined;
	const isLog = own(attributes, 'log') === true || /Log/.test(name);
	const step = number('step') ?? number('q');
	const scale = isLog ? 'log' : 'linear';
	const valueOf = (internal: number): Scalar => internal;
	switch (name) {
		case 'IntDistribution':
		case 'IntUniformDistribution':
		case 'IntLogUniformDistribution':
			return {name, isLog, domain: {kind: 'integer', min, max, step: step ?? 1, scale}, valueOf};
		case 'FloatDistribution':
		case 'UniformDistribution':
		case 'LogUniformDistribution':
		case 'DiscreteUniformDistribution':
			return {
				name,
				isLog,
				domain: {kind: 'real', min, max, scale, ...(step === undefined ? {} : {step})},
				valueOf,
			};
		default:
			return undefined;
	}
}

/** Whether a later distribution of a parameter is one that Optuna takes beside an earlier one. */
export function isCompatible(earlier: OptunaDistribution, later: OptunaDistribution): boolean {
	if (earlier.name !== later.name || earlier.isLog !== later.isLog) return false;
	if (earlier.domain.kind !== 'choice' || later.domain.kind !== 'choice') return true;
	return JSON.stringify(earlier.domain.values) === JSON.stringify(later.domain.values);
}

/** The domain that holds the values of both; the earlier one where they are of different kinds. */
export function joinDomains(earlier: Domain, later: Domain): Domain {
	if (earlier.kind === 'integer' && later.kind === 'integer')
		return {...earlier, min: Math.min(earlier.min, later.min), max: Math.max(earlier.max, later.max)};
	if (earlier.kind === 'real' && later.kind === 'real')
		return {...earlier, min: Math.min(earlier.min, later.min), max: Math.max(earlier.max, later.max)};
	return earlier;
}

/** Distributions by their text: a study has a handful, and each is stored once a trial. */
export function createDistributionCache(where: string): (json: string) => OptunaDistribution | undefined {
	const known = new Map<string, OptunaDistribution | undefined>();
	return json => {
		if (known.has(json)) return known.get(json);
		const distribution = parseDistribution(json, where);
		known.set(json, distribution);
		return distribution;
	};
}
