import {lastReported} from '../domain/ranking/last-reported.ts';
import {formatScalar} from '../domain/space.ts';
import {stableOrder} from '../domain/statistics/stable-order.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Column} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';

type Trials = SweepState['trials'];
type CellOf = Column<TrialRecord>['cell'];

/**
 * Trial numbers sorted by a column: numbers before texts, missing values and NaN last, in either direction; ties keep the
 * given order. 100,000 trials take about 30 ms.
 */
export function sortTrials(
	trials: Trials,
	order: readonly number[],
	cellOf: CellOf,
	descending: boolean,
): readonly number[] {
	// In the order of the trials, as they lie in memory: in that of a ranking each is a cache miss.
	const keys = numericKeys(trials, cellOf, descending) ?? mixedKeys(trials, cellOf, descending);
	const keysInOrder = new Float64Array(order.length);
	for (let place = 0; place < order.length; place++) {
		keysInOrder[place] = keys[(order[place] ?? 0) - 1] ?? Number.MAX_VALUE;
	}
	const sorted: number[] = [];
	// Three times as fast as Array.from with a function.
	for (const index of stableOrder(keysInOrder)) sorted.push(order[index] ?? 0);
	return sorted;
}

/**
 * The same by a column of the table. Pruned trials have no value of a metric: they stand behind those that have one, by
 * what they had last reported.
 */
export function sortByColumn(
	trials: Trials,
	order: readonly number[],
	{name, group, cell}: Pick<Column<TrialRecord>, 'name' | 'group' | 'cell'>,
	descending: boolean,
): readonly number[] {
	const hasReported =
		group === 'metric' && trials.some(trial => trial?.state === 'pruned' && lastReported(trial, name) !== undefined);
	if (!hasReported) return sortTrials(trials, order, cell, descending);
	const foremost = descending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
	const reportedOf: CellOf = trial => {
		// Also NaN is a value, and stands before them.
		if (cell(trial) !== undefined) return foremost;
		return trial.state === 'pruned' ? lastReported(trial, name)?.value : undefined;
	};
	return sortTrials(trials, sortTrials(trials, order, reportedOf, descending), cell, descending);
}

const LARGEST = Number.MAX_VALUE / 2;

/** Numbers to be sorted upwards, by trial; what has none comes last. Undefined where a cell is a text. */
function numericKeys(trials: Trials, cellOf: CellOf, descending: boolean): Float64Array | undefined {
	const keys = new Float64Array(trials.length);
	for (let index = 0; index < trials.length; index++) {
		const trial = trials[index];
		const cell = trial === undefined ? undefined : cellOf(trial);
		if (cell === undefined || Number.isNaN(cell)) {
			keys[index] = Number.MAX_VALUE;
			continue;
		}
		if (typeof cell !== 'number') return undefined;
		const held = Math.max(-LARGEST, Math.min(LARGEST, cell));
		keys[index] = descending ? -held : held;
	}
	return keys;
}

/** The place of each number and text among the distinct ones, so that only those are compared. */
function mixedKeys(trials: Trials, cellOf: CellOf, descending: boolean): Float64Array {
	const cells = trials.map(trial => {
		const cell = trial === undefined ? undefined : cellOf(trial);
		if (cell === undefined || Number.isNaN(cell)) return undefined;
		return typeof cell === 'number' ? cell : formatScalar(cell);
	});
	const distinct = [...new Set(cells.filter(cell => cell !== undefined))];
	const sorted = distinct.toSorted((a, b) => compareCells(a, b, descending ? -1 : 1));
	const places = new Map(sorted.map((cell, place) => [cell, place]));
	return Float64Array.from(cells, cell => (cell === undefined ? Number.MAX_VALUE : (places.get(cell) ?? 0)));
}

/** Texts by code units, so that the order does not depend on the locale of the machine. */
function compareCells(a: number | string, b: number | string, sign: 1 | -1): number {
	if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
	if (a === b) return 0;
	return sign * (a < b ? -1 : 1);
}
