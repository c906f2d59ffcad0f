import {type FanovaAxis, type FanovaTable, fanovaTable, type Reached} from './fanova-space.ts';
import {growTree, type Leaf, sortRows} from './fanova-tree.ts';
import type {Importance} from './importance.ts';
import type {Space} from '../space.ts';
import {spreadSample} from './spread-sample.ts';
import {stableOrder} from '../statistics/stable-order.ts';

/** How the variance of a metric over the whole space is shared out. */
export type Fanova = {
	/** Share that each parameter explains alone, largest first; together they are at most about 1. */
	readonly importances: readonly Importance[];
	/** Share that only parameters together explain. */
	readonly interactions: number;
};

const TREES = 64;
/** More trials than these are sampled: the forest would not say more, and take its time. */
export const MOST_FOREST_TRIALS = 1000;

/**
 * Functional analysis of variance over a random forest: how much of the variance of a metric, as a forest of 64 fully
 * grown trees on bootstrap samples sees it over the whole space, each parameter explains on its own. Parameters with
 * conditions are left out. Undefined where nothing varies.
 * @param uniform numbers in [0, 1) for the bootstrap samples.
 * Source: Hutter, Hoos and Leyton-Brown 2014, ICML; as in Optuna's FanovaImportanceEvaluator, but for scales (the volume
 * of a logarithmic parameter is by magnitude) and names (only names that exist have volume).
 */
export function fanova(space: Space, trials: readonly Reached[], uniform: () => number): Fanova | undefined {
	const table = fanovaTable(space, spreadSample(trials, MOST_FOREST_TRIALS));
	const sorted = sortRows(table);
	const shares: (readonly number[])[] = [];
	for (let tree = 0; tree < TREES; tree += 1) {
		const found = decompose(table.axes, growTree(table, bootstrap(table, uniform), sorted));
		if (found !== undefined) shares.push(found);
	}
	if (shares.length === 0) return undefined;
	const importances = table.axes.map(({name}, axis) => ({
		name,
		importance: shares.reduce((sum, found) => sum + (found[axis] ?? 0), 0) / shares.length,
	}));
	const alone = importances.reduce((sum, {importance}) => sum + importance, 0);
	return {
		importances: importances.toSorted((a, b) => b.importance - a.importance || (a.name < b.name ? -1 : 1)),
		interactions: Math.max(0, 1 - alone),
	};
}

/** How often each row is drawn when as many are drawn as there are, with replacement. */
function bootstrap({values}: FanovaTable, uniform: () => number): Float64Array {
	const weights = new Float64Array(values.length);
	for (let draw = 0; draw < weights.length; draw += 1) {
		const row = Math.floor(uniform() * weights.length);
		weights[row] = (weights[row] ?? 0) + 1;
	}
	return weights;
}

/**
 * The share of a tree's variance that each axis explains alone, by the volumes of its leaves; undefined for a tree
 * that says the same everywhere.
 */
export function decompose(axes: readonly FanovaAxis[], leaves: readonly Leaf[]): readonly number[] | undefined {
	const volumes = leaves.map(leaf => axes.reduce((volume, axis, index) => volume * widthOf(axis, leaf, index), 1));
	const mean = leaves.reduce((sum, {value}, index) => sum + value * (volumes[index] ?? 0), 0);
	const variance = leaves.reduce((sum, {value}, index) => sum + (value - mean) ** 2 * (volumes[index] ?? 0), 0);
	if (!(variance > 0)) return undefined;
	return axes.map((axis, index) => {
		// What a leaf adds to the mean wherever it reaches along this axis.
		const parts = leaves.map((leaf, place) => (leaf.value * (volumes[place] ?? 0)) / widthOf(axis, leaf, index));
		const along =
			axis.kind === 'names'
				? varianceOfNames(axis.count, leaves, {parts, index, mean})
				: varianceAlong(leaves, {parts, index, mean});
		return along / variance;
	});
}

function widthOf(axis: FanovaAxis, {lows, highs}: Leaf, index: number): number {
	if (axis.kind === 'number') return (highs[index] ?? 0) - (lows[index] ?? 0);
	let bits = 0;
	for (let left = lows[index] ?? 0; left > 0; left = Math.floor(left / 2)) bits += left % 2;
	return bits / axis.count;
}

type Marginal = {readonly parts: readonly number[]; readonly index: number; readonly mean: number};

function varianceOfNames(count: number, leaves: readonly Leaf[], {parts, index, mean}: Marginal): number {
	let sum = 0;
	for (let name = 0; name < count; name += 1) {
		const marginal = leaves.reduce((total, {lows}, place) => {
			return Math.floor((lows[index] ?? 0) / 2 ** name) % 2 === 1 ? total + (parts[place] ?? 0) : total;
		}, 0);
		sum += (marginal - mean) ** 2 / count;
	}
	return sum;
}

/** The marginal changes only at ends of leaves: what begins and ends there is added up from below to above. */
function varianceAlong(leaves: readonly Leaf[], {parts, index, mean}: Marginal): number {
	const ends = new Float64Array(2 * leaves.length);
	leaves.forEach(({lows, highs}, place) => {
		ends[2 * place] = lows[index] ?? 0;
		ends[2 * place + 1] = highs[index] ?? 0;
	});
	let [marginal, sum, from] = [0, 0, 0];
	for (const end of stableOrder(ends)) {
		const at = ends[end] ?? 0;
		sum += (marginal - mean) ** 2 * (at - from);
		marginal += end % 2 === 0 ? (parts[end >> 1] ?? 0) : -(parts[end >> 1] ?? 0);
		from = at;
	}
	return sum;
}
