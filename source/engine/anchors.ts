import {numberNamed} from '../domain/ranking/metric-value.ts';
import {formatSignificant} from '../domain/metric.ts';
import {own} from '../domain/record.ts';
import type {Params} from '../domain/space.ts';
import {mean, standardDeviation} from '../domain/statistics/stats.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {isAnchor, type TrialRecord} from '../domain/trial.ts';
import type {Engineroom} from './engineroom.ts';

/**
 * The point that is to be run again now: that of the first trial, after every `anchor_every` other ones. Undefined
 * where none is due, and while the first trial has no result to compare with.
 */
export function dueAnchor(anchorEvery: number | undefined, {trials}: SweepState): Params | undefined {
	const first = trials[0];
	if (anchorEvery === undefined || first?.state !== 'complete') return undefined;
	for (let index = trials.length - 1; index >= trials.length - anchorEvery; index--) {
		const trial = trials[index];
		if (trial === undefined || isAnchor(trial)) return undefined;
	}
	return first.params;
}

/** A change of less than this is not worth a warning, however steady the machine is. */
const LEAST_DRIFT = 0.02;
/** So many standard deviations of the repeats are no chance any more. */
const SIGNIFICANT = 3;

/** Says how far the machine has moved since the first trial: by the first objective, and by power. */
export function reportDrift(room: Pick<Engineroom, 'ledger' | 'sweep'>, anchor: TrialRecord): void {
	const first = room.ledger.state().trials[0];
	if (first === undefined || anchor.state !== 'complete') return;
	const names = [...room.sweep.objectives.map(({metric}) => metric).slice(0, 1), 'power_mean_w'];
	const drifts = names.flatMap(name => driftOf(name, first, anchor) ?? []);
	if (drifts.length === 0) return;
	const level = drifts.some(({isDrift}) => isDrift) ? 'warning' : 'info';
	const text = drifts.map(drift => drift.text).join(', ');
	room.ledger.notice(level, `anchor #${anchor.trial} beside #${first.trial}: ${text}`, `trial ${anchor.trial}`);
}

type Drift = {readonly text: string; readonly isDrift: boolean};

function driftOf(name: string, first: TrialRecord, anchor: TrialRecord): Drift | undefined {
	const [was, is] = [numberNamed(first, name), numberNamed(anchor, name)];
	if (was === undefined || is === undefined || !Number.isFinite(was) || !Number.isFinite(is) || was === 0)
		return undefined;
	const change = is / was - 1;
	const noise = noiseOf(name, first);
	const isDrift =
		Math.abs(change) > Math.max(LEAST_DRIFT, noise === undefined ? 0 : (SIGNIFICANT * noise) / Math.abs(was));
	const sign = change < 0 ? '−' : '+';
	const values = `${formatSignificant(was, 4)} → ${formatSignificant(is, 4)}`;
	return {text: `${name} ${sign}${(Math.abs(change) * 100).toFixed(1)} % (${values})`, isDrift};
}

/** Standard deviation of a figure over the repeats of a trial; undefined with fewer than two. */
function noiseOf(name: string, trial: TrialRecord): number | undefined {
	const values = trial.executions.flatMap(({role, metrics, telemetry}) => {
		const value = own(metrics ?? {}, name) ?? own(telemetry ?? {}, name);
		return role === 'measured' && typeof value === 'number' ? [value] : [];
	});
	return values.length < 2 || !Number.isFinite(mean(values)) ? undefined : standardDeviation(values);
}
