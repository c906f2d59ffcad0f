import type {Aggregate} from '../domain/aggregate.ts';
import type {Direction} from '../domain/metric.ts';
import {isRankable} from '../domain/number.ts';
import {INFEASIBLE} from '../domain/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type TrialRecord, isTerminal} from '../domain/trial.ts';
import {aggregateValues} from './aggregate-values.ts';
import type {HeatmapCell} from './heatmap-layout.ts';
import type {ParameterTicks} from './parameter-ticks.ts';
import type {TrialAxis} from './trial-axis.ts';

/** The trials that fall into one cell, and what they measured. */
export type Slot = {
	/** Of feasible trials. */
	readonly values: number[];
	/** Of trials that break a constraint. */
	readonly infeasible: number[];
	readonly trials: number[];
	pending: boolean;
};

/** How trials are shared out. */
export type SlotRules = {
	readonly x: ParameterTicks;
	readonly y: ParameterTicks;
	readonly metric: TrialAxis;
	/** Whether a trial belongs to the slice that is shown. */
	readonly keeps: (trial: TrialRecord) => boolean;
};

/** Shares trials out over cells, row by row; `outside` counts those without a value on an axis. */
export function fillSlots(
	state: SweepState,
	{x, y, metric, keeps}: SlotRules,
): {readonly slots: readonly (Slot | undefined)[]; readonly outside: number} {
	let outside = 0;
	const slots = Array.from<Slot | undefined>({length: x.ticks.length * y.ticks.length});
	for (const trial of state.trials) {
		if (trial === undefined || !keeps(trial)) continue;
		const [column, row] = [x.indexOf(trial), y.indexOf(trial)];
		if (column < 0 || row < 0) {
			outside += 1;
			continue;
		}
		const place = row * x.ticks.length + column;
		const slot = (slots[place] ??= {values: [], infeasible: [], trials: [], pending: false});
		slot.trials.push(trial.trial);
		slot.pending ||= !isTerminal(trial.state);
		const value = metric.read(trial);
		if (trial.state !== 'complete' || !isRankable(value)) continue;
		(trial.flags.includes(INFEASIBLE) ? slot.infeasible : slot.values).push(value);
	}
	return {slots, outside};
}

/** What a cell shows of its trials: of the feasible ones where there are any. */
export function cellOf(
	slot: Slot | undefined,
	aggregate: Aggregate,
	direction: Direction | undefined,
): HeatmapCell | undefined {
	if (slot === undefined) return undefined;
	const {values, infeasible, trials} = slot;
	if (values.length > 0) return {kind: 'value', value: aggregateValues(values, aggregate, direction), trials};
	if (infeasible.length > 0)
		return {kind: 'infeasible', value: aggregateValues(infeasible, aggregate, direction), trials};
	return {kind: slot.pending ? 'pending' : 'failed', trials};
}

/**
 * The ratio of two cells, each aggregated first; infeasible where one of them is. Where one of them lacks a value it is
 * pending while that may come, and failed where its trials gave none; without trials on one side there is no pair, and so
 * no cell.
 */
export function ratioCell(
	numerator: HeatmapCell | undefined,
	denominator: HeatmapCell | undefined,
): HeatmapCell | undefined {
	if (numerator === undefined || denominator === undefined) return undefined;
	const trials = [...numerator.trials, ...denominator.trials];
	if ('value' in numerator && 'value' in denominator) {
		const value = numerator.value / denominator.value;
		const kind = numerator.kind === 'infeasible' ? numerator.kind : denominator.kind;
		return Number.isFinite(value) ? {kind, value, trials} : {kind: 'failed', trials};
	}
	const isPending = numerator.kind === 'pending' || denominator.kind === 'pending';
	return {kind: isPending ? 'pending' : 'failed', trials};
}
