import {own} from './record.ts';
import type {Domain, Scalar} from './space.ts';

/** One of Optuna's distributions. */
export type OptunaDistribution = {
	/** Undefined where it holds nothing that can be shown. */
	readonly domain: Domain | undefined;
	/** The value of a trial from the number that a storage keeps: of a categorical that is the index of the choice. */
	readonly valueOf: (internal: number) => Scalar;
};

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what `optuna.distributions.distribution_to_json` writes, the names before 3.0 too.
 * @returns undefined for anything else.
 */
export function parseOptunaDistribution(json: string): OptunaDistribution | undefined {
	const parsed = parseJson(json);
	const name = parsed === undefined ? undefined : own(parsed, 'name');
	const attributes = parsed === undefined ? undefined : own(parsed, 'attributes');
	if (typeof name !== 'string' || !isObject(attributes)) return undefined;
	if (name === 'CategoricalDistribution') return categorical(own(attributes, 'choices'));
	const low = own(attributes, 'low');
	const high = own(attributes, 'high');
	if (typeof low !== 'number' || typeof high !== 'number') return undefined;
	const scale = name.includes('Log') || own(attributes, 'log') === true ? 'log' : 'linear';
	const written = own(attributes, 'step') ?? own(attributes, 'q');
	const step = typeof written === 'number' && written > 0 ? written : undefined;
	if (name.startsWith('Int')) {
		return {
			domain: {kind: 'integer', min: low, max: high, step: step ?? 1, scale},
			valueOf: internal => Math.round(internal),
		};
	}
	return {
		domain: {kind: 'real', min: low, max: high, scale, ...(step === undefined ? {} : {step})},
		valueOf: internal => internal,
	};
}

function categorical(choices: unknown): OptunaDistribution | undefined {
	if (!Array.isArray(choices)) return undefined;
	const values = choices.map(scalarOf);
	return {
		domain: values.length === 0 ? undefined : {kind: 'choice', values: [...new Set(values)]},
		valueOf: internal => values[Math.round(internal)] ?? internal,
	};
}

/** Choices may be null or lists too: those become text. */
function scalarOf(choice: unknown): Scalar {
	if (typeof choice === 'string' || typeof choice === 'number' || typeof choice === 'boolean') return choice;
	return JSON.stringify(choice) ?? 'null';
}

function parseJson(text: string): Json | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
