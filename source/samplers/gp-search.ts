import type {Axis, Box} from './box.ts';
import {type Acquisition, createClimber, logAcquisition, roughAcquisition} from './gp-acquisition.ts';
import {minimise} from './lbfgs.ts';
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
	readonly acquisition: Acquisition;
	/** The best observed points, the best first. */
	readonly leaders: readonly Float64Array[];
	readonly sequence: UnitSequence;
	readonly seed: number;
	readonly trial: number;
};

/** Points by falling logarithm of the expected improvement: climbed ones, then other candidates. */
export function findImprovements(search: Search): readonly Float64Array[] {
	const {acquisition} = search;
	const valued = (point: Float64Array): Valued => ({point, value: logAcquisition(acquisition, point)});
	const examined = promising(search, EXAMINED).map(valued);
	examined.sort((a, b) => b.value - a.value);
	const climbed = examined.slice(0, CLIMBED).map(({point}) => climb(search, point));
	const all = [...climbed.map(valued), ...examined];
	all.sort((a, b) => b.value - a.value);
	return all.map(({point}) => point).filter(point => point.length === acquisition.posterior.data.width);
}

type Valued = {readonly point: Float64Array; readonly value: number};

/** Candidates whose improvement could be the largest. */
function promising(search: Search, count: number): Float64Array[] {
	const bounds = candidatesOf(search).map(point => ({point, bound: roughAcquisition(search.acquisition, point)}));
	bounds.sort((a, b) => b.bound - a.bound);
	return bounds.slice(0, count).map(({point}) => point);
}

function candidatesOf(search: Search): Float64Array[] {
	const {box, acquisition, sequence, seed, trial, leaders} = search;
	const {axes} = box;
	const spread = Array.from({length: acquisition.posterior.data.count > COSTLY ? SPREAD / 2 : SPREAD}, (_, index) => {
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

function climbReals({acquisition}: Search, start: Float64Array, reals: readonly number[]): Float64Array {
	const point = start.slice();
	const slopes = new Float64Array(point.length);
	const climber = createClimber(acquisition, point.length);
	const {x} = minimise(
		(values, gradient) => {
			for (const [index, axis] of reals.entries()) point[axis] = values[index] ?? 0;
			const value = climber(point, slopes);
			for (const [index, axis] of reals.entries()) gradient[index] = slopes[axis] ?? 0;
			return value;
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
	let value = logAcquisition(search.acquisition, start);
	for (const [index, axis] of search.box.axes.entries()) {
		if (axis.kind === 'real') continue;
		for (const coordinate of alternatives(axis, point[index] ?? 0)) {
			const next = point.slice();
			next[index] = coordinate;
			const reached = logAcquisition(search.acquisition, next);
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
