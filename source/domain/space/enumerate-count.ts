import type {Binding, Layout} from './enumerate-layout.ts';

/** Values tried, and subtree counts kept, before a count is given up as too entangled. */
const MAX_WORK = 1_000_000;

/** How many points stand under a node of the tree, and below which of its values. */
type Node = {readonly total: bigint; starts?: readonly bigint[]};

/** Counts of subtrees, exact and memoised. */
export type Counter = {
	/** All points. */
	readonly total: bigint;
	/** Binds every axis to the point of a rank from 0 to `total` - 1. */
	readonly bindRank: (rank: bigint) => void;
};

/** What is known of an axis before anything is bound. */
type AxisFacts = {
	/** Points of all axes from here on when no condition speaks of them any more; else undefined. */
	readonly freeFromHere: bigint | undefined;
	/** Earlier axes whose values matter from here on. */
	readonly relevant: readonly number[];
	/** Whether no condition reads this axis: all its values have equal subtrees. */
	readonly uniform: boolean;
};

class TooEntangled extends Error {}

/** The tree of a layout with what has been counted of it. */
type Tree = {
	readonly layout: Layout;
	/** Counting moves it: the axes before a node are bound, those after it are not to be read. */
	readonly binding: Binding;
	readonly facts: readonly AxisFacts[];
	/** Index and inactive, so one more than the values. */
	readonly radices: readonly number[];
	readonly memos: readonly Map<number | string, Node>[];
	work: number;
};

/** Exact counts over a layout, or undefined where they would take more than {@link MAX_WORK} steps. */
export function createCounter(layout: Layout, binding: Binding): Counter | undefined {
	const tree: Tree = {
		layout,
		binding,
		facts: describeAxes(layout),
		radices: layout.axes.map(axis => axis.grid.count + 1),
		memos: layout.axes.map(() => new Map()),
		work: 0,
	};
	try {
		const total = layout.empty ? 0n : nodeAt(tree, 0).total;
		// What is worked out from here on was reached while counting.
		tree.work = Number.NEGATIVE_INFINITY;
		return {total, bindRank: rank => bindRank(tree, rank)};
	} catch (error) {
		if (error instanceof TooEntangled) return undefined;
		throw error;
	}
}

function spend(tree: Tree): void {
	tree.work += 1;
	if (tree.work > MAX_WORK) throw new TooEntangled();
}

function valuesOf(tree: Tree, axis: number): number {
	return tree.layout.axes[axis]?.grid.count ?? 0;
}

/** The node over an axis, given the values bound before it. */
function nodeAt(tree: Tree, axis: number): Node {
	const facts = tree.facts[axis];
	const memo = tree.memos[axis];
	if (facts === undefined || memo === undefined) return {total: 1n};
	if (facts.freeFromHere !== undefined) return {total: facts.freeFromHere};
	const key = keyOf(facts.relevant, tree.binding.indexes, tree.radices);
	const known = memo.get(key);
	if (known !== undefined) return known;
	spend(tree);
	const node = {total: countUnder(tree, axis)};
	memo.set(key, node);
	return node;
}

/** Points under one value of an axis, which is left bound. */
function countBelow(tree: Tree, axis: number, index: number): bigint {
	tree.binding.bind(axis, index);
	return tree.binding.isExcluded(axis) ? 0n : nodeAt(tree, axis + 1).total;
}

function countUnder(tree: Tree, axis: number): bigint {
	if (!tree.binding.isActive(axis)) return countBelow(tree, axis, -1);
	const values = valuesOf(tree, axis);
	if (tree.facts[axis]?.uniform === true) return BigInt(values) * countBelow(tree, axis, 0);
	let sum = 0n;
	for (let index = 0; index < values; index += 1) {
		spend(tree);
		sum += countBelow(tree, axis, index);
	}
	return sum;
}

function bindRank(tree: Tree, rank: bigint): void {
	const {binding, facts, layout} = tree;
	let rest = rank;
	for (let axis = 0; axis < layout.axes.length; axis += 1) {
		if (facts[axis]?.freeFromHere !== undefined) return bindFree(tree, axis, rest);
		if (!binding.isActive(axis)) {
			binding.bind(axis, -1);
		} else if (facts[axis]?.uniform === true) {
			const share = countBelow(tree, axis, 0);
			binding.bind(axis, Number(rest / share));
			rest %= share;
		} else {
			const starts = startsOf(tree, axis, nodeAt(tree, axis));
			const index = lastAtMost(starts, rest);
			binding.bind(axis, index);
			rest -= starts[index] ?? 0n;
		}
	}
}

/** Ranks of the first points under each value of an axis, relative to the node. */
function startsOf(tree: Tree, axis: number, node: Node): readonly bigint[] {
	if (node.starts !== undefined) return node.starts;
	const starts: bigint[] = [];
	let sum = 0n;
	for (let index = 0; index < valuesOf(tree, axis); index += 1) {
		starts.push(sum);
		sum += countBelow(tree, axis, index);
	}
	node.starts = starts;
	return starts;
}

/** Axes that no condition speaks of are digits of a mixed radix; doubles take over once the rest fits one. */
function bindFree({layout, binding}: Tree, from: number, rank: bigint): void {
	const limit = BigInt(Number.MAX_SAFE_INTEGER);
	let rest = rank;
	let small = rest <= limit ? Number(rest) : undefined;
	for (let axis = layout.axes.length - 1; axis >= from; axis -= 1) {
		const radix = layout.axes[axis]?.grid.count ?? 1;
		if (small === undefined) {
			binding.bind(axis, Number(rest % BigInt(radix)));
			rest /= BigInt(radix);
			if (rest <= limit) small = Number(rest);
		} else {
			binding.bind(axis, small % radix);
			small = Math.floor(small / radix);
		}
	}
}

function describeAxes({axes}: Layout): readonly AxisFacts[] {
	const facts: AxisFacts[] = [];
	let free: bigint | undefined = 1n;
	const read = new Set<number>();
	for (let index = axes.length - 1; index >= 0; index -= 1) {
		const axis = axes[index];
		if (axis === undefined) continue;
		const conditions = axis.when === undefined ? axis.excludes : [axis.when, ...axis.excludes];
		for (const condition of conditions) for (const used of condition.axes) read.add(used);
		free = free === undefined || conditions.length > 0 ? undefined : free * BigInt(axis.grid.count);
		facts[index] = {
			freeFromHere: free,
			relevant: [...read].filter(used => used < index).toSorted((a, b) => a - b),
			uniform: !read.has(index),
		};
	}
	return facts;
}

/** One key for the values of the relevant axes: a number where the mixed radix fits a double. */
function keyOf(relevant: readonly number[], indexes: readonly number[], radices: readonly number[]): number | string {
	let key = 0;
	let span = 1;
	for (const axis of relevant) {
		const radix = radices[axis] ?? 1;
		span *= radix;
		key = key * radix + (indexes[axis] ?? -1) + 1;
	}
	return span <= Number.MAX_SAFE_INTEGER ? key : relevant.map(axis => indexes[axis]).join(',');
}

/** The last index whose start is at most the rank, skipping values with nothing under them. */
function lastAtMost(starts: readonly bigint[], rank: bigint): number {
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((starts[middle] ?? 0n) <= rank) low = middle;
		else high = middle - 1;
	}
	return low;
}
