/** 2³² by the golden ratio: its multiples fill the numbers of 32 bits evenly, in step with no period (Knuth 6.4). */
const GOLDEN = 0x9e3779b1;

/**
 * At most so many of a list, in its order and spread evenly over it: the same each time, and nearly the same when the
 * list has grown. Every n-th would meet a grid in step with its loops, and see one value of a parameter only.
 */
export function spreadSample<Item>(items: readonly Item[], most: number): readonly Item[] {
	if (items.length <= most) return items;
	const keys = new Uint32Array(items.length);
	// The factor is odd, so all keys differ.
	for (let index = 0; index < keys.length; index += 1) keys[index] = Math.imul(index + 1, GOLDEN);
	const bar = keys.toSorted()[most] ?? Number.POSITIVE_INFINITY;
	return items.filter((_, index) => (keys[index] ?? 0) < bar);
}
