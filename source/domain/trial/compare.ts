import {lastReported} from '../ranking/last-reported.ts';
import {createRepeatsReader} from '../ranking/metric-value.ts';
import {rankSumTest, welchTest} from '../statistics/significance.ts';
import type {SweepState} from '../sweep-state.ts';
import {type Cell, type ColumnGroup, trialColumns} from '../column/trial-columns.ts';
import type {CurvePoint, TrialRecord} from '../trial.ts';

/** More trials than this do not stand side by side. */
export const MOST_COMPARED = 6;

/** One figure of a trial beside the same figure of the first trial. */
export type ComparedCell = {
	readonly cell: Cell;
	/** What a trial without a value had last reported; no ratio and no test is made of it. */
	readonly reported: CurvePoint | undefined;
	/** Value divided by the first trial's; undefined where one is no number, or the first is 0. */
	readonly ratio: number | undefined;
	/**
	 * How likely chance alone gives a difference as large, over the measured executions of both: Welch's t test of the
	 * means, and Wilcoxon's rank-sum test. Undefined where one of the two ran fewer than twice.
	 */
	readonly chance: {readonly welch: number; readonly wilcoxon: number} | undefined;
};

/** One figure of all compared trials. */
export type ComparedRow = {
	readonly name: string;
	readonly group: ColumnGroup;
	readonly unit: string;
	/** In the order of the trials; the first one is what the others are compared to. */
	readonly cells: readonly ComparedCell[];
	/** Whether all trials have the same value. */
	readonly same: boolean;
};

/** Trials side by side, the first one as the measure of the others. */
export type Comparison = {readonly trials: readonly TrialRecord[]; readonly rows: readonly ComparedRow[]};

/** Columns that say nothing about how a trial did, the bounds of the energy, and how well it was measured. */
const LEFT_OUT: ReadonlySet<string> = new Set([
	'trial',
	'started_at',
	'energy_lo_j',
	'energy_hi_j',
	'n_eff',
	'coverage',
	'confidence',
]);

/** Compares trials figure by figure; figures that none of them has are left out. */
export function compareTrials(state: SweepState, trials: readonly TrialRecord[]): Comparison {
	const rows = trialColumns(state).flatMap(({name, group, unit, cell}): ComparedRow[] => {
		const cells = trials.map(cell);
		const reported = trials.map((trial, index) =>
			group === 'metric' && cells[index] === undefined ? lastReported(trial, name) : undefined,
		);
		const isEmpty = cells.every((value, index) => value === undefined && reported[index] === undefined);
		if (LEFT_OUT.has(name) || isEmpty) return [];
		const repeats = isMeasured(name, group) ? repeatsOf(state, trials, name) : [];
		const [first] = cells;
		const chanceIn = (index: number): ComparedCell['chance'] =>
			index === 0 || cells[index] === undefined || first === undefined
				? undefined
				: chanceOf(repeats[index] ?? [], repeats[0] ?? []);
		return [
			{
				name,
				group,
				unit,
				cells: cells.map((value, index) => ({
					cell: value,
					reported: reported[index],
					ratio: index === 0 || group === 'parameter' ? undefined : ratioOf(value, first),
					chance: chanceIn(index),
				})),
				same: cells.every(value => Object.is(value, first)) && reported.every(point => point === undefined),
			},
		];
	});
	return {trials, rows};
}

/** Whether each execution of a trial has the figure: the duration stands beside what tells of the trial. */
function isMeasured(name: string, group: ColumnGroup): boolean {
	return group === 'metric' || group === 'telemetry' || name === 'duration_s';
}

/** The figure in each measured execution of each trial; those without one are left out. */
function repeatsOf({sweep}: SweepState, trials: readonly TrialRecord[], name: string): readonly (readonly number[])[] {
	if (sweep === undefined) return [];
	const read = createRepeatsReader(sweep, name);
	return trials.map(read);
}

function ratioOf(value: Cell, first: Cell): number | undefined {
	if (typeof value !== 'number' || typeof first !== 'number' || first === 0) return undefined;
	const ratio = value / first;
	return Number.isFinite(ratio) ? ratio : undefined;
}

function chanceOf(values: readonly number[], first: readonly number[]): ComparedCell['chance'] {
	if (values.length < 2 || first.length < 2) return undefined;
	return {welch: welchTest(values, first).p, wilcoxon: rankSumTest(values, first).p};
}
