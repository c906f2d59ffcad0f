import {LEVELS, type ParallelInput} from './parallel-data.ts';

/** What of parallel coordinates is drawn: more lines than a picture can hold tell nothing. */
export type DrawnLines = {
	/** As in {@link ParallelInput}, but 0 for a line that is not drawn. */
	readonly levels: Uint8Array;
	/** Lines of each level: all, and those that are drawn. */
	readonly counts: readonly {readonly all: number; readonly drawn: number}[];
};

/**
 * Chooses the lines that are drawn in a picture of so many rows: of each level one a row, which is as many as can be told
 * apart. They stand evenly in the ranking, the best one first. Marked ones are all drawn.
 */
export function chooseLines({levels, ranked}: Pick<ParallelInput, 'levels' | 'ranked'>, rows: number): DrawnLines {
	const byLevel = Array.from({length: LEVELS.marked + 1}, (): number[] => []);
	for (const line of ranked) byLevel[levels[line] ?? 0]?.push(line);
	const drawn = new Uint8Array(levels.length);
	const counts = byLevel.map((lines, level) => {
		const room = level === LEVELS.marked ? lines.length : rows;
		const count = Math.min(lines.length, room);
		for (let place = 0; place < count; place += 1)
			drawn[lines[Math.floor((place * lines.length) / count)] ?? 0] = level;
		return {all: lines.length, drawn: count};
	});
	return {levels: drawn, counts};
}
