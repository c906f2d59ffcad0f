import type {Axis, Box} from '../box.ts';
import {type Acquisition, createClimber, logAcquisitions, roughAcquisitions} from './gp-acquisition.ts';
import {type Candidates, snap} from './gp-candidates.ts';
import {minimiseTogether} from '../lbfgs.ts';

/** Candidates whose variance is computed, of those that promise most. */
const EXAMINED = 64;
/** Candidates that are examined at once. */
const TOGETHER = 8;
/** Candidates that are climbed from. */
const CLIMBED = 4;
/** A hundredth more of expected improvement is not worth another step. */
const CLIMB = {low: 0, high: 1, iterations: 20, tolerance: 1e-2, gain: 1e-2};
/** Values of an axis that are all tried; of longer ones the neighbours at distance 1, 2, 4 … are. */
const TRIED = 16;
const ROUNDS = 2;

/** What a search for the next point needs. */
export type Search = {
	readonly box: Box;
	readonly acquisition: Acquisition;
	/** Points that are looked at before any climb. */
	readonly candidates: readonly Candidates[];
	/** Share of each real axis that is climbed along, to either side of where a climb starts: 1 for all of it. */
	readonly reach: number;
};

/** Points by falling logarithm of what they are worth: climbed ones, then other candidates. */
export function findImprovements(search: Search): readonly Float64Array[] {
	const {examined, others} = promising(search);
	const climbed = climb(search, examined.slice(0, CLIMBED));
	const all = [...climbed, ...examined];
	all.sort((a, b) => b.value - a.value);
	return [...all, ...others].map(({point}) => point);
}

type Valued = {readonly point: Float64Array; readonly value: number};

function valued(acquisition: Acquisition, points: readonly Float64Array[]): readonly Valued[] {
	const values = logAcquisitions(acquisition, points);
	return points.map((point, index) => ({point, value: values[index] ?? Number.NEGATIVE_INFINITY}));
}

/**
 * Candidates that promise most. They are examined by falling bound, until the bound of the next is below what is to be
 * climbed from; bounds of points under constraints are none, and all are examined. Others keep their bound.
 */
function promising({acquisition, candidates}: Search): {
	readonly examined: readonly Valued[];
	readonly others: readonly Valued[];
} {
	const bounds = candidates.flatMap(({points, beliefs}) => {
		const rough = roughAcquisitions(acquisition, beliefs);
		return points.map((point, index) => ({point, value: rough[index] ?? Number.NEGATIVE_INFINITY}));
	});
	bounds.sort((a, b) => b.value - a.value);
	const most = bounds.slice(0, EXAMINED);
	const examined: Valued[] = [];
	for (let next = 0; next < most.length; next += TOGETHER) {
		const least = acquisition.constraints.length > 0 ? undefined : examined[CLIMBED - 1]?.value;
		if (least !== undefined && (most[next]?.value ?? 0) < least) break;
		const points = most.slice(next, next + TOGETHER).map(({point}) => point);
		examined.push(...valued(acquisition, points));
		examined.sort((a, b) => b.value - a.value);
	}
	return {examined, others: most.slice(examined.length)};
}

/** Climbs along the real axes and steps along the others, in turn, until neither brings anything. */
function climb(search: Search, starts: readonly Valued[]): readonly Valued[] {
	const {axes} = search.box;
	const reals = [...axes.keys()].filter(axis => axes[axis]?.kind === 'real');
	const ended: Valued[] = [];
	let moving = starts;
	for (let round = 0; round < ROUNDS && moving.length > 0; round += 1) {
		const climbed = reals.length === 0 ? moving : climbReals(search, moving, reals);
		if (reals.length === axes.length) return climbed;
		const stepped = climbed.map(one => stepOthers(search, one));
		ended.push(...stepped.filter((one, index) => one === climbed[index]));
		moving = stepped.filter((one, index) => one !== climbed[index]);
	}
	return [...ended, ...moving];
}

function climbReals(
	{acquisition, reach}: Search,
	starts: readonly Valued[],
	reals: readonly number[],
): readonly Valued[] {
	const climber = createClimber(acquisition);
	const reaches = starts.map(({point}) => reals.map(axis => reachOf(point[axis] ?? 0, reach)));
	const whole = (start: number, shares: Float64Array): Float64Array => {
		const coordinates = shares.map((share, column) => {
			const {low = 0, width = 1} = reaches[start]?.[column] ?? {};
			return low + share * width;
		});
		return placed(starts[start]?.point ?? new Float64Array(), reals, coordinates);
	};
	const minima = minimiseTogether(
		queries => {
			const points = queries.map(({start, x}) => whole(start, x));
			const gradients = points.map(({length}) => new Float64Array(length));
			const values = climber(points, gradients);
			for (const [index, {start, gradient}] of queries.entries()) {
				for (const [column, axis] of reals.entries()) {
					gradient[column] = (gradients[index]?.[axis] ?? 0) * (reaches[start]?.[column]?.width ?? 1);
				}
			}
			return values;
		},
		starts.map(({point}, start) =>
			Float64Array.from(reals, (axis, column) => {
				const {low = 0, width = 1} = reaches[start]?.[column] ?? {};
				return ((point[axis] ?? 0) - low) / width;
			}),
		),
		CLIMB,
	);
	return minima.map(({x, value}, start) => ({point: whole(start, x), value: -value}));
}

/** The part of an axis that a climb is held to. */
function reachOf(coordinate: number, reach: number): {readonly low: number; readonly width: number} {
	const low = Math.max(0, coordinate - reach);
	return {low, width: Math.min(1, coordinate + reach) - low};
}

/** A point with other coordinates on some axes. */
function placed(point: Float64Array, axes: readonly number[], coordinates: Float64Array): Float64Array {
	const changed = point.slice();
	for (const [column, axis] of axes.entries()) changed[axis] = coordinates[column] ?? 0;
	return changed;
}

function stepOthers(search: Search, start: Valued): Valued {
	let best = start;
	for (const [index, axis] of search.box.axes.entries()) {
		if (axis.kind === 'real') continue;
		const {point} = best;
		const around = alternatives(axis, point[index] ?? 0).map(coordinate =>
			placed(point, [index], Float64Array.of(coordinate)),
		);
		for (const next of valued(search.acquisition, around)) if (next.value > best.value) best = next;
	}
	return best;
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
