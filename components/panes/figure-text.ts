import {unitOfFigure} from '../../source/domain/ranking/figure.ts';
import {numberNamed} from '../../source/domain/ranking/metric-value.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import {chooseFormat, formatQuantity} from '../../source/plot/quantity.ts';

/** A figure of a trial with its unit, written as its column in the table is where the sweep file says how. */
export function figureText({sweep}: SweepState, trial: TrialRecord, name: string): string {
	const value = numberNamed(trial, name);
	const unit = unitOfFigure(sweep, name);
	const format = sweep?.metrics.find(metric => metric.name === name)?.format;
	if (format === undefined) return formatQuantity(value, unit);
	return `${chooseFormat([value], {unit, format}).text(value)}${unit === '' ? '' : ` ${unit}`}`;
}
