import {quantileOfSorted} from '../domain/statistics/stats.ts';
import {type Scale, createScale, niceStep} from './scale.ts';

/** Steps of equal width on a scale; bin i reaches from edge i to edge i + 1, the last one holds its upper edge, too. */
export type Bins = {readonly edges: readonly number[]; readonly scale: Scale};

const LEAST = 5;

/**
 * Bins of round width over ascending values: about as wide as Freedman and Diaconis (1981) say, two interquartile
 * ranges by the cube root of the count, at most `most` of them. On a log scale of equal ratios.
 */
export function chooseBins(ascending: ArrayLike<number>, kind: 'linear' | 'log', most: number): Bins {
	const [low, high] = [ascending[0] ?? 0, ascending[ascending.length - 1] ?? 1];
	const tight = createScale(kind, low, high);
	const isLog = tight.kind === 'log';
	const at = (value: number): number => (isLog ? Math.log10(value) : value);
	const back = (value: number): number => (isLog ? 10 ** value : value);
	const [from, to] = [at(tight.low), at(tight.high)];
	const spread = at(quantileOfSorted(ascending, 0.75)) - at(quantileOfSorted(ascending, 0.25));
	const wanted = spread > 0 ? (to - from) / ((2 * spread) / Math.cbrt(ascending.length)) : Math.sqrt(ascending.length);
	const room = Math.max(1, Math.floor(most));
	const count = Math.min(room, Math.max(Math.min(LEAST, room), Math.ceil(wanted)));
	const edges = roundEdges(from, to, {step: nearestNiceStep((to - from) / count), most: room}).map(back);
	// Rounding may have left out the last digit of an end.
	edges[0] = Math.min(edges[0] ?? low, low);
	edges[edges.length - 1] = Math.max(edges.at(-1) ?? high, high);
	return {edges, scale: createScale(tight.kind, edges[0] ?? low, edges.at(-1) ?? high)};
}

/** The round step whose ratio to the rough one is nearest to 1. */
function nearestNiceStep(rough: number): number {
	const above = niceStep(rough);
	const below = niceStep(above / 2.5);
	return above / rough <= rough / below ? above : below;
}

function roundEdges(from: number, to: number, {step, most}: {readonly step: number; readonly most: number}): number[] {
	const first = Math.floor(from / step + 1e-9);
	const last = Math.max(first + 1, Math.ceil(to / step - 1e-9));
	// Rounding to both sides may need one bin more than there is room for.
	if (last - first > most) return roundEdges(from, to, {step: niceStep(step * 1.01), most: most === 1 ? 2 : most});
	return Array.from({length: last - first + 1}, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** The bin of a value; -1 outside. */
export function binOf({edges}: Bins, value: number): number {
	const last = edges.length - 1;
	if (!(value >= (edges[0] ?? Infinity)) || value > (edges[last] ?? -Infinity)) return -1;
	let [low, high] = [0, last];
	while (high - low > 1) {
		const middle = (low + high) >>> 1;
		if ((edges[middle] ?? 0) <= value) low = middle;
		else high = middle;
	}
	return low;
}

/** How many of the values fall into each bin. */
export function countBins(bins: Bins, values: ArrayLike<number>): readonly number[] {
	const counts = Array.from({length: bins.edges.length - 1}, () => 0);
	for (let index = 0; index < values.length; index += 1) {
		const bin = binOf(bins, values[index] ?? Number.NaN);
		if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
	}
	return counts;
}
