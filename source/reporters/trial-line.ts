import {decodeNumber} from '../domain/number.ts';
import {formatMetric, type Metric} from '../domain/metric.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/safe-text.ts';
import {flattenParams, formatShortScalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {formatQuantity} from '../plot/quantity.ts';

/**
 * One line about an ended trial: number, state, progress, metrics, duration, energy with its doubt, parameters, and
 * why it failed. `#3 complete 12/24 flops=1.31 GFLOP/s 1.02 s 14.2 J est  dtype=float size=256`
 * @param progress e.g. `12/24`.
 */
export function formatTrialLine(trial: TrialRecord, state: SweepState, progress: string): string {
	const parts = [`#${trial.trial}`, trial.state, progress, ...formatMetrics(trial, state)];
	if (trial.durationS !== undefined) parts.push(formatQuantity(trial.durationS, 's'));
	const energy = formatEnergy(trial);
	if (energy !== '') parts.push(energy);
	parts.push(...trial.flags.map(safeText));
	const why = trial.why === undefined || trial.state === 'complete' ? '' : `  ${safeText(trial.why)}`;
	return `${parts.join(' ')}  ${formatPoint(trial, state)}${why}`;
}

/** The point of a trial without what is the same in all: `dtype=float size=256`. */
export function formatPoint(trial: TrialRecord, state: SweepState): string {
	if (state.sweep === undefined) return '';
	const {parameters, exclude} = state.sweep.space;
	const varied = {exclude, parameters: parameters.filter(parameter => parameter.domain.kind !== 'constant')};
	return [...flattenParams(varied, trial.params)]
		.map(([name, value]) => safeText(`${name}=${formatShortScalar(value)}`))
		.join(' ');
}

/** Metrics of a trial, those of the objectives first, as `name=value unit`; missing ones are left out. */
export function formatMetrics(trial: TrialRecord, state: SweepState): readonly string[] {
	const declared = state.sweep?.metrics ?? [];
	const wanted = new Set((state.sweep?.objectives ?? []).map(objective => objective.metric));
	const ordered = [
		...declared.filter(metric => wanted.has(metric.name)),
		...declared.filter(metric => !wanted.has(metric.name)),
	];
	return ordered.flatMap(metric => {
		const value = own(trial.metrics, metric.name);
		return value === undefined ? [] : [safeText(`${metric.name}=${formatValueOf(metric, decodeNumber(value))}`)];
	});
}

function formatValueOf(metric: Metric, value: number): string {
	if (metric.format === undefined) return formatQuantity(value, metric.unit);
	const unit = metric.unit === undefined ? '' : ` ${metric.unit}`;
	return `${formatMetric(value, metric.format)}${unit}`;
}

/** `14.2 J`, with `est` where it comes from no sensor; empty where there is none. */
function formatEnergy(trial: TrialRecord): string {
	const energy = own(trial.telemetry, 'energy_j');
	if (typeof energy !== 'number') return '';
	const estimated = own(trial.telemetry, 'power_scope') === 'estimate' ? ' est' : '';
	return `${formatQuantity(energy, 'J')}${estimated}`;
}
