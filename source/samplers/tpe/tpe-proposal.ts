import type {Params} from '../../domain/space.ts';
import type {Box, Point} from '../box.ts';
import {ROOT_HALF, truncatedNormal} from '../normal.ts';
import {philox4x32, unitInterval} from '../philox.ts';
import {
	createDensity,
	createSums,
	type Density,
	extendSum,
	type KernelSum,
	logDensities,
	logOf,
} from './tpe-density.ts';
import {type Kernels, membersOf} from './tpe-kernels.ts';
import {PRIOR_CENTRE, PRIOR_INVERSE} from './tpe-shapes.ts';

/** What one suggestion's random numbers hang on. */
export type ProposalKey = {
	readonly seed: number;
	readonly trial: number;
	/** Draws to choose from. */
	readonly candidates: number;
	/** 0, and more where all earlier candidates were tried before. */
	readonly attempt: number;
};

/** What suggestions are made from. */
export type Model = {
	readonly box: Box;
	readonly kernels: Kernels;
	/** Whether there are several objectives. */
	readonly several: boolean;
	/** Whether params may be suggested: no trial has them. */
	readonly accept: (params: Params) => boolean;
};

/** Sets this use of the generator apart from other draws. */
const PURPOSE = 0x7e9;
/** Sets of candidates that are drawn to find those that are not excluded. */
const EXCLUDED_SETS = 8;

/** A candidate, and its params where they had to be made to see whether it is one. */
type Drawn = {readonly point: Point; readonly params: Params | undefined};

/** The candidate with the highest ratio of the densities over all axes; undefined where none is acceptable. */
export function proposeJointly({box, kernels, several, accept}: Model, key: ProposalKey): Params | undefined {
	const axes = [...box.axes.keys()];
	const good = createDensity(kernels, 1, axes, several);
	const isEndless = box.axes.some(axis => axis.kind === 'real');
	const drawn = box.free && isEndless ? drawFree(box, good, key) : drawChecked(box, good, key, accept);
	const hasCells = box.axes.some(axis => axis.kind === 'ordered');
	const cells = drawn.map(({point}) => {
		return hasCells ? point.map((coordinate, axis) => toCell(box, axis, coordinate)) : point;
	});
	const best = drawn[bestRatio(good, createDensity(kernels, 0, axes, false), cells) ?? -1];
	if (best === undefined) return undefined;
	return best.params ?? box.build(new Float64Array(axes.length), axis => best.point[axis] ?? 0);
}

/** Where every point is a new one of the space, params are made only of the candidate that is taken. */
function drawFree(box: Box, good: Density, key: ProposalKey): Drawn[] {
	const width = box.axes.length;
	// Views of one array: twenty small buffers of their own would take longer than what is drawn.
	const points = new Float64Array(key.candidates * width);
	return Array.from({length: key.candidates}, (_, index) => {
		const number = key.attempt * key.candidates + index;
		const slot = chooseKernel(good, key, number, 0);
		const point = points.subarray(index * width, (index + 1) * width);
		for (let axis = 0; axis < width; axis += 1) point[axis] = drawCoordinate(good, slot, axis, key, number);
		return {point, params: undefined};
	});
}

/** Excluded points are drawn anew, as many as the model may choose from; those that were tried are left out. */
function drawChecked(box: Box, good: Density, key: ProposalKey, accept: Model['accept']): Drawn[] {
	const drawn: Drawn[] = [];
	let found = 0;
	for (let index = 0; index < key.candidates * EXCLUDED_SETS && found < key.candidates; index += 1) {
		const number = key.attempt * key.candidates * EXCLUDED_SETS + index;
		const slot = chooseKernel(good, key, number, 0);
		const point = new Float64Array(box.axes.length);
		const params = box.build(point, axis => drawCoordinate(good, slot, axis, key, number));
		if (params === undefined) continue;
		found += 1;
		if (accept(params)) drawn.push({point, params});
	}
	return drawn;
}

/** Each axis takes the candidate with the best ratio of its own densities, as if there were no other axis. */
export function proposeSeparately({box, kernels, several, accept}: Model, key: ProposalKey): Params | undefined {
	const members = [membersOf(kernels, 0), membersOf(kernels, 1)] as const;
	const choose = (axis: number): number => {
		const good = createDensity(kernels, 1, [axis], several, members[1]);
		const coordinates = Array.from({length: key.candidates}, (_, index) => {
			const number = key.attempt * key.candidates + index;
			return drawCoordinate(good, chooseKernel(good, key, number, axis + 1), axis, key, number);
		});
		const cells = coordinates.map(coordinate => {
			const candidate = new Float64Array(box.axes.length).fill(Number.NaN);
			candidate[axis] = toCell(box, axis, coordinate);
			return candidate;
		});
		return (
			coordinates[bestRatio(good, createDensity(kernels, 0, [axis], false, members[0]), cells) ?? 0] ?? PRIOR_CENTRE
		);
	};
	const params = box.build(new Float64Array(box.axes.length), choose);
	return params !== undefined && accept(params) ? params : undefined;
}

