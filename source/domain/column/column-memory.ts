import {createPlacedValues, type PlacedValues} from './placed-values.ts';
import {createRecordChanges, type RecordChanges, withRoom} from './record-changes.ts';
import type {ParameterValue} from '../space.ts';
import type {SweepState} from '../sweep-state.ts';
import type {TrialRecord} from '../trial.ts';

/** A part of a trial whose keys are columns. */
export type KeyedPart = 'metrics' | 'telemetry';

/**
 * Columns of the trials of one sweep, each gathered when it is first asked for and brought up to date by the trials
 * that changed since. Records lie all over the memory: to gather a column of 100,000 takes tens of milliseconds, to read
 * it from here less than one. A record that it has not seen is read itself.
 */
export type ColumnMemory = {
	/** The list that it remembers. */
	readonly trials: SweepState['trials'];
	/** Sees the trials that are new or have changed; readers that were handed out go on with those they know. */
	readonly refresh: () => void;
	/** A reader of the same numbers; `name` stands for what is read, and the first `read` under it is kept. */
	readonly numbers: (name: string, read: (trial: TrialRecord) => number) => (trial: TrialRecord) => number;
	/** The different values of a column of few; `name` as above. Tuples of equal fields are one value. */
	readonly values: (
		name: string,
		read: (trial: TrialRecord) => ParameterValue | undefined,
	) => PlacedValues<ParameterValue>;
	/** Keys that any trial has, in the order of trials. */
	readonly keys: (part: KeyedPart) => readonly string[];
};

/** A sweep that may bring the memory of its columns: what looks at it again and again hands it on. */
export type RememberedSweep = SweepState & {readonly memory?: ColumnMemory};

/** The memory that a sweep brings, else an empty one for the moment; a part of a sweep reads the numbers of the whole. */
export function memoryOf({memory, trials}: RememberedSweep): ColumnMemory {
	if (memory === undefined) return createColumnMemory(trials);
	return memory.trials === trials ? memory : {...createColumnMemory(trials), numbers: memory.numbers};
}

/** An empty memory of a list that grows in place. */
export function createColumnMemory(trials: SweepState['trials']): ColumnMemory {
	const changes = createRecordChanges(trials);
	changes.look();
	const numbers = new Map<string, NumberColumn>();
	const values = new Map<string, () => PlacedValues<ParameterValue>>();
	const keys = new Map<KeyedPart, () => PlacedValues<readonly string[]>>();
	return {
		trials,
		refresh: changes.look,
		numbers: (name, read) =>
			readerOf(
				changes,
				kept(numbers, name, () => createNumberColumn(read)),
			),
		values: (name, read) => kept(values, name, () => createPlacedValues(changes, oneForEqual(read)))(),
		keys: part => {
			const {values: lists} = kept(keys, part, () => createPlacedValues(changes, createKeyReader(part)))();
			return lists.length === 1 ? (lists[0] ?? []) : [...new Set(lists.flat())];
		},
	};
}

function kept<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
	const known = map.get(key);
	if (known !== undefined) return known;
	const made = create();
	map.set(key, made);
	return made;
}

/** Numbers by index, as they were at a look. */
type NumberColumn = {readonly read: (trial: TrialRecord) => number; numbers: Float64Array; look: number};

function createNumberColumn(read: NumberColumn['read']): NumberColumn {
	return {read, numbers: new Float64Array(0), look: 0};
}

/** Reads a column, which is brought up to date when the first number is asked for. */
function readerOf(changes: RecordChanges, column: NumberColumn): (trial: TrialRecord) => number {
	const {records} = changes;
	let isFresh = false;
	return trial => {
		if (!isFresh) updateNumbers(column, changes);
		isFresh = true;
		const index = trial.trial - 1;
		if (records[index] !== trial || changes.since(index) > column.look) return column.read(trial);
		return column.numbers[index] ?? Number.NaN;
	};
}

function updateNumbers(column: NumberColumn, {records, lastLook, since}: RecordChanges): void {
	const now = lastLook();
	if (column.look === now) return;
	column.numbers = withRoom(column.numbers, records.length, length => new Float64Array(length));
	const {read, numbers} = column;
	for (let index = 0; index < records.length; index++) {
		if (since(index) <= column.look) continue;
		const trial = records[index];
		numbers[index] = trial === undefined ? Number.NaN : read(trial);
	}
	column.look = now;
}

/** Gives the first of tuples with equal fields for all of them. */
function oneForEqual(
	read: (trial: TrialRecord) => ParameterValue | undefined,
): (trial: TrialRecord) => ParameterValue | undefined {
	const tuples = new Map<string, ParameterValue>();
	return trial => {
		const value = read(trial);
		return typeof value === 'object' ? kept(tuples, JSON.stringify(value), () => value) : value;
	};
}

/** The list of keys of a record: one and the same for records with equal keys; undefined for one without. */
function createKeyReader(part: KeyedPart): (trial: TrialRecord) => readonly string[] | undefined {
	const lists = new Map<string, readonly string[]>();
	let last: readonly string[] = [];
	return trial => {
		const record = trial[part];
		if (!hasKeys(record, last)) {
			const keys = Object.keys(record);
			last = kept(lists, JSON.stringify(keys), () => keys);
		}
		return last.length === 0 ? undefined : last;
	};
}

/** Whether a record has exactly these keys, in this order: most have those of the one before, and need no list. */
function hasKeys(record: object, keys: readonly string[]): boolean {
	let place = 0;
	for (const key in record) {
		if (keys[place] !== key) return false;
		place += 1;
	}
	return place === keys.length;
}
