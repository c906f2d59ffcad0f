/*
 * A curve has up to 10^6 points and a sweep as many trials: a copy for each one would be quadratic. So the lists of
 * the sweep state grow in place, by its fold alone, while everybody else sees them as readonly.
 */

function isOwned<T>(list: readonly T[]): list is T[] {
	return !Object.isFrozen(list);
}

/** Adds an item to a list that the caller owns; throws on a frozen one. */
export function appendOwned<T>(list: readonly T[], item: T): void {
	if (!isOwned(list)) throw new TypeError('a frozen list cannot grow');
	list.push(item);
}

/** Sets an item of a list that the caller owns; throws on a frozen one. */
export function putOwned<T>(list: readonly T[], index: number, item: T): void {
	if (!isOwned(list)) throw new TypeError('a frozen list cannot change');
	list[index] = item;
}