/** A candidate while the density of the others is summed up at it. */
type Runner = {
	readonly index: number;
	/** Log density of good trials. */
	readonly log: number;
	readonly sum: KernelSum;
	/** The ratio is not above it; it is the ratio where `isDone`. */
	bound: number;
	isDone: boolean;
};

/** Bounds may fall short by this much, as sums are rounded. */
const ROUNDING = 1e-9;

/**
 * Index of the candidate with the highest ratio of the densities; undefined where there are none. Of equal ratios the
 * one with the higher density of good trials counts, then the first. The candidate that promises most is summed on, so
 * that most of them drop out before many kernels are added.
 */
function bestRatio(good: Density, others: Density, candidates: readonly Float64Array[]): number | undefined {
	const above = logDensities(good, candidates);
	const start = createSums(others);
	const runners = candidates.map((candidate, index): Runner => {
		const sum = start(candidate);
		const log = above[index] ?? 0;
		return {index, log, sum, bound: log - logOf(others, sum), isDone: false};
	});
	let best: Runner | undefined;
	for (let leader = leaderOf(runners, best); leader !== undefined; leader = leaderOf(runners, best)) {
		extendSum(others, leader.sum);
		leader.bound = leader.log - logOf(others, leader.sum);
		leader.isDone = leader.sum.left === 0;
		if (leader.isDone && (best === undefined || leads(leader, best))) best = leader;
	}
	return best?.index;
}

/** Of those that may still be better than the best the one that promises most. */
function leaderOf(runners: readonly Runner[], best: Runner | undefined): Runner | undefined {
	let leader: Runner | undefined;
	let least = best === undefined ? Number.NEGATIVE_INFINITY : best.bound - ROUNDING;
	for (const runner of runners) {
		if (runner.isDone || runner.bound < least || (leader !== undefined && runner.bound === least)) continue;
		leader = runner;
		least = runner.bound;
	}
	return leader;
}

function leads(one: Runner, other: Runner): boolean {
	if (one.bound !== other.bound) return one.bound > other.bound;
	return one.log > other.log || (one.log === other.log && one.index < other.index);
}

function toCell(box: Box, axis: number, coordinate: number): number {
	const description = box.axes[axis];
	return description?.kind === 'ordered' && !Number.isNaN(coordinate) ? description.cellOf(coordinate) : coordinate;
}

/** Slot of a kernel, by weight; -1 for the prior. */
function chooseKernel(density: Density, {seed, trial}: ProposalKey, number: number, use: number): number {
	const [high, low] = philox4x32([trial, number, use, 0], [seed, PURPOSE]);
	let left = unitInterval(high, low) * density.totalWeight;
	for (let place = 0; place < density.slots.length; place += 1) {
		left -= density.weights[place] ?? 0;
		if (left < 0) return density.slots[place] ?? -1;
	}
	return -1;
}

function drawCoordinate(density: Density, slot: number, axis: number, key: ProposalKey, number: number): number {
	const {kernels} = density;
	const description = kernels.axes[axis];
	if (description === undefined) return PRIOR_CENTRE;
	const [hash0, hash1] = description.hash;
	const words = philox4x32([key.trial, number, hash0, hash1], [key.seed, PURPOSE]);
	const uniform = unitInterval(words[0], words[1]);
	const at = slot * kernels.axes.length + axis;
	const centre = slot < 0 ? Number.NaN : (kernels.centres[at] ?? Number.NaN);
	if (description.kind !== 'categorical') {
		if (Number.isNaN(centre)) return truncatedNormal(PRIOR_CENTRE, ROOT_HALF / PRIOR_INVERSE, uniform);
		return truncatedNormal(centre, ROOT_HALF / (kernels.inverses[at] ?? 1), uniform);
	}
	const {count} = description;
	if (Number.isNaN(centre)) return Math.min(count - 1, Math.floor(uniform * count));
	// The choice of the kernel has one unit more than the even share of each.
	const share = 1 / ((kernels.active[axis * 2 + density.side] ?? 0) + 1);
	const peak = 1 / (1 + count * share);
	if (uniform < peak) return centre;
	return Math.min(count - 1, Math.floor(((uniform - peak) / (1 - peak)) * count));
}
