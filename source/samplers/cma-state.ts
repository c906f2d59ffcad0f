import {decompose} from './eigen.ts';

/** Constants of the evolution strategy, by the number of axes. Source: Hansen 2016, arXiv 1604.00772, table 1. */
export type CmaSettings = {
	readonly size: number;
	readonly population: number;
	readonly parents: number;
	readonly weights: Float64Array;
	readonly muEffective: number;
	readonly c1: number;
	readonly cMu: number;
	readonly cSigma: number;
	readonly dSigma: number;
	readonly cC: number;
	/** Expected length of a standard normal vector. */
	readonly chi: number;
};

/** A normal distribution N(mean, sigma² C) and what it remembers of its path. C = B D² Bᵀ. */
export type CmaState = {
	readonly generation: number;
	readonly mean: Float64Array;
	readonly sigma: number;
	readonly covariance: Float64Array;
	readonly pathSigma: Float64Array;
	readonly pathC: Float64Array;
	readonly basis: Float64Array;
	readonly lengths: Float64Array;
};

/** The constants for so many axes. */
export function cmaSettings(size: number): CmaSettings {
	const population = 4 + Math.floor(3 * Math.log(size));
	const parents = Math.floor(population / 2);
	const raw = Array.from({length: population}, (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1));
	const effective = (part: readonly number[]): number => sum(part) ** 2 / sum(part.map(weight => weight * weight));
	const muEffective = effective(raw.slice(0, parents));
	const muMinus = effective(raw.slice(parents));
	const c1 = 2 / ((size + 1.3) ** 2 + muEffective);
	const cMu = Math.min(1 - c1 - 1e-8, (2 * (muEffective - 2 + 1 / muEffective)) / ((size + 2) ** 2 + muEffective));
	const least = Math.min(1 + c1 / cMu, 1 + (2 * muMinus) / (muEffective + 2), (1 - c1 - cMu) / (size * cMu));
	const positive = sum(raw.filter(weight => weight > 0));
	const negative = -sum(raw.filter(weight => weight < 0));
	const cSigma = (muEffective + 2) / (size + muEffective + 5);
	return {
		size,
		population,
		parents,
		weights: Float64Array.from(raw, weight => (weight >= 0 ? weight / positive : (least / negative) * weight)),
		muEffective,
		c1,
		cMu,
		cSigma,
		dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEffective - 1) / (size + 1)) - 1) + cSigma,
		cC: (4 + muEffective / size) / (size + 4 + (2 * muEffective) / size),
		chi: Math.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size * size)),
	};
}

function sum(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0);
}

/** A round distribution. */
export function startCma(mean: Float64Array, sigma: number): CmaState {
	const size = mean.length;
	const identity = new Float64Array(size * size);
	for (let k = 0; k < size; k += 1) identity[k * size + k] = 1;
	const zeros = new Float64Array(size);
	return {
		generation: 0,
		mean,
		sigma,
		covariance: identity,
		pathSigma: zeros,
		pathC: zeros,
		basis: identity,
		lengths: new Float64Array(size).fill(1),
	};
}

/** The point that a standard normal vector stands for. */
export function cmaPoint({mean, sigma, basis, lengths}: CmaState, normal: Float64Array): Float64Array {
	const size = mean.length;
	return mean.map((centre, row) => {
		let step = 0;
		for (let k = 0; k < size; k += 1) step += (basis[row * size + k] ?? 0) * (lengths[k] ?? 0) * (normal[k] ?? 0);
		return centre + sigma * step;
	});
}

/** C^(-1/2) × vector. */
function whiten({basis, lengths}: CmaState, vector: Float64Array): Float64Array {
	const size = vector.length;
	const inner = lengths.map((length, k) => {
		let value = 0;
		for (let row = 0; row < size; row += 1) value += (basis[row * size + k] ?? 0) * (vector[row] ?? 0);
		return value / length;
	});
	return vector.map((_, row) => {
		let value = 0;
		for (let k = 0; k < size; k += 1) value += (basis[row * size + k] ?? 0) * (inner[k] ?? 0);
		return value;
	});
}

/**
 * The distribution after a generation. Points stand best first; where some are missing (failed, or not ended yet) the
 * last ranks stay empty.
 */
export function updateCma(settings: CmaSettings, state: CmaState, points: readonly Float64Array[]): CmaState {
	const {size, parents, weights, muEffective, cSigma, dSigma, cC, chi} = settings;
	if (points.length < parents) return state;
	const steps = points
		.slice(0, settings.population)
		.map(point => point.map((value, k) => (value - (state.mean[k] ?? 0)) / state.sigma));
	const shift = new Float64Array(size);
	for (const [rank, step] of steps.slice(0, parents).entries()) addScaled(shift, step, weights[rank] ?? 0);
	const generation = state.generation + 1;
	const white = whiten(state, shift);
	const gainSigma = Math.sqrt(cSigma * (2 - cSigma) * muEffective);
	const pathSigma = state.pathSigma.map((value, k) => (1 - cSigma) * value + gainSigma * (white[k] ?? 0));
	const length = lengthOf(pathSigma);
	const isShort = length / Math.sqrt(1 - (1 - cSigma) ** (2 * (generation + 1))) < (1.4 + 2 / (size + 1)) * chi;
	const gainC = isShort ? Math.sqrt(cC * (2 - cC) * muEffective) : 0;
	const pathC = state.pathC.map((value, k) => (1 - cC) * value + gainC * (shift[k] ?? 0));
	const covariance = adaptCovariance(settings, state, {steps, pathC, isShort});
	const {values, vectors} = decompose(covariance, size);
	return {
		generation,
		mean: state.mean.map((value, k) => value + state.sigma * (shift[k] ?? 0)),
		sigma: state.sigma * Math.exp((cSigma / dSigma) * (length / chi - 1)),
		covariance,
		pathSigma,
		pathC,
		basis: vectors,
		lengths: values.map(value => Math.sqrt(Math.max(value, 1e-20))),
	};
}

type Change = {readonly steps: readonly Float64Array[]; readonly pathC: Float64Array; readonly isShort: boolean};

function adaptCovariance(settings: CmaSettings, state: CmaState, {steps, pathC, isShort}: Change): Float64Array {
	const {size, weights, c1, cMu, cC} = settings;
	const lost = isShort ? 0 : cC * (2 - cC);
	const total = sum([...weights]);
	const covariance = state.covariance.map(value => (1 + c1 * lost - c1 - cMu * total) * value);
	addOuter(covariance, pathC, c1);
	for (const [rank, step] of steps.entries()) {
		const weight = weights[rank] ?? 0;
		// A bad step counts as if it had the length that is expected, so that C stays positive.
		const scale = weight >= 0 ? 1 : size / (lengthOf(whiten(state, step)) ** 2 + 1e-8);
		addOuter(covariance, step, cMu * weight * scale);
	}
	return covariance;
}

function addScaled(target: Float64Array, vector: Float64Array, scale: number): void {
	for (let k = 0; k < target.length; k += 1) target[k] = (target[k] ?? 0) + scale * (vector[k] ?? 0);
}

function addOuter(matrix: Float64Array, vector: Float64Array, scale: number): void {
	const size = vector.length;
	for (let row = 0; row < size; row += 1) {
		for (let column = 0; column < size; column += 1) {
			const at = row * size + column;
			matrix[at] = (matrix[at] ?? 0) + scale * (vector[row] ?? 0) * (vector[column] ?? 0);
		}
	}
}

function lengthOf(vector: Float64Array): number {
	let squares = 0;
	for (const value of vector) squares += value * value;
	return Math.sqrt(squares);
}
