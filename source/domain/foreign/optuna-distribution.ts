import {isObject} from '../text/json-object.ts';
import {own} from '../record.ts';
import type {Domain, Scalar} from '../space.ts';
import {storableScalar} from '../space/storable.ts';

/** How Optuna draws a parameter, and how its stored number becomes a value. */
export type OptunaDistribution = {
	/** Class name. */
	readonly name: string;
	readonly domain: Domain;
	readonly isLog: boolean;
	/** The value of a stored number: an index for a categorical. */
	readonly valueOf: (internal: number) => Scalar;
};

/**
 * A distribution from the parsed JSON `{"name", "attributes"}` that Optuna stores, the five older classes too; undefined
 * for an unknown one.
 * Source: optuna/distributions.py, `distribution_to_json`.
 */
export function readOptunaDistribution(parsed: unknown): OptunaDistribution | undefined {
	if (!isObject(parsed)) return undefined;
	const name = own(parsed, 'name');
	const attributes = own(parsed, 'attributes');
	if (typeof name !== 'string' || !isObject(attributes)) return undefined;
	if (name !== 'CategoricalDistribution') return rangeOf(name, attributes);
	const choices = own(attributes, 'choices');
	const values = Array.isArray(choices) ? choices.map(toScalar) : [];
	return {
		name,
		isLog: false,
		domain: {kind: 'choice', values},
		valueOf: internal => values[internal] ?? internal,
	};
}

/** Python's `None` as a choice, a number that is none of JSON, and a list or another object stand as text. */
function toScalar(choice: unknown): Scalar {
	if (typeof choice === 'string' || typeof choice === 'number' || typeof choice === 'boolean')
		return storableScalar(choice);
	return choice === null || choice === undefined ? 'None' : JSON.stringify(choice);
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
			return {name, isLog, domain: {kind: 'real', min, max, scale, ...(step === undefined ? {} : {step})}, valueOf};
		default:
			return undefined;
	}
}
