import {mean} from './stats.ts';

/** Above this size two columns say nearly the same: one of them can be left out. */
export const STRONG_CORRELATION = 0.95;

/** Pearson's correlation of two columns over rows in which both are finite; NaN for fewer than two or no spread. */
export function correlation(a: readonly number[], b: readonly number[]): number {
	const rows = [...a.keys()].filter(row => Number.isFinite(a[row]) && Number.isFinite(b[row]));
	const left = rows.map(row => a[row] ?? 0);
	const right = rows.map(row => b[row] ?? 0);
	const [centreLeft, centreRight] = [mean(left), mean(right)];
	let shared = 0;
	let squaresLeft = 0;
	let squaresRight = 0;
	for (const [row, value] of left.entries()) {
		const [x, y] = [value - centreLeft, (right[row] ?? 0) - centreRight];
		shared += x * y;
		squaresLeft += x * x;
		squaresRight += y * y;
	}
	if (rows.length < 2 || squaresLeft === 0 || squaresRight === 0) return Number.NaN;
	return Math.min(1, Math.max(-1, shared / Math.sqrt(squaresLeft * squaresRight)));
}

/** A named column of numbers; NaN where a trial has none. */
export type NumberColumn = {readonly name: string; readonly values: readonly number[]};

/** Correlations of all pairs of columns, row by row; 1 on the diagonal. */
export function correlationMatrix(columns: readonly NumberColumn[]): readonly (readonly number[])[] {
	return columns.map((a, row) => columns.map((b, column) => (row === column ? 1 : correlation(a.values, b.values))));
}

/** Pairs of columns whose correlation is above 0.95 in size, strongest first. */
export function strongPairs(
	columns: readonly NumberColumn[],
): readonly {readonly a: string; readonly b: string; readonly r: number}[] {
	return columns
		.flatMap((a, index) =>
			columns.slice(index + 1).map(b => ({a: a.name, b: b.name, r: correlation(a.values, b.values)})),
		)
		.filter(({r}) => Math.abs(r) > STRONG_CORRELATION)
		.toSorted((x, y) => Math.abs(y.r) - Math.abs(x.r));
}
