import {statSync} from 'node:fs';
import type {SweepTotals} from '../../domain/event.ts';
import {createSweepState, foldEvents} from '../../domain/sweep-state.ts';
import {sweepTotals} from '../../domain/sweep/sweep-totals.ts';
import {nodeFiles} from '../../journal/files.ts';
import {readEvents} from '../../journal/read.ts';
import {listSegments, segmentPath} from '../../journal/segment.ts';

/** Bytes of journals that one listing folds: about a second's work on a board. */
const FOLDED_BYTES = 32 * 1024 * 1024;

/**
 * Reads what interrupted runs had cost when their engine died: no event says it, so that their journals are folded.
 * Undefined once `budgetBytes` of journals are read, and for a journal that cannot be.
 */
export function createInterruptedTotals(
	budgetBytes: number = FOLDED_BYTES,
): (directory: string) => SweepTotals | undefined {
	let leftBytes = budgetBytes;
	return directory => {
		try {
			const size = journalBytes(directory);
			if (size > leftBytes) return undefined;
			leftBytes -= size;
			const state = foldEvents(createSweepState(), readEvents(directory));
			return sweepTotals(state, state.energyJ);
		} catch {
			return undefined; // It is listed all the same; `resume` and `view` say what is wrong with it.
		}
	};
}

function journalBytes(directory: string): number {
	return listSegments(directory, nodeFiles).reduce(
		(sum, segment) => sum + statSync(segmentPath(directory, segment)).size,
		0,
	);
}
