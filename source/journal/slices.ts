import {setImmediate as nextTurn} from 'node:timers/promises';

/** Records of a journal between two turns of the loop: some milliseconds. */
const SLICE = 500;

/**
 * Items of a source that has them at once, in slices; between two of them the loop gets its turn, so that keys are
 * answered and samples come while a long journal is read.
 */
export async function* inSlices<T>(items: Iterable<T>): AsyncGenerator<readonly T[]> {
	let slice: T[] = [];
	for (const item of items) {
		slice.push(item);
		if (slice.length < SLICE) continue;
		yield slice;
		slice = [];
		await nextTurn();
	}
	if (slice.length > 0) yield slice;
}
