import type {SweepState} from '../domain/sweep-state.ts';
import {type Cell, type Column, trialColumns} from '../domain/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';

/** The trials of a sweep, by number. */
export function trialsOf(state: SweepState): readonly TrialRecord[] {
	return state.trials.filter(trial => trial !== undefined);
}

/** Columns of `trials.csv` that hold something in at least one trial. */
export function filledColumns(state: SweepState, trials: readonly TrialRecord[]): readonly Column<TrialRecord>[] {
	return trialColumns(state).filter(column => trials.some(trial => isFilled(column.cell(trial))));
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

/** Whether a cell says anything. */
export function isFilled(cell: Cell): boolean {
	return cell !== undefined && cell !== '';
}
