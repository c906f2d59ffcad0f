import {type GpData, type GpParameters, noiseOf} from './gp-model.ts';
import {dotRuns, factorise, invertFactored, solveLower, solveUpper} from '../matrix.ts';

/** Gives the log marginal likelihood of parameters, and adds its gradient to an array. */
export type Likelihood = (parameters: GpParameters, gradient: Float64Array) => number;

/** What is kept of pairs of observations: (1, 0), (2, 0), (2, 1), (3, 0) … */
type Pairs = {
	/** Squared differences without scales, axis by axis, in the order of pairs. */
	readonly squares: readonly Float64Array[];
	/** Overwritten at each evaluation: covariances, and their derivatives by the squared distance. */
	readonly covariances: Float64Array;
	readonly slopes: Float64Array;
};

/**
 * The log marginal likelihood of observations; minus infinity where the covariance cannot be factored. What hangs on the
 * observations alone is computed once, for the many parameters that a fit tries.
 * Source: Rasmussen and Williams 2006, equations 2.30 and 5.9.
 */
export function createLikelihood(data: GpData): Likelihood {
	const {count, width, y} = data;
	const pairs: Pairs = {
		squares: squaresOf(data),
		covariances: new Float64Array((count * (count - 1)) / 2),
		slopes: new Float64Array((count * (count - 1)) / 2),
	};
	const lower = new Float64Array(count * count);
	return (parameters, gradient) => {
		const scales = parameters.map(Math.exp);
		const signal = scales[width] ?? 1;
		measure(pairs, scales, signal);
		for (let row = 0, from = 0; row < count; from += row, row += 1) {
			for (let column = 0; column < row; column += 1) {
				lower[row * count + column] = pairs.covariances[from + column] ?? 0;
			}
			lower[row * count + row] = signal + noiseOf(parameters);
		}
		if (!factorise(lower, count)) return Number.NEGATIVE_INFINITY;
		const alpha = y.slice();
		solveLower(lower, count, alpha);
		let value = -0.5 * count * Math.log(2 * Math.PI);
		for (let row = 0; row < count; row += 1) {
			value -= 0.5 * (alpha[row] ?? 0) ** 2 + Math.log(lower[row * count + row] ?? 1);
		}
		solveUpper(lower, count, alpha);
		addGradient(pairs, {alpha, inverse: invertFactored(lower, count), scales, gradient});
		return value;
	};
}

function squaresOf({count, width, x, categorical}: GpData): readonly Float64Array[] {
	return Array.from({length: width}, (_, axis) => {
		const squares = new Float64Array((count * (count - 1)) / 2);
		for (let row = 1, pair = 0; row < count; row += 1) {
			const own = x[row * width + axis] ?? 0;
			for (let column = 0; column < row; column += 1, pair += 1) {
				const difference = own - (x[column * width + axis] ?? 0);
				squares[pair] = categorical[axis] === true ? Number(difference !== 0) : difference * difference;
			}
		}
		return squares;
	});
}

/** Writes covariances and slopes of all pairs: Matérn 5/2. */
function measure({squares, covariances, slopes}: Pairs, scales: Float64Array, signal: number): void {
	covariances.fill(0);
	for (const [axis, own] of squares.entries()) {
		const scale = scales[axis] ?? 0;
		for (let pair = 0; pair < own.length; pair += 1) {
			covariances[pair] = (covariances[pair] ?? 0) + scale * (own[pair] ?? 0);
		}
	}
	for (let pair = 0; pair < covariances.length; pair += 1) {
		const squared = covariances[pair] ?? 0;
		const root = Math.sqrt(5 * squared);
		const decay = signal * Math.exp(-root);
		covariances[pair] = (1 + root + (5 / 3) * squared) * decay;
		slopes[pair] = (-5 / 6) * (1 + root) * decay;
	}
}

type Solution = {
	readonly alpha: Float64Array;
	readonly inverse: Float64Array;
	readonly scales: Float64Array;
	readonly gradient: Float64Array;
};

/** Adds the gradient. Slopes of pairs are weighted in place. */
function addGradient({squares, covariances, slopes}: Pairs, {alpha, inverse, scales, gradient}: Solution): void {
	const count = alpha.length;
	const width = squares.length;
	let ofPairs = 0;
	let ofRows = 0;
	for (let row = 0, pair = 0; row < count; row += 1) {
		const own = alpha[row] ?? 0;
		ofRows += own * own - (inverse[row * count + row] ?? 0);
		for (let column = 0; column < row; column += 1, pair += 1) {
			const weight = own * (alpha[column] ?? 0) - (inverse[row * count + column] ?? 0);
			ofPairs += weight * (covariances[pair] ?? 0);
			slopes[pair] = weight * (slopes[pair] ?? 0);
		}
	}
	const [signal = 1, noise = 0] = scales.subarray(width);
	for (const [axis, own] of squares.entries()) {
		gradient[axis] = (gradient[axis] ?? 0) + (scales[axis] ?? 0) * dotRuns(slopes, 0, own, 0, own.length);
	}
	gradient[width] = (gradient[width] ?? 0) + ofPairs + 0.5 * ofRows * signal;
	gradient[width + 1] = (gradient[width + 1] ?? 0) + 0.5 * ofRows * noise;
}
