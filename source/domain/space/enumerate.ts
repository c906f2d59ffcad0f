import {type Counter, createCounter} from './enumerate-count.ts';
import {type Binding, createBinding, type EnumerationAxis, layOut, type Layout} from './enumerate-layout.ts';
import {gridAxis} from './grid-axis.ts';
import type {SpaceSize} from '../sampler.ts';
import type {Params, Space} from '../space.ts';

/**
 * All points of a grid over a space with conditions and exclusions, without ever holding them: a mixed-radix tree
 * whose conditions are decided at the first axis where their names are bound, with memoised subtree counts.
 * Points are ordered as nested loops over the axes, the last one fastest.
 */
export type Enumeration = {
	/** Axes in walking order. */
	readonly axes: readonly EnumerationAxis[];
	/** Number of points; an upper bound, with `exact: false`, where the conditions are too entangled to count. */
	readonly size: SpaceSize;
	/** Product of the axes' counts, before conditions and exclusions. */
	readonly product: bigint;
	/**
	 * The point of a rank from 0 to `size.count` - 1; undefined beyond, and, where the size is not exact, for ranks
	 * that are no point.
	 */
	readonly unrank: (rank: bigint) => Params | undefined;
	/** All points in order, from the first; those of `before` are passed by, as long as they come up in their order. */
	readonly walk: (before?: PassedPoints) => Generator<Params, void, undefined>;
};

/** Points that a walk need not give again, and how many of them it has passed by: written by the walk. */
export type PassedPoints = {readonly points: readonly Params[]; met: number};

/** Names of the parameters that a grid cannot list: real ones without `step` or `points`. */
export function uncountableParameters(space: Space): readonly string[] {
	return space.parameters
		.filter(parameter => gridAxis(parameter.domain) === undefined)
		.map(parameter => parameter.name);
}

/** The enumeration of a space, or undefined where a parameter has no grid values. */
export function createEnumeration(space: Space): Enumeration | undefined {
	const layout = layOut(space);
	if (layout === undefined) return undefined;
	const binding = createBinding(layout, space.parameters);
	const product = layout.axes.reduce((count, axis) => count * BigInt(axis.grid.count), 1n);
	const counter = createCounter(layout, binding);
	const size = {count: counter?.total ?? product, exact: counter !== undefined};
	return {
		axes: layout.axes,
		size,
		product,
		unrank: rank => {
			if (rank < 0n || rank >= size.count) return undefined;
			return counter === undefined ? unrankBox(layout, binding, rank) : unrankExact(counter, binding, rank);
		},
		walk: before => walkPoints(layout, createBinding(layout, space.parameters), before),
	};
}

function unrankExact(counter: Counter, binding: Binding, rank: bigint): Params {
	counter.bindRank(rank);
	return binding.params();
}

/** The point of a rank in the box of all axes; an inactive axis stands at its first value only. */
function unrankBox(layout: Layout, binding: Binding, rank: bigint): Params | undefined {
	const indexes: number[] = [];
	let rest = rank;
	for (const axis of layout.axes.toReversed()) {
		const radix = BigInt(axis.grid.count);
		indexes.unshift(Number(rest % radix));
		rest /= radix;
	}
	for (const [axis, index] of indexes.entries()) {
		const active = binding.isActive(axis);
		if (!active && index !== 0) return undefined;
		binding.bind(axis, active ? index : -1);
		if (binding.isExcluded(axis)) return undefined;
	}
	return binding.params();
}

/** Depth first; a condition that fails cuts its whole subtree. */
function* walkPoints(layout: Layout, binding: Binding, before?: PassedPoints): Generator<Params, void, undefined> {
	const {axes, empty} = layout;
	if (empty) return;
	let axis = 0;
	let entering = true;
	let expected = before?.points[0];
	while (axis >= 0) {
		if (axis === axes.length) {
			if (before === undefined || expected === undefined) yield binding.params();
			else if (binding.isAt(expected)) expected = before.points[(before.met += 1)];
			else {
				expected = undefined;
				yield binding.params();
			}
			axis -= 1;
			entering = false;
			continue;
		}
		const index = entering ? firstIndex(binding, axis) : nextIndex(binding, axis, axes[axis]?.grid.count ?? 0);
		if (index === undefined) {
			axis -= 1;
			entering = false;
			continue;
		}
		binding.bind(axis, index);
		entering = !binding.isExcluded(axis);
		if (entering) axis += 1;
	}
}

function firstIndex(binding: Binding, axis: number): number {
	return binding.isActive(axis) ? 0 : -1;
}

function nextIndex(binding: Binding, axis: number, count: number): number | undefined {
	const index = binding.indexes[axis] ?? -1;
	return index < 0 || index + 1 >= count ? undefined : index + 1;
}
