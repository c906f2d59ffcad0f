import type {Axis, Box} from '../box.ts';
import {createRoughBeliefs, type RoughBeliefs} from './gp-rough.ts';
import {philox4x32, unitInterval} from '../philox.ts';
import type {UnitSequence} from '../sobol-sequence.ts';

/** Points that may be suggested, and what is roughly believed of them. */
export type Candidates = {readonly points: readonly Float64Array[]; readonly beliefs: RoughBeliefs};

/** Candidates that are spread evenly over the space. */
const SPREAD = 512;
/** Candidates around each of the best observations. */
const NEAR = 32;
const NEAR_POINTS = 4;
/** Sets this use of the generator apart from other draws. */
const PURPOSE = 0x69;

/**
 * Candidates spread evenly over the whole space, others for each age. An age lasts until parameters are fitted again:
 * meanwhile what is computed of them is kept.
 */
export function createSpreadCandidates({axes}: Box, sequence: UnitSequence): (age: number) => Candidates {
	let last: (Candidates & {readonly age: number}) | undefined;
	return age => {
		if (last?.age === age) return last;
		const points = Array.from({length: SPREAD}, (_, index) => {
			const point = new Float64Array(axes.length);
			sequence((age * SPREAD + index) % 2 ** 31, point);
			return point.map((coordinate, axis) =>
				snap(axes[axis], axes[axis]?.kind === 'categorical' ? coordinate * (axes[axis]?.count ?? 1) : coordinate),
			);
		});
		last = {age, points, beliefs: createRoughBeliefs(points)};
		return last;
	};
}

/** What draws of a trial hang on. */
export type Draws = {readonly seed: number; readonly trial: number};

/** The best observed point, and candidates around the best few. */
export function candidatesNear({axes}: Box, leaders: readonly Float64Array[], {seed, trial}: Draws): Candidates {
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
	const points = [...leaders.slice(0, 1), ...near];
	return {points, beliefs: createRoughBeliefs(points)};
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
export function snap(axis: Axis | undefined, coordinate: number): number {
	if (axis === undefined || axis.kind === 'real') return coordinate;
	if (axis.kind === 'categorical') return Math.min(axis.count - 1, Math.floor(coordinate));
	return axis.encode(axis.decode(coordinate)) ?? coordinate;
}
