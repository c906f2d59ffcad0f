import type {Axis, Point} from '../box.ts';
import {ROOT_HALF} from '../normal.ts';
import {createSlotList, type IsBefore, type SlotList} from '../slot-list.ts';
import {createSieve, growSieve, setSieveShape, type Sieve} from './tpe-sieve.ts';
import {
	type CellTable,
	clearIfLarge,
	createCellTable,
	logPeak,
	PRIOR_CENTRE,
	PRIOR_INVERSE,
	rowOf,
} from './tpe-shapes.ts';

/** Which density a trial is a kernel of: 1 = of good trials, 0 = of the others. */
export type Side = 0 | 1;

/**
 * The kernels of both densities, one a trial, kept up to date by small changes. A kernel is a product over axes: a
 * truncated normal (real), its masses of cells (ordered), or a peaked distribution (categorical). A kernel of a trial in
 * which an axis was inactive has the prior there. Slots are in order of arrival; arrays hold a row of axes a slot.
 */
export type Kernels = {
	readonly axes: readonly Axis[];
	/** Axes of real numbers: the columns of `rows`. */
	readonly reals: readonly number[];
	/** By axis; undefined where no table is kept. */
	readonly tables: readonly (CellTable | undefined)[];
	count: number;
	/** Coordinate; index of a choice; NaN where inactive. */
	centres: Float64Array;
	/** 1 / (σ √2). */
	inverses: Float64Array;
	/** Log height (real); place of the row in the axis' table (ordered). */
	heights: Float64Array;
	/**
	 * What a density's inner loop reads, {@link rowWidth} numbers a slot: log height over all real axes, then for each
	 * of them a = 1 / (σ √2) and a × centre, then zeros.
	 */
	rows: Float64Array;
	/** The same heights, and the first two real axes. */
	sieve: Sieve;
	/** What slots are ordered by, and ties broken. */
	keys: Float64Array;
	sides: Uint8Array;
	/** Slots whose height in `rows` is out of date. */
	readonly stale: Set<number>;
	/** Lists, by place in `sorted`, all of whose bandwidths are out of date. */
	readonly wide: Set<number>;
	/** Slots by key. */
	order: Int32Array;
	/** Slots in which an axis is active, by centre, then key: at 2 × axis + side; undefined for categorical axes. */
	readonly sorted: readonly (SlotList | undefined)[];
	/** Kernels in which an axis is active: at 2 × axis + side. */
	readonly active: Int32Array;
};

/** Numbers in a row of so many real axes, which are read four at a time. */
export function rowWidth(reals: number): number {
	return 1 + 8 * Math.ceil(reals / 4);
}

/** No kernels yet. */
export function createKernels(axes: readonly Axis[]): Kernels {
	const slots = 64;
	const reals = [...axes.keys()].filter(axis => axes[axis]?.kind === 'real');
	return {
		axes,
		reals,
		tables: axes.map(createCellTable),
		count: 0,
		centres: new Float64Array(slots * axes.length),
		inverses: new Float64Array(slots * axes.length),
		heights: new Float64Array(slots * axes.length),
		rows: new Float64Array(slots * rowWidth(reals.length)),
		sieve: createSieve(slots),
		keys: new Float64Array(slots),
		sides: new Uint8Array(slots),
		stale: new Set(),
		wide: new Set(),
		order: new Int32Array(slots),
		sorted: axes.flatMap(({kind}) => {
			return kind === 'categorical' ? [undefined, undefined] : [createSlotList(), createSlotList()];
		}),
		active: new Int32Array(axes.length * 2),
	};
}

/** Adds a trial to side 0. Gives its slot. */
export function pushKernel(kernels: Kernels, point: Point, key: number): number {
	if (kernels.count === kernels.keys.length) grow(kernels);
	const {axes, centres, inverses, keys, order} = kernels;
	const slot = kernels.count;
	kernels.count += 1;
	keys[slot] = key;
	kernels.sides[slot] = 0;
	kernels.stale.add(slot);
	for (let axis = 0; axis < axes.length; axis += 1) {
		const centre = point[axis] ?? Number.NaN;
		centres[slot * axes.length + axis] = centre;
		inverses[slot * axes.length + axis] = Number.NaN;
		if (Number.isNaN(centre)) setShape(kernels, slot, axis, PRIOR_CENTRE, PRIOR_INVERSE);
	}
	let place = slot;
	while (place > 0 && (keys[order[place - 1] ?? 0] ?? 0) > key) place -= 1;
	order.copyWithin(place + 1, place, slot);
	order[place] = slot;
	enter(kernels, slot);
	return slot;
}

/** Takes the slot away that came last. */
export function popKernel(kernels: Kernels): void {
	const {order, count} = kernels;
	const slot = count - 1;
	leave(kernels, slot);
	kernels.stale.delete(slot);
	const place = order.subarray(0, count).lastIndexOf(slot);
	order.copyWithin(place, place + 1, count);
	kernels.count = slot;
}

/** Moves a kernel to a side. */
export function setSide(kernels: Kernels, slot: number, side: Side): void {
	if (kernels.sides[slot] === side) return;
	leave(kernels, slot);
	kernels.sides[slot] = side;
	enter(kernels, slot);
}

