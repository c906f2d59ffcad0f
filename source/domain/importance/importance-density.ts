import type {Grid} from './importance.ts';
import {normalTail} from '../statistics/special.ts';

/** Least bandwidth: 90 % of a kernel lie on its own grid point. */
const LEAST_BANDWIDTH = 0.5 / 1.64;
/** What keeps ratios of densities finite. */
const FLOOR = 1e-12;

/**
 * Density of values on a grid: one kernel for each point that occurs, weighted by how often, and a flat one of weight 1.
 * The bandwidth of numbers is Scott's (1992), by the narrower of deviation and quartiles.
 * @param places of the values on the grid; at least one.
 */
export function gridDensity(grid: Grid, places: readonly number[]): Float64Array {
	const counts = new Float64Array(grid.count);
	for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
	const occupied = [...counts.keys()].filter(place => (counts[place] ?? 0) > 0);
	const density = new Float64Array(grid.count);
	const total = places.length + 1;
	const add = (kernel: (place: number) => number, weight: number): void => {
		for (let place = 0; place < grid.count; place += 1) {
			density[place] = (density[place] ?? 0) + (weight / total) * kernel(place);
		}
	};
	if (grid.categorical) {
		// A kernel of names is flat but for its own point: the flat parts are added once, or thousands of names would each
		// be added to each other.
		const share = 1 / (occupied.length + 1);
		const sum = 1 + grid.count * share;
		const flat = (places.length * share) / sum + 1 / grid.count;
		for (const [place, count] of counts.entries()) density[place] = (flat + count / sum) / total;
		return density;
	}
	const bandwidth = Math.max(bandwidthOf(occupied, counts, places.length), LEAST_BANDWIDTH);
	for (const own of occupied) add(cellMass(grid.count, own, bandwidth), counts[own] ?? 0);
	add(cellMass(grid.count, (grid.count - 1) / 2, grid.count), 1);
	return density;
}

function bandwidthOf(occupied: readonly number[], counts: Float64Array, total: number): number {
	const weightOf = (place: number): number => counts[place] ?? 0;
	const mean = occupied.reduce((sum, place) => sum + place * weightOf(place), 0) / total;
	const squares = occupied.reduce((sum, place) => sum + (place - mean) ** 2 * weightOf(place), 0);
	let below = 0;
	let first: number | undefined;
	let third: number | undefined;
	for (const place of occupied) {
		below += weightOf(place);
		if (below >= Math.floor(total / 4)) first ??= place;
		if (below > Math.floor((total * 3) / 4)) third ??= place;
	}
	const spread = (third ?? occupied.at(-1) ?? 0) - (first ?? 0);
	return 1.059 * Math.min(spread / 1.34, Math.sqrt(squares / Math.max(1, total - 1))) * total ** -0.2;
}

/** Share of each grid point in a normal that is cut to the grid. */
function cellMass(count: number, centre: number, deviation: number): (place: number) => number {
	const whole = mass((-0.5 - centre) / deviation, (count - 0.5 - centre) / deviation);
	return place => mass((place - 0.5 - centre) / deviation, (place + 0.5 - centre) / deviation) / whole;
}

function mass(from: number, to: number): number {
	if (from > 0) return normalTail(from) - normalTail(to);
	if (to < 0) return normalTail(-to) - normalTail(-from);
	return 1 - normalTail(to) - normalTail(-from);
}

/** Σ q (p/q - 1)², 0 where both are equal. */
export function pearsonDivergence(p: Float64Array, q: Float64Array): number {
	let sum = 0;
	for (const [place, value] of q.entries()) {
		const own = value + FLOOR;
		sum += own * (((p[place] ?? 0) + FLOOR) / own - 1) ** 2;
	}
	return sum;
}
