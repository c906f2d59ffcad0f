/** Gives the result of work not before that of all work that was handed in earlier; a rejection keeps no other back. */
export type InTurn = <T>(work: Promise<T>) => Promise<T>;

/**
 * One line of turns. The end of a trial that is long enough for an energy waits for the last samples, that of a short
 * one for nothing: they are recorded in the order in which they happened all the same.
 */
export function createTurns(): InTurn {
	let last: Promise<unknown> = Promise.resolve();
	return work => {
		const turn = Promise.all([work, last]).then(([result]) => result);
		last = turn.catch(() => undefined); // Whoever handed it in hears of it.
		return turn;
	};
}
