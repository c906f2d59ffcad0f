declare module 'asciichart' {
	/** Settings of {@link plot} that we use (asciichart 1.5). */
	export type PlotConfig = {
		readonly min?: number;
		readonly max?: number;
		/** Steps between the lowest and the highest row. */
		readonly height?: number;
		/** Columns of the labels with the axis. */
		readonly offset?: number;
		readonly format?: (value: number, row: number) => string;
		/** Zero, axis, gap ends, level, corners, vertical. */
		readonly symbols?: readonly string[];
	};
	/** Draws a series as text, one column a value; lines are separated by newlines. */
	export function plot(series: readonly number[], config?: PlotConfig): string;
	const asciichart: {readonly plot: typeof plot};
	export default asciichart;
}
