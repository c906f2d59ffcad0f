/** Observations: rows of coordinates in the unit box, and a target each, of mean 0 and variance 1. */
export type GpData = {
	readonly count: number;
	readonly width: number;
	readonly x: Float64Array;
	readonly y: Float64Array;
	/** Axes whose values are equal or not, without a distance, by axis. */
	readonly categorical: readonly boolean[];
};

/** Logarithms: inverse squared length scale of each axis, then the signal's variance, then the noise's. */
export type GpParameters = Float64Array;

/** Least variance of the noise: keeps covariances invertible. */
const LEAST_NOISE = 1e-6;

/** Where fits start: length scales of the whole range. */
export function standardParameters(width: number): GpParameters {
	const parameters = new Float64Array(width + 2);
	parameters[width + 1] = Math.log(1e-3);
	return parameters;
}

/** Variance of the noise that parameters stand for. */
export function noiseOf(parameters: GpParameters): number {
	return LEAST_NOISE + Math.exp(parameters.at(-1) ?? 0);
}

/** Squared distance between two rows, scaled by the axes' inverse squared length scales. */
function squaredDistance(
	{width, categorical}: GpData,
	a: Float64Array,
	atA: number,
	b: Float64Array,
	atB: number,
	scales: Float64Array,
): number {
	let sum = 0;
	for (let axis = 0; axis < width; axis += 1) {
		const difference = (a[atA + axis] ?? 0) - (b[atB + axis] ?? 0);
		if (difference !== 0) sum += (scales[axis] ?? 0) * (categorical[axis] === true ? 1 : difference * difference);
	}
	return sum;
}

/** The Matérn 5/2 correlation by squared distance. */
export function matern(squared: number): number {
	const root = Math.sqrt(5 * squared);
	return (1 + root + (5 / 3) * squared) * Math.exp(-root);
}

/** Lower triangle of the covariance of the observations; rows before `first` are left 0. */
export function covariance(data: GpData, parameters: GpParameters, first = 0): Float64Array {
	const {count, width, x} = data;
	const scales = parameters.map(Math.exp);
	const signal = scales[width] ?? 1;
	const matrix = new Float64Array(count * count);
	for (let row = first; row < count; row += 1) {
		for (let column = 0; column < row; column += 1) {
			matrix[row * count + column] = signal * matern(squaredDistance(data, x, row * width, x, column * width, scales));
		}
		matrix[row * count + row] = signal + noiseOf(parameters);
	}
	return matrix;
}

/**
 * Log density of the parameters before any observation, as Optuna's GPSampler has it: -0.1 Σ (1/θ + θ), Gamma(2, 1) on
 * the signal, Gamma(1.1, 30) on the noise; its gradient is added to `gradient`.
 */
export function logPrior(parameters: GpParameters, gradient: Float64Array): number {
	const width = parameters.length - 2;
	let value = 0;
	for (let axis = 0; axis < width; axis += 1) {
		const theta = Math.exp(parameters[axis] ?? 0);
		value -= 0.1 * (1 / theta + theta);
		gradient[axis] = (gradient[axis] ?? 0) + 0.1 * (1 / theta - theta);
	}
	const signal = Math.exp(parameters[width] ?? 0);
	const noise = Math.exp(parameters[width + 1] ?? 0);
	gradient[width] = (gradient[width] ?? 0) + 1 - signal;
	gradient[width + 1] = (gradient[width + 1] ?? 0) + 0.1 - 30 * noise;
	return value + Math.log(signal) - signal + 0.1 * Math.log(noise) - 30 * noise;
}
