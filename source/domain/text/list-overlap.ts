/**
 * Length of the longest end of `before` that `after` begins with: how much of a file that is written anew each time, with
 * its oldest lines dropped, was read already.
 */
export function overlap(before: readonly string[], after: readonly string[]): number {
	for (let length = Math.min(before.length, after.length); length > 0; length -= 1) {
		if (before.slice(-length).every((line, index) => line === after[index])) return length;
	}
	return 0;
}
