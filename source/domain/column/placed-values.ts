import {type RecordChanges, withRoom} from './record-changes.ts';
import type {TrialRecord} from '../trial.ts';

/** The different values of a column of few, and which of them each trial has. */
export type PlacedValues<Value> = {
	/** In the order of trials. */
	readonly values: readonly Value[];
	/** An index of the values; -1 for none. */
	readonly placeOf: (trial: TrialRecord) => number;
};

/**
 * Gives the different values that are read from trials, gathered from those that changed since it was last asked. Equal
 * values must be one and the same to `read`: a tuple is made so by its text.
 */
export function createPlacedValues<Value>(
	changes: RecordChanges,
	read: (trial: TrialRecord) => Value | undefined,
): () => PlacedValues<Value> {
	let column = createColumn<Value>();
	let placed = placedBy(column, changes, read);
	return () => {
		const now = changes.lastLook();
		if (column.look === now) return placed;
		if (!updateColumn(column, changes, read)) {
			// What was given before keeps its own order.
			column = createColumn<Value>();
			placed = placedBy(column, changes, read);
			updateColumn(column, changes, read);
		}
		column.look = now;
		return placed;
	};
}

function placedBy<Value>(
	column: PlacedColumn<Value>,
	{records, since}: RecordChanges,
	read: (trial: TrialRecord) => Value | undefined,
): PlacedValues<Value> {
	return {
		values: column.values,
		placeOf: trial => {
			const index = trial.trial - 1;
			if (records[index] === trial && since(index) <= column.look) return column.placeByTrial[index] ?? -1;
			const value = read(trial);
			return value === undefined ? -1 : (column.places.get(value) ?? -1);
		},
	};
}

type PlacedColumn<Value> = {
	readonly values: Value[];
	/** The index of the first trial of each value. */
	readonly firsts: number[];
	readonly places: Map<Value, number>;
	placeByTrial: Int32Array;
	length: number;
	look: number;
};

function createColumn<Value>(): PlacedColumn<Value> {
	return {values: [], firsts: [], places: new Map(), placeByTrial: new Int32Array(0), length: 0, look: 0};
}

/** Takes in the trials that changed; gives up with false where a value lost a trial or came earlier, so that the order may be another. */
function updateColumn<Value>(
	column: PlacedColumn<Value>,
	{records, since}: RecordChanges,
	read: (trial: TrialRecord) => Value | undefined,
): boolean {
	// A value whose first trial is gone may have no trial at all.
	if (records.length < column.length && (column.firsts.at(-1) ?? 0) >= records.length) return false;
	column.placeByTrial = withRoom(column.placeByTrial, records.length, length => new Int32Array(length));
	for (let index = 0; index < records.length; index++) {
		if (since(index) <= column.look) continue;
		const trial = records[index];
		const value = trial === undefined ? undefined : read(trial);
		const place = value === undefined ? -1 : placeFor(column, value, index);
		const before = index < column.length ? (column.placeByTrial[index] ?? -1) : -1;
		if (place === undefined || (before >= 0 && before !== place)) return false;
		column.placeByTrial[index] = place;
	}
	column.length = records.length;
	return true;
}

/** The place of a value that the trial of an index has; undefined where one of a later trial would stand before it. */
function placeFor<Value>(
	{values, firsts, places}: PlacedColumn<Value>,
	value: Value,
	index: number,
): number | undefined {
	const known = places.get(value);
	if (known !== undefined) return (firsts[known] ?? index) > index ? undefined : known;
	if ((firsts.at(-1) ?? index) > index) return undefined;
	const place = values.push(value) - 1;
	firsts.push(index);
	places.set(value, place);
	return place;
}
