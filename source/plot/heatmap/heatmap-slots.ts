import type {Aggregate} from '../../domain/view/aggregate.ts';
import type {Direction} from '../../domain/metric.ts';
import {isRankable} from '../../domain/number.ts';
import {lastReported} from '../../domain/ranking/last-reported.ts';
import {INFEASIBLE} from '../../domain/ranking/rank.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {type TrialRecord, isTerminal} from '../../domain/trial.ts';
import {aggregateValues} from '../aggregate-values.ts';
import type {HeatmapCell} from './heatmap-layout.ts';
import type {ParameterTicks} from '../parameter-ticks.ts';
import type {TrialAxis} from '../trial-axis.ts';

/** The trials that fall into one cell, and what they measured. */
export type Slot = {
	/** Of feasible trials. */
	readonly values: number[];
	/** Of trials that break a constraint. */
	readonly infeasible: number[];
	readonly trials: number[];
	/** What pruned trials had last reported; NaN for one that reported nothing. */
	readonly pruned: number[];
	pending: boolean;
};

/** What a trial has to show in a cell; undefined for one that did not complete, or whose value has no place on a scale. */
export type ValueReader = (trial: TrialRecord) => number | undefined;

/** Reads a metric: the one place that decides which trials have a value. */
export function createValueReader(metric: TrialAxis): ValueReader {
	return trial => {
		const value = trial.state === 'complete' ? metric.read(trial) : Number.NaN;
		return isRankable(value) ? value : undefined;
	};
}

/** How trials are shared out. */
export type SlotRules = {
	readonly x: ParameterTicks;
	readonly y: ParameterTicks;
	readonly valueOf: ValueReader;
	/** The name of what is read: a pruned trial may have reported it. */
	readonly metric: string;
	/** Whether a trial belongs to the slice that is shown. */
	readonly keeps: (trial: TrialRecord) => boolean;
};

/** Shares trials out over cells, row by row; `outside` counts those without a value on an axis. */
export function fillSlots(
	state: SweepState,
	{x, y, valueOf, metric, keeps}: SlotRules,
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
		const slot = (slots[place] ??= {values: [], infeasible: [], pruned: [], trials: [], pending: false});
		slot.trials.push(trial.trial);
		slot.pending ||= !isTerminal(trial.state);
		if (trial.state === 'pruned') slot.pruned.push(lastReported(trial, metric)?.value ?? Number.NaN);
		const value = valueOf(trial);
		if (value !== undefined) (trial.flags.includes(INFEASIBLE) ? slot.infeasible : slot.values).push(value);
	}
	return {slots, outside};
}

/** Empty cells in which trials stand that a filter hides. */
export function markFiltered(
	cells: readonly (HeatmapCell | undefined)[],
	unfiltered: SweepState,
	rules: SlotRules,
): readonly (HeatmapCell | undefined)[] {
	if (!cells.includes(undefined)) return cells;
	const {slots} = fillSlots(unfiltered, rules);
	return cells.map((cell, index) =>
		cell === undefined && slots[index] !== undefined ? {kind: 'filtered', trials: []} : cell,
	);
}

/** What a cell shows of its trials: of the feasible ones where there are any. */
export function cellOf(
	slot: Slot | undefined,
	aggregate: Aggregate,
	direction: Direction | undefined,
): HeatmapCell | undefined {
	if (slot === undefined) return undefined;
	const {values, infeasible, pruned, pending, trials} = slot;
	if (values.length > 0) {
		const value = aggregateValues(values, aggregate, direction);
		return {kind: 'value', value, trials, ...(infeasible.length > 0 ? {hasInfeasible: true} : {})};
	}
	if (infeasible.length > 0)
		return {kind: 'infeasible', value: aggregateValues(infeasible, aggregate, direction), trials};
	if (pending) return {kind: 'pending', trials};
	if (pruned.length === 0) return {kind: 'failed', trials};
	const reported = pruned.filter(isRankable);
	if (reported.length === 0) return {kind: 'pruned', trials};
	return {kind: 'pruned', value: aggregateValues(reported, aggregate, direction), trials};
}

/**
 * The ratio of two cells, each aggregated first; infeasible where one of them is. Where one of them lacks a value it is
 * pending while that may come, pruned where trials were stopped before it, and failed where they gave none; without trials on one side there is no pair, and so
 * no cell.
 */
export function ratioCell(
	numerator: HeatmapCell | undefined,
	denominator: HeatmapCell | undefined,
): HeatmapCell | undefined {
	if (numerator === undefined || denominator === undefined) return undefined;
	const trials = [...numerator.trials, ...denominator.trials];
	if (hasValue(numerator) && hasValue(denominator)) {
		const value = numerator.value / denominator.value;
		const kind = numerator.kind === 'infeasible' ? numerator.kind : denominator.kind;
		if (!Number.isFinite(value)) return {kind: 'failed', trials};
		if (kind === 'infeasible') return {kind, value, trials};
		const isPart = isInPart(numerator) || isInPart(denominator);
		return {kind, value, trials, ...(isPart ? {hasInfeasible: true} : {})};
	}
	if (numerator.kind === 'filtered' || denominator.kind === 'filtered') return {kind: 'filtered', trials: []};
	const missing = (['pending', 'pruned'] as const).find(kind => [numerator.kind, denominator.kind].includes(kind));
	return {kind: missing ?? 'failed', trials};
}

/** Whether a cell has a value, which trials that break a constraint have no part in. */
export function isInPart(cell: HeatmapCell | undefined): boolean {
	return cell?.kind === 'value' && cell.hasInfeasible === true;
}

/** Whether trials of a cell ended with a value. */
function hasValue(cell: HeatmapCell): cell is Extract<HeatmapCell, {kind: 'value' | 'infeasible'}> {
	return cell.kind === 'value' || cell.kind === 'infeasible';
}
