import {formatScalar} from '../domain/space.ts';
import {stableOrder} from '../domain/stable-order.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TableColumn} from './table-columns.ts';

type Trials = SweepState['trials'];

/**
 * Trial numbers sorted by a column. Missing values and NaN stand last in either direction; ties keep the given order.
 * 100,000 trials take about 30 ms.
 */
export function sortTrials(
	trials: Trials,
	order: readonly number[],
	column: TableColumn,
	descending: boolean,
): readonly number[] {
	// In the order of the trials, as they lie in memory: in that of a ranking each is a cache miss.
	const keys = column.numeric ? numericKeys(trials, column, descending) : textKeys(trials, column, descending);
	const keysInOrder = new Float64Array(order.length);
	for (let place = 0; place < order.length; place++) {
		keysInOrder[place] = keys[(order[place] ?? 0) - 1] ?? Number.MAX_VALUE;
	}
	const sorted: number[] = [];
	// Three times as fast as Array.from with a function.
	for (const index of stableOrder(keysInOrder)) sorted.push(order[index] ?? 0);
	return sorted;
}

const LARGEST = Number.MAX_VALUE / 2;

/** Numbers to be sorted upwards, by trial; what is no number comes last. */
function numericKeys(trials: Trials, column: TableColumn, descending: boolean): Float64Array {
	const keys = new Float64Array(trials.length);
	for (let index = 0; index < trials.length; index++) {
		const trial = trials[index];
		const cell = trial === undefined ? undefined : column.cell(trial);
		if (typeof cell !== 'number' || Number.isNaN(cell)) {
			keys[index] = Number.MAX_VALUE;
			continue;
		}
		const held = Math.max(-LARGEST, Math.min(LARGEST, cell));
		keys[index] = descending ? -held : held;
	}
	return keys;
}

/** The place of each text among the distinct texts, so that only those are compared. */
function textKeys(trials: Trials, column: TableColumn, descending: boolean): Float64Array {
	const texts = trials.map(trial => {
		const cell = trial === undefined ? undefined : column.cell(trial);
		return cell === undefined ? undefined : formatScalar(cell);
	});
	const distinct = [...new Set(texts.filter(text => text !== undefined))].toSorted(compareTexts);
	const places = new Map(distinct.map((text, place) => [text, descending ? -place : place]));
	return Float64Array.from(texts, text => (text === undefined ? Number.MAX_VALUE : (places.get(text) ?? 0)));
}

/** By code units, so that the order does not depend on the locale of the machine. */
function compareTexts(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
