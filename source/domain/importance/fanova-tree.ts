import type {FanovaTable} from './fanova-space.ts';
import {stableOrder} from '../statistics/stable-order.ts';

/** A part of the box in which a tree says the same. */
export type Leaf = {
	readonly value: number;
	/** By axis: the lower end of an axis of numbers, or a bit for each name that belongs to it. */
	readonly lows: Float64Array;
	/** By axis: the upper end of an axis of numbers; unused for names. */
	readonly highs: Float64Array;
};

type Split = {readonly axis: number; readonly at: number; readonly gain: number};
type Box = {readonly lows: Float64Array; readonly highs: Float64Array};

/** The state of one tree while it grows: which rows stand where in the order of each axis. */
type Growth = {
	readonly table: FanovaTable;
	readonly weights: Float64Array;
	/** By axis: rows, those of a node next to each other in the order of the axis. */
	readonly orders: readonly Int32Array[];
	readonly isLeft: Uint8Array;
	readonly scratch: Int32Array;
	readonly leaves: Leaf[];
};

/** A gain below this share of the sums is an error of rounding. */
const LEAST_GAIN = 1e-12;

/**
 * A regression tree that is grown until each leaf has a single value, splitting where the sum of squares falls most
 * (Breiman et al. 1984); names are split one against the others. Gives its leaves, which part the whole box.
 * @param weights how often each row counts; rows of weight 0 are not in it.
 * @param sorted as {@link sortRows} gives it, for many trees of one table.
 */
export function growTree(table: FanovaTable, weights: Float64Array, sorted = sortRows(table)): readonly Leaf[] {
	const orders = sorted.map(order => order.filter(row => (weights[row] ?? 0) > 0));
	const count = orders[0]?.length ?? 0;
	const growth: Growth = {
		table,
		weights,
		orders,
		isLeft: new Uint8Array(weights.length),
		scratch: new Int32Array(count),
		leaves: [],
	};
	const whole: Box = {
		lows: Float64Array.from(table.axes, axis => (axis.kind === 'names' ? 2 ** axis.count - 1 : 0)),
		highs: new Float64Array(table.axes.length).fill(1),
	};
	// A stack of its own: a tree of single rows can be deeper than the calls that an engine allows.
	const pending: {readonly from: number; readonly to: number; readonly box: Box}[] = [];
	if (count > 0) pending.push({from: 0, to: count, box: whole});
	for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
		const {from, to, box} = node;
		const split = bestSplit(growth, from, to);
		if (split === undefined) {
			growth.leaves.push({...box, value: meanOf(growth, from, to)});
			continue;
		}
		const middle = partition(growth, from, to, split);
		const [left, right] = splitBox(table, box, split);
		pending.push({from, to: middle, box: left}, {from: middle, to, box: right});
	}
	return growth.leaves;
}

/** Rows in the order of each axis. */
export function sortRows({columns}: FanovaTable): readonly Int32Array[] {
	return columns.map(column => Int32Array.from(stableOrder(column)));
}

function meanOf({table, weights, orders}: Growth, from: number, to: number): number {
	let [sum, weight] = [0, 0];
	for (let place = from; place < to; place += 1) {
		const row = orders[0]?.[place] ?? 0;
		sum += (weights[row] ?? 0) * (table.values[row] ?? 0);
		weight += weights[row] ?? 0;
	}
	return sum / weight;
}

function bestSplit(growth: Growth, from: number, to: number): Split | undefined {
	let [sum, weight, squares] = [0, 0, 0];
	for (let place = from; place < to; place += 1) {
		const row = growth.orders[0]?.[place] ?? 0;
		const [value, count] = [growth.table.values[row] ?? 0, growth.weights[row] ?? 0];
		sum += count * value;
		squares += count * value * value;
		weight += count;
	}
	const around = (sum * sum) / weight;
	const floor = Math.max(squares, around) * LEAST_GAIN;
	if (squares - around <= floor) return undefined;
	let best: Split | undefined;
	growth.table.axes.forEach(({kind}, axis) => {
		const split = (kind === 'number' ? splitNumbers : splitNames)(growth, {axis, from, to, sum, weight});
		if (split !== undefined && split.gain - around > floor && split.gain > (best?.gain ?? 0)) best = split;
	});
	return best;
}

