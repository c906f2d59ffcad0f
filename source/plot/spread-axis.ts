import {memoryOf, type RememberedSweep} from '../domain/column/column-memory.ts';
import {SPREAD_PARTS, splitSpreadName, spreadName} from '../domain/column/spread-columns.ts';
import {createSpreadReader, hasRepeatsOf, spreadNames} from '../domain/statistics/spread.ts';
import type {TrialRecord} from '../domain/trial.ts';

/** Names of how figures scatter over the repeats of a trial, as in `trials.csv`; none for a sweep without repeats. */
export function spreadAxisNames(state: RememberedSweep): readonly string[] {
	const known = memoryOf(state).values('has repeats', trial => (hasRepeatsOf(trial) ? true : undefined));
	if (known.values.length === 0) return [];
	return spreadNames(state).flatMap(figure => SPREAD_PARTS.map(part => spreadName(figure, part)));
}

/** The figure that a name tells the spread of, and a reader of it: NaN where a trial has no repeats. Undefined for others. */
export function findSpread(
	state: RememberedSweep,
	name: string,
): {readonly figure: string; readonly isCount: boolean; readonly read: (trial: TrialRecord) => number} | undefined {
	const split = splitSpreadName(name);
	if (state.sweep === undefined || split === undefined || !spreadAxisNames(state).includes(name)) return undefined;
	const {figure, part} = split;
	const spreadOf = createSpreadReader(state.sweep, figure);
	const read = memoryOf(state).numbers(`spread ${name}`, trial => spreadOf(trial)?.[part] ?? Number.NaN);
	return {figure, isCount: part === 'n', read};
}
