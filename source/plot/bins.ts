/** What the values of one cell come to. */
export type Bin = {readonly mean: number; readonly high: number};

/** Equal cells of a stretch; what lies beyond an end counts in the cell there. */
export type BinRange = {readonly from: number; readonly to: number; readonly count: number};

/** Sorts values by their place into cells; undefined for a cell that has none. */
export function binValues(
	points: Iterable<readonly [place: number, value: number]>,
	{from, to, count}: BinRange,
): readonly (Bin | undefined)[] {
	const sums = Array.from({length: count}, () => ({sum: 0, count: 0, high: Number.NEGATIVE_INFINITY}));
	for (const [place, value] of points) {
		const index = to > from ? Math.floor(((place - from) / (to - from)) * count) : 0;
		const cell = sums[Math.min(count - 1, Math.max(0, index))];
		if (cell === undefined) continue;
		cell.sum += value;
		cell.count += 1;
		cell.high = Math.max(cell.high, value);
	}
	return sums.map(cell => (cell.count === 0 ? undefined : {mean: cell.sum / cell.count, high: cell.high}));
}
