import type {Axis, Box} from './box.ts';
import {beliefAt, type Posterior} from './gp-posterior.ts';
import {matern, squaredDistance} from './gp-model.ts';
import {minimise} from './lbfgs.ts';
import {logH, slopeOfLogH} from './log-improvement.ts';
import {philox4x32, unitInterval} from './philox.ts';
import type {UnitSequence} from './sobol-sequence.ts';

/** Candidates that are looked at, spread evenly over the space; half of them once each is costly. */
const SPREAD = 512;
const COSTLY = 150;
/** Candidates around each of the best observations. */
const NEAR = 32;
const NEAR_POINTS = 4;
/** Candidates whose variance is computed, of those that promise most. */
const EXAMINED = 64;
/** Candidates that are climbed from. */
const CLIMBED = 4;
const CLIMB = {low: 0, high: 1, iterations: 20, tolerance: 1e-2};
/** Values of an axis that are all tried; of longer ones the neighbours at distance 1, 2, 4 … are. */
const TRIED = 16;
const ROUNDS = 2;
/** Sets this use of the generator apart from other draws. */
const PURPOSE = 0x69;

/** What a search for the next point needs. */
export type Search = {
	readonly box: Box;
	readonly posterior: Posterior;
	/** Lowest target that was observed. */
	readonly best: number;
	/** The best observed points, the best first. */
	readonly leaders: readonly Float64Array[];
	readonly sequence: UnitSequence;
	readonly seed: number;
	readonly trial: number;
};

/** Points by falling logarithm of the expected improvement: climbed ones, then other candidates. */
export function findImprovements(search: Search): readonly Float64Array[] {
	const {posterior} = search;
	const examined = promising(search, EXAMINED).map(point => ({point, value: logImprovement(search, point)}));
	examined.sort((a, b) => b.value - a.value);
	const climbed = examined.slice(0, CLIMBED).map(({point}) => climb(search, point));
	const all = [...climbed.map(point => ({point, value: logImprovement(search, point)})), ...examined];
	all.sort((a, b) => b.value - a.value);
	return all.map(({point}) => point).filter(point => point.length === posterior.data.width);
}

/** Logarithm of the expected improvement over the best target (Ament et al. 2023). */
function logImprovement({posterior, best}: Search, point: Float64Array): number {
	const {mean, variance} = beliefAt(posterior, point);
	const deviation = Math.sqrt(variance);
	return Math.log(deviation) + logH((best - mean) / deviation);
}

/**
 * Candidates whose improvement could be the largest. Its bound takes the mean and, for the variance, what is left of it
 * by the nearest observation alone, which is never too little.
 */
function promising(search: Search, count: number): Float64Array[] {
	const {data, scales, alpha} = search.posterior;
	const signal = scales[data.width] ?? 1;
	const noise = scales[data.width + 1] ?? 0;
	const bounds = candidatesOf(search).map(point => {
		let mean = 0;
		let nearest = 0;
		for (let row = 0; row < data.count; row += 1) {
			const correlation = matern(squaredDistance(data, data.x, row * data.width, point, 0, scales));
			mean += (alpha[row] ?? 0) * signal * correlation;
			if (correlation > nearest) nearest = correlation;
		}
		const left = signal - (signal * nearest) ** 2 / (signal + noise);
		const deviation = Math.sqrt(Math.max(left, 1e-12));
		return {point, bound: Math.log(deviation) + logH((search.best - mean) / deviation)};
	});
	bounds.sort((a, b) => b.bound - a.bound);
	return bounds.slice(0, count).map(({point}) => point);
}

function candidatesOf(search: Search): Float64Array[] {
	const {box, posterior, sequence, seed, trial, leaders} = search;
	const {axes} = box;
	const spread = Array.from({length: posterior.data.count > COSTLY ? SPREAD / 2 : SPREAD}, (_, index) => {
		const point = new Float64Array(axes.length);
		sequence((trial * SPREAD + index) % 2 ** 31, point);
		return point.map((coordinate, axis) =>
			snap(axes[axis], axes[axis]?.kind === 'categorical' ? coordinate * (axes[axis]?.count ?? 1) : coordinate),
		);
	});
	const near = leaders.slice(0, NEAR_POINTS).flatMap((leader, place) =>
		Array.from({length: NEAR}, (_, index) => {
			// Wide and narrow neighbourhoods: 2^-1 to 2^-8 of the range.
			const width = 2 ** -(1 + (index % 8));
			return leader.map((coordinate, axis) => {
				const words = philox4x32([trial, place * NEAR + index, axis, 0], [seed, PURPOSE]);
				return nudge(axes[axis], coordinate, width, unitInterval(words[0], words[1]), words[2] / 2 ** 32, axes.length);
			});
		}),
	);
	return [...leaders.slice(0, 1), ...near, ...spread];
}

