import type {Axis} from '../box.ts';
import {erfc, ROOT_HALF} from '../normal.ts';

/** Ordered axes up to this many cells keep tables; beyond, the mass of a cell is computed each time it is needed. */
const TABLE_CELLS = 128;
/** Rows of a table before those that are out of use are cleared away. */
const MANY_ROWS = 8192;
const LOG_PEAK = -0.5 * Math.log(Math.PI);

/** 1 / (σ √2) of the prior kernel, whose σ is the whole range. */
export const PRIOR_INVERSE = ROOT_HALF;
/** Middle of the range: the prior kernel's centre. */
export const PRIOR_CENTRE = 0.5;

/** Mass of a normal between two coordinates; `inverse` = 1 / (σ √2). */
function massBetween(from: number, to: number, centre: number, inverse: number): number {
	const left = (from - centre) * inverse;
	const right = (to - centre) * inverse;
	// Beyond 6 the tails are below half a unit in the last place of 1.
	if (left < -6 && right > 6) return 1;
	if (left > 0) return 0.5 * (erfc(left) - erfc(right));
	if (right < 0) return 0.5 * (erfc(-right) - erfc(-left));
	return 1 - 0.5 * (erfc(right) + erfc(-left));
}

/** Log density of a kernel truncated to [0, 1], less its exponent -((x - centre) × inverse)². */
export function logPeak(centre: number, inverse: number): number {
	return LOG_PEAK + Math.log(inverse) - Math.log(massBetween(0, 1, centre, inverse));
}

/** Log of the share that one cell has of a kernel truncated to [0, 1]. */
export function logCell(axis: Axis, cell: number, centre: number, inverse: number): number {
	const mass = massBetween(axis.edge(cell), axis.edge(cell + 1), centre, inverse);
	return Math.log(mass) - Math.log(massBetween(0, 1, centre, inverse));
}

/** Rows of an ordered axis: log shares of its cells, one row for each shape of kernel that occurred. */
export type CellTable = {
	readonly axis: Axis;
	readonly places: Map<number, Map<number, number>>;
	values: Float64Array;
	/** Numbers in use. */
	used: number;
	/** Numbers in use at which rows are looked through. */
	limit: number;
};

/** An empty table; undefined for an axis that keeps none. */
export function createCellTable(axis: Axis): CellTable | undefined {
	if (axis.kind !== 'ordered' || axis.count > TABLE_CELLS) return undefined;
	return {axis, places: new Map(), values: new Float64Array(0), used: 0, limit: MANY_ROWS * axis.count};
}

/** Place of a kernel's row. Kernels share rows: where values repeat there are few shapes. */
export function rowOf(table: CellTable, centre: number, inverse: number): number {
	let byShape = table.places.get(centre);
	if (byShape === undefined) table.places.set(centre, (byShape = new Map()));
	const known = byShape.get(inverse);
	if (known !== undefined) return known;
	const {axis, used} = table;
	if (used + axis.count > table.values.length) {
		const grown = new Float64Array(Math.max(table.values.length * 2, 16 * axis.count));
		grown.set(table.values);
		table.values = grown;
	}
	for (let cell = 0; cell < axis.count; cell += 1) table.values[used + cell] = logCell(axis, cell, centre, inverse);
	byShape.set(inverse, used);
	table.used = used + axis.count;
	return used;
}

/** Empties a table that grew large. Says whether it did: then every row has to be asked for anew. */
export function clearIfLarge(table: CellTable): boolean {
	if (table.used <= table.limit) return false;
	table.places.clear();
	table.used = 0;
	// Where most rows turn out to be in use, the next look is twice as far away.
	table.limit = Math.max(table.limit, 2 * table.values.length);
	return true;
}
