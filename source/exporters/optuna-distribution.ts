import {type Domain, formatValue, type Parameter, type ParameterValue, type Scalar} from '../domain/space.ts';

/** A parameter as Optuna has it: its distribution, and the number that stands for a value in a storage. */
export type OptunaParameter = {
	readonly name: string;
	/** As `distribution_to_json` writes it. */
	readonly json: string;
	/** Undefined for a value that the distribution does not hold. */
	readonly internal: (value: ParameterValue) => number | undefined;
};

/**
 * A parameter of ours for Optuna. A list is categorical, its values stored as indices; a tuple is one categorical of
 * texts such as `(16,8)`; a constant is a categorical of one. Source: `optuna/distributions.py` of Optuna 5.
 */
export function optunaParameter({name, domain}: Parameter): OptunaParameter {
	if (domain.kind === 'integer' || domain.kind === 'real') {
		return {name, json: rangeJson(domain), internal: value => (typeof value === 'number' ? value : undefined)};
	}
	const choices = choicesOf(domain);
	const texts = choices.map(choice => JSON.stringify(choice));
	return {
		name,
		json: distribution('CategoricalDistribution', `{"choices": [${texts.join(', ')}]}`),
		internal: value => {
			const index = texts.indexOf(JSON.stringify(typeof value === 'object' ? formatValue(value) : value));
			return index < 0 ? undefined : index;
		},
	};
}

function choicesOf(domain: Exclude<Domain, {kind: 'integer' | 'real'}>): readonly Scalar[] {
	if (domain.kind === 'constant') return [domain.value];
	return domain.kind === 'choice' ? domain.values : domain.values.map(formatValue);
}

/** Optuna wants no step beside a logarithm, and a range that whole steps fill. */
function rangeJson(domain: Extract<Domain, {kind: 'integer' | 'real'}>): string {
	const {kind, min, scale} = domain;
	const isLog = scale === 'log';
	const step = isLog ? undefined : domain.step;
	const max = step === undefined ? domain.max : min + Math.floor((domain.max - min) / step + 1e-9) * step;
	const high = Number(max.toPrecision(15));
	if (kind === 'integer')
		return distribution('IntDistribution', `{"log": ${isLog}, "step": ${step ?? 1}, "low": ${min}, "high": ${high}}`);
	const stepText = step === undefined ? 'null' : pythonNumber(step);
	return distribution(
		'FloatDistribution',
		`{"step": ${stepText}, "low": ${pythonNumber(min)}, "high": ${pythonNumber(high)}, "log": ${isLog}}`,
	);
}

function distribution(name: string, attributes: string): string {
	return `{"name": "${name}", "attributes": ${attributes}}`;
}

/** A float for Python, which tells 1.0 from 1. */
function pythonNumber(value: number): string {
	return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);
}
