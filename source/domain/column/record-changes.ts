import type {SweepState} from '../sweep-state.ts';
import type {TrialRecord} from '../trial.ts';

/** Which records of a list of trials were seen, and when each came: counted in looks at the list. */
export type RecordChanges = {
	/** The records as they were at the last look. */
	readonly records: readonly (TrialRecord | undefined)[];
	/** Looks at the list. */
	readonly look: () => void;
	/** The number of the last look that found a change. */
	readonly lastLook: () => number;
	/** The look that found the record of an index; 0 for none. */
	readonly since: (index: number) => number;
};

/**
 * Follows a list that grows in place and whose changed trials are new records: a look compares identities alone. A list that
 * is looked at as it was before (a replay) may be shorter again.
 */
export function createRecordChanges(trials: SweepState['trials']): RecordChanges {
	const records: (TrialRecord | undefined)[] = [];
	let sinces = new Uint32Array(0);
	let looks = 0;
	return {
		records,
		look: () => {
			sinces = withRoom(sinces, trials.length, length => new Uint32Array(length));
			const next = looks + 1;
			if (records.length > trials.length) {
				records.length = trials.length;
				looks = next;
			}
			for (let index = 0; index < trials.length; index++) {
				const trial = trials[index];
				if (index < records.length && records[index] === trial) continue;
				records[index] = trial;
				sinces[index] = next;
				looks = next;
			}
		},
		lastLook: () => looks,
		since: index => sinces[index] ?? 0,
	};
}

/** The array itself, or a longer copy where it is too short: half as long again, so that growing is seldom. */
export function withRoom<T extends Float64Array | Int32Array | Uint32Array>(
	array: T,
	length: number,
	create: (length: number) => T,
): T {
	if (array.length >= length) return array;
	const longer = create(array.length === 0 ? length : Math.max(length, Math.ceil(array.length * 1.5)));
	longer.set(array);
	return longer;
}
