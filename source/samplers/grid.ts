import {
	createEnumeration,
	type Enumeration,
	type PassedPoints,
	uncountableParameters,
} from '../domain/space/enumerate.ts';
import {UserError} from '../domain/errors.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition, Told} from '../domain/sampler.ts';
import {canonicalKey, isSamePoint, type Params} from '../domain/space.ts';
import {checkOptions} from './options.ts';
import {createPermutation} from './permutation.ts';

/** Ranks in a row that may be no point before a shuffled walk over an uncounted space gives up. */
const MAX_MISSES = 1_000_000;

/** Every point of the grid once: in the order of the file, or shuffled by the seed. */
export const grid = {
	id: 'grid',
	aliases: ['brute_force'],
	title: 'every combination, once',
	options: {},
	exhaustive: true,
	learns: false,
	create: (context, options) => {
		checkOptions(grid, options);
		const enumeration = createEnumeration(context.space);
		if (enumeration === undefined) {
			throw new UserError(
				`a grid cannot list the values of ${uncountableParameters(context.space).join(', ')}`,
				'give step or points, or use another sampler',
			);
		}
		return createGridSampler(context, enumeration);
	},
} as const satisfies SamplerDefinition;

/** The grid sampler over an enumeration that was made already. */
export function createGridSampler(context: SamplerContext, enumeration: Enumeration): Sampler {
	const {space, walked = []} = context;
	/** A resumed sweep has walked here before, mostly in this order. */
	const before = {points: walked, met: 0};
	// `interleave` orders the executions of trials, not the trials: here it is the order of the file.
	const points = context.order === 'shuffle' ? shuffled(enumeration, context, before) : enumeration.walk(before);
	const enqueued = new Set<string>();
	const asked = new Set<number>();
	/** Visited points that have not come up. Each does once: when all have, none need be looked for. */
	let unmet: number | undefined;

	const isTaken = (point: Params, {running}: Ask): boolean => {
		unmet ??= walked.length > 0 && before.met === walked.length ? 0 : context.visited.size - before.met;
		if (unmet === 0 && enqueued.size === 0 && running.length === 0) return false;
		const key = canonicalKey(space, point);
		if (context.visited.has(key)) {
			unmet -= 1;
			return true;
		}
		return enqueued.has(key) || running.some(other => canonicalKey(space, other) === key);
	};
	return {
		size: enumeration.size,
		learns: false,
		ask: request => {
			for (;;) {
				const next = points.next();
				if (next.done === true) return undefined;
				if (isTaken(next.value, request)) continue;
				asked.add(request.trial);
				return next.value;
			}
		},
		tell: (told: Told) => {
			// Points of its own lie behind the walk; one that a person enqueued may lie ahead.
			if (asked.delete(told.trial)) return;
			const key = canonicalKey(space, told.params);
			if (!context.visited.has(key)) enqueued.add(key);
		},
	};
}

function* shuffled(
	enumeration: Enumeration,
	{space, seed}: SamplerContext,
	before: PassedPoints,
): Generator<Params, void, undefined> {
	const {count} = enumeration.size;
	const placeOf = createPermutation(count, seed);
	let misses = 0;
	let expected = before.points[0];
	for (let index = 0n; index < count; index += 1n) {
		const point = enumeration.unrank(placeOf(index));
		misses = point === undefined ? misses + 1 : 0;
		if (misses > MAX_MISSES) {
			throw new UserError(
				`${MAX_MISSES} shuffled points in a row were excluded`,
				'use run.order = "grid", which skips excluded regions as a whole, or simplify exclude',
			);
		}
		if (point === undefined) continue;
		if (expected !== undefined && isSamePoint(space, expected, point)) expected = before.points[(before.met += 1)];
		else {
			expected = undefined;
			yield point;
		}
	}
}
