import type {Belief} from './gp-belief.ts';
import type {GpData, GpParameters} from './gp-model.ts';
import {measureDistances, type Posterior, sharedRows} from './gp-posterior.ts';
import {dotRuns} from '../matrix.ts';

/**
 * Beliefs at fixed points, whose variance is only what the nearest observation leaves of it: never less than it is, and
 * O(count) a point instead of O(count²).
 */
export type RoughBeliefs = (posterior: Posterior) => readonly Belief[];

/** Correlations of the points with observations, a row of `stride` numbers a point: there is room for more of these. */
type Kept = {readonly data: GpData; readonly stride: number; readonly correlations: Float64Array};

/** Observations that there is room for beyond those that are known. */
const ROOM = 32;

/**
 * Such beliefs at points. Correlations are kept as long as a process has the same parameters, so that an observation more
 * costs one a point.
 */
export function createRoughBeliefs(points: readonly Float64Array[]): RoughBeliefs {
	const kept = new WeakMap<GpParameters, Kept>();
	return posterior => {
		const {data, parameters, alpha, signal, noise} = posterior;
		const {count} = data;
		const before = kept.get(parameters);
		const known = before === undefined ? 0 : sharedRows(before.data, data);
		const {stride, correlations} = roomFor(points.length, count, known, before);
		kept.set(parameters, {data, stride, correlations});
		const squared = new Float64Array(count);
		return points.map((point, index) => {
			const at = index * stride;
			correlate(posterior, {point, known, squared}, correlations, at);
			let nearest = 0;
			for (let row = 0; row < count; row += 1) nearest = Math.max(nearest, correlations[at + row] ?? 0);
			const variance = signal - (signal * nearest) ** 2 / (signal + noise);
			return {mean: signal * dotRuns(alpha, 0, correlations, at, count), variance: Math.max(variance, 1e-12)};
		});
	};
}

/** What was kept, or a copy of what is `known` of it with more room. */
function roomFor(points: number, count: number, known: number, before: Kept | undefined): Omit<Kept, 'data'> {
	if (before !== undefined && before.stride >= count) return before;
	const stride = count + ROOM;
	const correlations = new Float64Array(points * stride);
	if (before === undefined) return {stride, correlations};
	for (let index = 0; index < points; index += 1) {
		const at = index * before.stride;
		correlations.set(before.correlations.subarray(at, at + known), index * stride);
	}
	return {stride, correlations};
}

type Place = {readonly point: Float64Array; readonly known: number; readonly squared: Float64Array};

/** Writes the correlations with observations from `known` on: Matérn 5/2. */
function correlate(posterior: Posterior, {point, known, squared}: Place, into: Float64Array, at: number): void {
	measureDistances(posterior, point, squared, known);
	for (let row = known; row < squared.length; row += 1) {
		const distance = squared[row] ?? 0;
		const root = Math.sqrt(5 * distance);
		into[at + row] = (1 + root + (5 / 3) * distance) * Math.exp(-root);
	}
}
