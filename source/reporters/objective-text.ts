import {numberNamed} from '../domain/metric-value.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/safe-text.ts';
import {createSpreadReader} from '../domain/spread.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {unitOfColumn} from '../domain/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {formatMeasured} from '../plot/measured-text.ts';
import {formatResult} from '../plot/quantity.ts';

/** Columns that are worth what the reading of power is worth. */
const RESTS_ON_POWER = /^(?:energy|power)_/;

/**
 * What an objective is in one trial: `duration_s=101.34 ± 0.42 ms (n=10)`, with the standard deviation where it was
 * measured more than once; undefined where the trial has no value of it.
 */
export function formatObjective(name: string, trial: TrialRecord, {sweep}: SweepState): string | undefined {
	const value = numberNamed(trial, name);
	const isReported = own(trial.metrics, name) !== undefined;
	if (sweep === undefined || (Number.isNaN(value) && !isReported)) return undefined;
	const metric = sweep.metrics.find(candidate => candidate.name === name);
	const options = {unit: metric === undefined ? unitOfColumn(name) : metric.unit, format: metric?.format};
	const spread = trial.executions.length < 2 ? undefined : createSpreadReader(sweep, name)(trial);
	const text =
		spread === undefined
			? formatResult(value, options.unit, options.format)
			: formatMeasured(value, spread.std, options);
	const isEstimate = RESTS_ON_POWER.test(name) && own(trial.telemetry, 'power_scope') === 'estimate';
	return safeText(`${name}=${text}${isEstimate ? ' est' : ''}${spread === undefined ? '' : ` (n=${spread.n})`}`);
}
