import {covariance, type GpData, type GpParameters, matern, noiseOf} from './gp-model.ts';
import {factorise, solveLower, solveUpper} from '../matrix.ts';

/** What is believed of the function after the observations. */
export type Posterior = {
	readonly data: GpData;
	readonly parameters: GpParameters;
	/** Signal variance; that of the noise. */
	readonly signal: number;
	readonly noise: number;
	/** Inverse squared length scales, by axis. */
	readonly scales: Float64Array;
	/** The observations' coordinates, axis by axis. */
	readonly columns: Float64Array;
	readonly lower: Float64Array;
	readonly alpha: Float64Array;
};

/**
 * The belief after observations; undefined where the covariance cannot be factored.
 * @param before an earlier belief: where it has the same parameters and its points come first here too, only the rows of
 * the others are computed, to the same bits.
 */
export function createPosterior(data: GpData, parameters: GpParameters, before?: Posterior): Posterior | undefined {
	const {count, width} = data;
	const known = before !== undefined && before.parameters === parameters ? sharedRows(before.data, data) : 0;
	const lower = covariance(data, parameters, known);
	for (let row = 0; row < known; row += 1) {
		const at = row * (before?.data.count ?? 0);
		lower.set(before?.lower.subarray(at, at + row + 1) ?? [], row * count);
	}
	if (!factorise(lower, count, known)) return undefined;
	const alpha = data.y.slice();
	solveLower(lower, count, alpha);
	solveUpper(lower, count, alpha);
	return {
		data,
		parameters,
		signal: Math.exp(parameters[width] ?? 0),
		noise: noiseOf(parameters),
		scales: parameters.subarray(0, width).map(Math.exp),
		columns: columnsOf(data),
		lower,
		alpha,
	};
}

/** How many of their first points two lists have in common. */
export function sharedRows(before: GpData, data: GpData): number {
	const most = Math.min(before.count, data.count) * data.width;
	for (let at = 0; at < most; at += 1) if (before.x[at] !== data.x[at]) return Math.floor(at / data.width);
	return Math.min(before.count, data.count);
}

function columnsOf({x, count, width}: GpData): Float64Array {
	const columns = new Float64Array(x.length);
	for (let row = 0; row < count; row += 1) {
		for (let axis = 0; axis < width; axis += 1) columns[axis * count + row] = x[row * width + axis] ?? 0;
	}
	return columns;
}

/** Writes the scaled squared distances of all observations from a point; those before row `first` are left as they are. */
export function measureDistances(
	{data, scales, columns}: Posterior,
	point: Float64Array,
	into: Float64Array,
	first = 0,
): void {
	const {count, width, categorical} = data;
	into.fill(0, first);
	for (let axis = 0; axis < width; axis += 1) {
		const own = point[axis] ?? 0;
		const scale = scales[axis] ?? 0;
		const at = axis * count;
		if (categorical[axis] === true) {
			for (let row = first; row < count; row += 1) if (columns[at + row] !== own) into[row] = (into[row] ?? 0) + scale;
			continue;
		}
		if (axis + 1 === width || categorical[axis + 1] === true) {
			for (let row = first; row < count; row += 1) {
				const p = (columns[at + row] ?? 0) - own;
				into[row] = (into[row] ?? 0) + scale * (p * p);
			}
			continue;
		}
		// Two axes at a time: half as many sums are read and written.
		axis += 1;
		const next = point[axis] ?? 0;
		const nextScale = scales[axis] ?? 0;
		for (let row = first; row < count; row += 1) {
			const p = (columns[at + row] ?? 0) - own;
			const q = (columns[at + count + row] ?? 0) - next;
			into[row] = (into[row] ?? 0) + (scale * (p * p) + nextScale * (q * q));
		}
	}
}

/** Mean at a point only: O(count × width). */
export function meanAt(posterior: Posterior, point: Float64Array): number {
	const {data, alpha, signal} = posterior;
	const squared = new Float64Array(data.count);
	measureDistances(posterior, point, squared);
	let mean = 0;
	for (let row = 0; row < data.count; row += 1) mean += (alpha[row] ?? 0) * matern(squared[row] ?? 0);
	return mean * signal;
}
