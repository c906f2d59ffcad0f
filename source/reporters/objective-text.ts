import {hasNumber} from '../domain/ranking/metric-value.ts';
import {createPowerTest, holdsEstimate} from '../domain/energy/power-estimate.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {formatFigure} from '../plot/measured-text.ts';

/**
 * What an objective is in one trial: `duration_s=101.34 ± 0.42 ms (n=10)`, with the standard deviation where it was
 * measured more than once; undefined where the trial has no value of it.
 */
export function formatObjective(name: string, trial: TrialRecord, {sweep}: SweepState): string | undefined {
	if (sweep === undefined || !hasNumber(trial, name)) return undefined;
	const {text, n} = formatFigure(sweep, trial, name);
	const isEstimate = holdsEstimate(trial.telemetry) && createPowerTest(sweep)(name);
	return safeText(`${name}=${text}${isEstimate ? ' est' : ''}${n === undefined ? '' : ` (n=${n})`}`);
}