type Node = {
	readonly axis: number;
	readonly from: number;
	readonly to: number;
	readonly sum: number;
	readonly weight: number;
};

/** Half-way between two neighbours that differ. */
function splitNumbers({table, weights, orders}: Growth, {axis, from, to, sum, weight}: Node): Split | undefined {
	const [order, column] = [orders[axis], table.columns[axis]];
	if (order === undefined || column === undefined) return undefined;
	let [leftSum, leftWeight, gain, at] = [0, 0, Number.NEGATIVE_INFINITY, Number.NaN];
	for (let place = from; place < to - 1; place += 1) {
		const [row, next] = [order[place] ?? 0, order[place + 1] ?? 0];
		const count = weights[row] ?? 0;
		leftSum += count * (table.values[row] ?? 0);
		leftWeight += count;
		const [here, there] = [column[row] ?? 0, column[next] ?? 0];
		if (here === there) continue;
		const found = leftSum ** 2 / leftWeight + (sum - leftSum) ** 2 / (weight - leftWeight);
		if (found > gain) [gain, at] = [found, (here + there) / 2];
	}
	return Number.isNaN(at) ? undefined : {axis, at, gain};
}

/** One name on the left, the others on the right. */
function splitNames({table, weights, orders}: Growth, {axis, from, to, sum, weight}: Node): Split | undefined {
	const [order, column] = [orders[axis], table.columns[axis]];
	if (order === undefined || column === undefined) return undefined;
	let best: Split | undefined;
	for (let start = from; start < to; ) {
		const name = column[order[start] ?? 0] ?? 0;
		let [end, ownSum, ownWeight] = [start, 0, 0];
		for (; end < to && column[order[end] ?? 0] === name; end += 1) {
			const row = order[end] ?? 0;
			ownSum += (weights[row] ?? 0) * (table.values[row] ?? 0);
			ownWeight += weights[row] ?? 0;
		}
		if (end - start < to - from) {
			const gain = ownSum ** 2 / ownWeight + (sum - ownSum) ** 2 / (weight - ownWeight);
			if (gain > (best?.gain ?? Number.NEGATIVE_INFINITY)) best = {axis, at: name, gain};
		}
		start = end;
	}
	return best;
}

/** Moves the rows of the left part before those of the right one in every order, keeping the order of each part. */
function partition({table, orders, isLeft, scratch}: Growth, from: number, to: number, {axis, at}: Split): number {
	const column = table.columns[axis];
	const isName = table.axes[axis]?.kind === 'names';
	const [first] = orders;
	for (let place = from; place < to; place += 1) {
		const row = first?.[place] ?? 0;
		const value = column?.[row] ?? 0;
		isLeft[row] = Number(isName ? value === at : value <= at);
	}
	let middle = from;
	for (const order of orders) {
		let [left, right] = [from, 0];
		for (let place = from; place < to; place += 1) {
			const row = order[place] ?? 0;
			if (isLeft[row] === 1) order[left++] = row;
			else scratch[right++] = row;
		}
		order.set(scratch.subarray(0, right), left);
		middle = left;
	}
	return middle;
}

function splitBox({axes}: FanovaTable, {lows, highs}: Box, {axis, at}: Split): readonly [Box, Box] {
	const left = {lows: lows.slice(), highs: highs.slice()};
	const right = {lows: lows.slice(), highs: highs.slice()};
	if (axes[axis]?.kind === 'names') {
		left.lows[axis] = 2 ** at;
		right.lows[axis] = (lows[axis] ?? 0) - 2 ** at;
	} else {
		left.highs[axis] = at;
		right.lows[axis] = at;
	}
	return [left, right];
}
