import {spreadReaders} from '../domain/statistics/spread.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type Cell, type Column, trialColumns} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';

/** The trials of a sweep, by number. */
export function trialsOf(state: SweepState): readonly TrialRecord[] {
	return state.trials.filter(trial => trial !== undefined);
}

/** How well the energy was measured, in numbers: `confidence` says it in a word. */
const OF_THE_MEASUREMENT: ReadonlySet<string> = new Set(['n_eff', 'coverage']);

/** Columns of `trials.csv` that hold something in at least one trial, for a reader: how well was measured is a word. */
export function filledColumns(state: SweepState, trials: readonly TrialRecord[]): readonly Column<TrialRecord>[] {
	return trialColumns(state).filter(
		column => !OF_THE_MEASUREMENT.has(column.name) && trials.some(trial => isFilled(column.cell(trial))),
	);
}

/** A column's name with its unit, unless the name ends in it. */
export function headOf({name, unit}: Pick<Column<TrialRecord>, 'name' | 'unit'>): string {
	return unit === '' || name.toLowerCase().endsWith(`_${unit.toLowerCase()}`) ? name : `${name} (${unit})`;
}

/** Whether a number of a column is shown with few digits: one that was measured, not one that was chosen. */
export function isMeasured({name, group}: Pick<Column<TrialRecord>, 'name' | 'group'>): boolean {
	return group === 'metric' || group === 'telemetry' || name === 'duration_s';
}

/** Whether every cell of a column is a number or missing. */
export function isNumeric(column: Column<TrialRecord>, trials: readonly TrialRecord[]): boolean {
	return trials.every(trial => {
		const cell = column.cell(trial);
		return cell === undefined || typeof cell === 'number';
	});
}

/** Reads the standard deviation over the repeats of a trial, for the figures whose spread is told. */
export type ScatterReader = (name: string, trial: TrialRecord) => number | undefined;

/** A reader of a sweep's {@link ScatterReader}; it gives nothing for a sweep without repeats. */
export function createScatterReader(state: SweepState): ScatterReader {
	const readers = spreadReaders(state);
	return (name, trial) => readers.get(name)?.(trial)?.std;
}

/** Whether a cell says anything. */
export function isFilled(cell: Cell): boolean {
	return cell !== undefined && cell !== '';
}