/** A neighbour on one axis; on some axes only, where there are many. */
function nudge(
	axis: Axis | undefined,
	coordinate: number,
	width: number,
	uniform: number,
	choice: number,
	axes: number,
): number {
	if (axis === undefined || choice > Math.max(0.25, 4 / axes)) return coordinate;
	if (axis.kind === 'categorical') return uniform < width ? Math.floor((uniform / width) * axis.count) : coordinate;
	const least = axis.kind === 'ordered' ? 1.5 / axis.count : 0;
	return snap(axis, Math.min(1, Math.max(0, coordinate + (2 * uniform - 1) * Math.max(width, least))));
}

/** The coordinate of the value that a coordinate stands for. */
function snap(axis: Axis | undefined, coordinate: number): number {
	if (axis === undefined || axis.kind === 'real') return coordinate;
	if (axis.kind === 'categorical') return Math.min(axis.count - 1, Math.floor(coordinate));
	return axis.encode(axis.decode(coordinate)) ?? coordinate;
}

/** Climbs along the real axes and steps along the others, in turn, until neither brings anything. */
function climb(search: Search, start: Float64Array): Float64Array {
	const {axes} = search.box;
	const reals = [...axes.keys()].filter(axis => axes[axis]?.kind === 'real');
	let point = start;
	for (let round = 0; round < ROUNDS; round += 1) {
		if (reals.length > 0) point = climbReals(search, point, reals);
		if (reals.length === axes.length) return point;
		const stepped = stepOthers(search, point);
		if (stepped === point) return point;
		point = stepped;
	}
	return point;
}

function climbReals(search: Search, start: Float64Array, reals: readonly number[]): Float64Array {
	const {posterior, best} = search;
	const point = start.slice();
	const gradients = {mean: new Float64Array(point.length), variance: new Float64Array(point.length)};
	const {x} = minimise(
		(values, gradient) => {
			for (const [index, axis] of reals.entries()) point[axis] = values[index] ?? 0;
			const {mean, variance} = beliefAt(posterior, point, gradients);
			const deviation = Math.sqrt(variance);
			const z = (best - mean) / deviation;
			const slope = slopeOfLogH(z);
			for (const [index, axis] of reals.entries()) {
				const ofDeviation = (gradients.variance[axis] ?? 0) / (2 * variance);
				gradient[index] = slope * ((gradients.mean[axis] ?? 0) / deviation + z * ofDeviation) - ofDeviation;
			}
			return -(Math.log(deviation) + logH(z));
		},
		Float64Array.from(reals, axis => start[axis] ?? 0),
		CLIMB,
	);
	const reached = start.slice();
	for (const [index, axis] of reals.entries()) reached[axis] = x[index] ?? 0;
	return reached;
}

function stepOthers(search: Search, start: Float64Array): Float64Array {
	let point = start;
	let value = logImprovement(search, start);
	for (const [index, axis] of search.box.axes.entries()) {
		if (axis.kind === 'real') continue;
		for (const coordinate of alternatives(axis, point[index] ?? 0)) {
			const next = point.slice();
			next[index] = coordinate;
			const reached = logImprovement(search, next);
			if (reached <= value) continue;
			value = reached;
			point = next;
		}
	}
	return point;
}

function alternatives(axis: Axis, coordinate: number): readonly number[] {
	if (axis.kind === 'categorical') return Array.from({length: axis.count}, (_, choice) => choice);
	const middle = (cell: number): number => snap(axis, (axis.edge(cell) + axis.edge(cell + 1)) / 2);
	if (axis.count <= TRIED) return Array.from({length: axis.count}, (_, cell) => middle(cell));
	const own = axis.cellOf(coordinate);
	const cells: number[] = [];
	for (let distance = 1; distance < axis.count; distance *= 2) cells.push(own - distance, own + distance);
	return cells.filter(cell => cell >= 0 && cell < axis.count).map(middle);
}
