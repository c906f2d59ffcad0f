import {assertNever} from '../domain/errors.ts';
import type {Distribution, Domain, ParameterValue, Quantum} from '../domain/space.ts';
import {incompleteBeta} from '../domain/statistics/special.ts';
import {normalCdf, normalQuantile} from './normal.ts';

/** A real domain that is drawn from a distribution of its own, or rounded. */
export type DrawnDomain = Extract<Domain, {kind: 'real'}>;

/** A distribution, both ways. */
export type DistributionMap = {
	/** The value at a probability in [0, 1): the inverse of the distribution function, then rounded. */
	readonly draw: (uniform: number) => number;
	/** The probability of smaller values, of half the value's own share where draws are rounded; undefined outside. */
	readonly place: (value: number) => number | undefined;
};

/** Halvings after which a double cannot be told from its neighbour. */
const HALVINGS = 80;
/** Nearest to 0 and 1 that a quantile is asked for. */
const LEAST = 2 ** -54;

/**
 * The distribution of a real domain: uniform on its scale, or the one that it names. Samplers that learn compute in
 * probabilities, so that what they take for an even prior is the distribution itself.
 */
export function createDistribution({min, max, scale, distribution, quantum}: DrawnDomain): DistributionMap {
	const {quantile, probability} = describe(distribution, {min, max, scale});
	const clip = (value: number): number => Math.min(max, Math.max(min, value));
	const plain = (uniform: number): number => clip(quantile(Math.min(1 - LEAST, Math.max(LEAST, uniform))));
	if (quantum === undefined) {
		const place = (value: number): number | undefined =>
			value >= min && value <= max ? probability(value) : undefined;
		return {draw: plain, place};
	}
	const {unit} = quantum;
	const limit = quantum.clip ? clip : (value: number): number => value;
	return {
		draw: uniform => limit(roundTo(plain(uniform), quantum)),
		place: value => {
			const least = limit(roundTo(min, quantum));
			const most = limit(roundTo(max, quantum));
			if (!(value >= least && value <= most)) return undefined;
			return (probability(clip(value - unit / 2)) + probability(clip(value + unit / 2))) / 2;
		},
	};
}

/** Multiples in decimal digits, so that the third of 0.1 is 0.3; halves go to the even multiple, as in numpy. */
export function roundTo(value: number, {unit}: Quantum): number {
	const count = value / unit;
	const low = Math.floor(count);
	const even = low % 2 === 0 ? low : low + 1;
	const multiple = count - low === 0.5 ? even : Math.round(count);
	return multiple === 0 ? 0 : Number((multiple * unit).toPrecision(15));
}

/** A list drawn by shares; they need not add up to 1. */
export function drawWeighted<T extends ParameterValue>(
	values: readonly T[],
	weights: readonly number[],
): (uniform: number) => T {
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	let sum = 0;
	const edges = weights.map(weight => (sum += weight / total));
	return uniform => {
		const index = edges.findIndex(edge => uniform < edge);
		const value = values[index < 0 ? values.length - 1 : index];
		if (value === undefined) throw new RangeError('a list without values cannot be drawn from');
		return value;
	};
}

type Curve = {
	readonly quantile: (probability: number) => number;
	readonly probability: (value: number) => number;
};

function describe(
	distribution: Distribution | undefined,
	{min, max, scale}: Pick<DrawnDomain, 'min' | 'max' | 'scale'>,
): Curve {
	if (distribution === undefined) return scale === 'log' ? logUniform(min, max) : uniformBetween(min, max);
	switch (distribution.kind) {
		case 'normal': {
			const {mu, sigma} = distribution;
			return {quantile: p => mu + sigma * normalQuantile(p), probability: x => normalCdf((x - mu) / sigma)};
		}
		case 'log-normal': {
			const {mu, sigma} = distribution;
			return {
				quantile: p => Math.exp(mu + sigma * normalQuantile(p)),
				probability: x => (x <= 0 ? 0 : normalCdf((Math.log(x) - mu) / sigma)),
			};
		}
		case 'beta':
			return betaCurve(distribution.alpha, distribution.beta);
		case 'reverse-log': {
			const forward = logUniform(min, max);
			return {
				quantile: p => max + min - forward.quantile(1 - p),
				probability: x => 1 - forward.probability(max + min - x),
			};
		}
		default:
			return assertNever(distribution);
	}
}

function uniformBetween(min: number, max: number): Curve {
	return {quantile: p => min * (1 - p) + max * p, probability: x => (x - min) / (max - min)};
}

function logUniform(min: number, max: number): Curve {
	const low = Math.log(min);
	const width = Math.log(max) - low;
	return {quantile: p => Math.exp(low + p * width), probability: x => (Math.log(x) - low) / width};
}

/** Its quantile has no closed form: bisection, 80 steps of about 1 µs. */
function betaCurve(alpha: number, beta: number): Curve {
	const probability = (x: number): number => incompleteBeta(x, alpha, beta);
	const quantile = (p: number): number => {
		let [low, high] = [0, 1];
		for (let step = 0; step < HALVINGS; step += 1) {
			const middle = (low + high) / 2;
			if (probability(middle) < p) low = middle;
			else high = middle;
		}
		return (low + high) / 2;
	};
	return {quantile, probability};
}