/** Slots of a side by key. Brings rows up to date, and tables that grew large down to what is in use. */
export function membersOf(kernels: Kernels, side: Side): Int32Array {
	for (const [axis, table] of kernels.tables.entries()) {
		if (table !== undefined && clearIfLarge(table)) forgetShapes(kernels, axis);
	}
	for (const list of kernels.wide) spread(kernels, list >> 1, (list & 1) === 1 ? 1 : 0, 0, kernels.count);
	kernels.wide.clear();
	for (const slot of kernels.stale) sumHeights(kernels, slot);
	kernels.stale.clear();
	const {count, order, sides} = kernels;
	const slots = new Int32Array(count);
	let length = 0;
	for (let place = 0; place < count; place += 1) {
		const slot = order[place] ?? 0;
		if (sides[slot] !== side) continue;
		slots[length] = slot;
		length += 1;
	}
	return slots.subarray(0, length);
}

function enter(kernels: Kernels, slot: number): void {
	move(kernels, slot, (list, isBefore) => list.insert(slot, isBefore), 1);
}

function leave(kernels: Kernels, slot: number): void {
	move(kernels, slot, (list, isBefore) => list.remove(slot, isBefore), -1);
}

/** Changes the lists of a slot's side, and the bandwidths of those that its coming or going touches. */
function move(
	kernels: Kernels,
	slot: number,
	change: (list: SlotList, isBefore: IsBefore) => number,
	by: 1 | -1,
): void {
	const {axes, centres, active} = kernels;
	const side = kernels.sides[slot] === 1 ? 1 : 0;
	for (let axis = 0; axis < axes.length; axis += 1) {
		if (Number.isNaN(centres[slot * axes.length + axis])) continue;
		const total = (active[axis * 2 + side] ?? 0) + by;
		active[axis * 2 + side] = total;
		const list = kernels.sorted[axis * 2 + side];
		if (list === undefined) continue;
		const place = change(list, standsBefore(kernels, axis, slot));
		// The least bandwidth depends on the number of kernels, up to 98 of them.
		if (total <= 100) kernels.wide.add(axis * 2 + side);
		else spread(kernels, axis, side, place - 1, place + 2);
	}
}

/**
 * Bandwidths of some places of an axis and side: the wider gap to a neighbour, at the ends the only one; a single kernel
 * reaches to the farther bound. Clipped to [1 / min(100, 2 + n), 1] of the range (Bergstra 2011; as in Optuna 5).
 */
function spread(kernels: Kernels, axis: number, side: Side, from: number, to: number): void {
	const list = kernels.sorted[axis * 2 + side];
	if (list === undefined) return;
	const {centres} = kernels;
	const width = kernels.axes.length;
	const total = list.length();
	const least = 1 / Math.min(100, 2 + total);
	const slots = list.slots();
	const centreAt = (place: number): number => centres[(slots[place] ?? 0) * width + axis] ?? 0;
	for (let place = Math.max(0, from); place < Math.min(to, total); place += 1) {
		const centre = centreAt(place);
		const left = place > 0 ? centre - centreAt(place - 1) : total > 1 ? 0 : centre;
		const right = place < total - 1 ? centreAt(place + 1) - centre : total > 1 ? 0 : 1 - centre;
		setShape(kernels, slots[place] ?? 0, axis, centre, ROOT_HALF / Math.min(1, Math.max(least, left, right)));
	}
}

function setShape(kernels: Kernels, slot: number, axis: number, centre: number, inverse: number): void {
	const at = slot * kernels.axes.length + axis;
	if (kernels.inverses[at] === inverse) return;
	kernels.inverses[at] = inverse;
	if (kernels.axes[axis]?.kind === 'real') {
		const column = kernels.reals.indexOf(axis);
		const cell = slot * rowWidth(kernels.reals.length) + 1 + 2 * column;
		kernels.rows[cell] = inverse;
		kernels.rows[cell + 1] = inverse * centre;
		setSieveShape(kernels.sieve, slot, column, inverse, inverse * centre);
		kernels.heights[at] = logPeak(centre, inverse);
		kernels.stale.add(slot);
		return;
	}
	const table = kernels.tables[axis];
	if (table !== undefined) kernels.heights[at] = rowOf(table, centre, inverse);
}

function forgetShapes(kernels: Kernels, axis: number): void {
	const width = kernels.axes.length;
	for (let slot = 0; slot < kernels.count; slot += 1) {
		kernels.inverses[slot * width + axis] = Number.NaN;
		if (Number.isNaN(kernels.centres[slot * width + axis])) setShape(kernels, slot, axis, PRIOR_CENTRE, PRIOR_INVERSE);
	}
	kernels.wide.add(axis * 2).add(axis * 2 + 1);
}

function sumHeights({axes, reals, heights, rows, sieve}: Kernels, slot: number): void {
	let height = 0;
	for (const axis of reals) height += heights[slot * axes.length + axis] ?? 0;
	rows[slot * rowWidth(reals.length)] = height;
	sieve.heights[slot] = height;
}

function standsBefore({centres, keys, axes}: Kernels, axis: number, slot: number): IsBefore {
	const width = axes.length;
	const centre = centres[slot * width + axis] ?? 0;
	const key = keys[slot] ?? 0;
	return other => {
		const difference = (centres[other * width + axis] ?? 0) - centre;
		return difference < 0 || (difference === 0 && (keys[other] ?? 0) < key);
	};
}

function grow(kernels: Kernels): void {
	const slots = kernels.keys.length * 2;
	for (const name of ['centres', 'inverses', 'heights', 'rows', 'keys'] as const) {
		const longer = new Float64Array(kernels[name].length * 2);
		longer.set(kernels[name]);
		kernels[name] = longer;
	}
	kernels.sieve = growSieve(kernels.sieve, slots);
	const sides = new Uint8Array(slots);
	sides.set(kernels.sides);
	kernels.sides = sides;
	const order = new Int32Array(slots);
	order.set(kernels.order);
	kernels.order = order;
}
