import {decodeNumber} from '../domain/number.ts';
import {holdsEstimate} from '../domain/energy/power-estimate.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {flattenParams, formatShortScalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type TrialRecord, trialName} from '../domain/trial.ts';
import {formatQuantity, formatResult} from '../plot/quantity.ts';
import {formatObjective} from './objective-text.ts';

/**
 * One line about an ended trial: number, state, progress, metrics, duration, energy with its doubt, parameters, and
 * why it failed. `#3 complete 12/24 flops=1.31 GFLOP/s 1.02 s 14.2 J est  dtype=float size=256`
 * @param progress e.g. `12/24`.
 */
export function formatTrialLine(trial: TrialRecord, state: SweepState, progress: string): string {
	const parts = [safeText(trialName(trial)), trial.state, progress, ...formatMetrics(trial, state)];
	// What is searched for stands first already.
	const said = objectiveNames(state);
	if (trial.durationS !== undefined && !said.has('duration_s')) parts.push(formatQuantity(trial.durationS, 's'));
	const energy = said.has('energy_j') ? '' : formatEnergy(trial);
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

/**
 * Objectives of a trial, then its other metrics, as `name=value unit`; missing ones are left out. An objective that was
 * measured more than once has its standard deviation.
 */
export function formatMetrics(trial: TrialRecord, state: SweepState): readonly string[] {
	const objectives = objectiveNames(state);
	const others = (state.sweep?.metrics ?? []).filter(({name}) => !objectives.has(name));
	return [
		...[...objectives].flatMap(name => formatObjective(name, trial, state) ?? []),
		...others.flatMap(metric => {
			const value = own(trial.metrics, metric.name);
			return value === undefined
				? []
				: [safeText(`${metric.name}=${formatResult(decodeNumber(value), metric.unit, metric.format)}`)];
		}),
	];
}

function objectiveNames({sweep}: SweepState): ReadonlySet<string> {
	return new Set((sweep?.objectives ?? []).map(({metric}) => metric));
}

/** `14.2 J`, with `est` where it comes from no sensor; empty where there is none. */
function formatEnergy(trial: TrialRecord): string {
	const energy = own(trial.telemetry, 'energy_j');
	if (typeof energy !== 'number') return '';
	const estimated = holdsEstimate(trial.telemetry) ? ' est' : '';
	return `${formatQuantity(energy, 'J')}${estimated}`;
}
