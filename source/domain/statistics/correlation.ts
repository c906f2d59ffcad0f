/** Above this size two columns say nearly the same: one of them can be left out. */
export const STRONG_CORRELATION = 0.95;

/**
 * Pearson's correlation of two columns over rows in which both are finite; NaN for fewer than two or no spread. Two
 * passes without a copy: a matrix over 100,000 rows is read many times.
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
	const length = Math.min(a.length, b.length);
	let [count, sumA, sumB] = [0, 0, 0];
	for (let row = 0; row < length; row += 1) {
		const [x, y] = [a[row] ?? Number.NaN, b[row] ?? Number.NaN];
		if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
		count += 1;
		sumA += x;
		sumB += y;
	}
	const [centreA, centreB] = [sumA / count, sumB / count];
	let [shared, squaresA, squaresB] = [0, 0, 0];
	for (let row = 0; row < length; row += 1) {
		const x = (a[row] ?? Number.NaN) - centreA;
		const y = (b[row] ?? Number.NaN) - centreB;
		if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
		shared += x * y;
		squaresA += x * x;
		squaresB += y * y;
	}
	if (count < 2 || squaresA === 0 || squaresB === 0) return Number.NaN;
	return Math.min(1, Math.max(-1, shared / Math.sqrt(squaresA * squaresB)));
}

/** A named column of numbers; NaN where a trial has none. */
export type NumberColumn = {readonly name: string; readonly values: ArrayLike<number>};

/**
 * Reads the correlation of pairs of columns by their places. Columns without a gap are centred once, so that a pair of
 * them takes one pass; the rest is as {@link correlation}.
 */
export function createCorrelator(columns: readonly NumberColumn[]): (a: number, b: number) => number {
	const prepared = columns.map(({values}) => centred(values));
	return (a, b) => {
		if (a === b) return 1;
		const [left, right] = [prepared[a], prepared[b]];
		if (left === undefined || right === undefined)
			return correlation(columns[a]?.values ?? [], columns[b]?.values ?? []);
		if (left.squares === 0 || right.squares === 0 || left.values.length < 2) return Number.NaN;
		let shared = 0;
		for (let row = 0; row < left.values.length; row += 1) shared += (left.values[row] ?? 0) * (right.values[row] ?? 0);
		return Math.min(1, Math.max(-1, shared / Math.sqrt(left.squares * right.squares)));
	};
}

/** A column less its mean, and the sum of its squares; undefined where a value is missing. */
function centred(values: ArrayLike<number>): {readonly values: Float64Array; readonly squares: number} | undefined {
	let total = 0;
	for (let row = 0; row < values.length; row += 1) total += values[row] ?? Number.NaN;
	if (!Number.isFinite(total)) return undefined;
	const centre = total / values.length;
	const result = new Float64Array(values.length);
	let squares = 0;
	for (let row = 0; row < values.length; row += 1) {
		const value = (values[row] ?? Number.NaN) - centre;
		result[row] = value;
		squares += value * value;
	}
	return Number.isFinite(squares) ? {values: result, squares} : undefined;
}
