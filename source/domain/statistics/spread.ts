import type {RememberedSweep} from '../column/column-memory.ts';
import {createRepeatsReader} from '../ranking/metric-value.ts';
import {highest, lowest, standardDeviation} from './stats.ts';
import type {SweepState} from '../sweep-state.ts';
import type {Sweep} from '../sweep.ts';
import {trialColumns} from '../column/trial-columns.ts';
import {measuredExecutions} from '../trial/trial-fold.ts';
import type {TrialRecord} from '../trial.ts';

/** How one figure of a trial scatters over its measured executions. */
export type Spread = {
	/** Standard deviation of the sample (divisor n - 1). */
	readonly std: number;
	readonly min: number;
	readonly max: number;
	/** Executions that have a finite value; two at least. */
	readonly n: number;
};

/** Reads the spread of one figure; undefined for a trial with fewer than two values of it. */
export type SpreadReader = (trial: TrialRecord) => Spread | undefined;

/** The spread of values; undefined for fewer than two finite ones. */
export function spreadOf(values: readonly number[]): Spread | undefined {
	const finite = values.filter(Number.isFinite);
	if (finite.length < 2) return undefined;
	return {std: standardDeviation(finite), min: lowest(finite), max: highest(finite), n: finite.length};
}

/** A reader of the spread of a metric, a formula, the duration or a telemetry column. */
export function createSpreadReader(sweep: Sweep, name: string): SpreadReader {
	const read = createRepeatsReader(sweep, name);
	return trial => (mayScatter(trial) ? spreadOf(read(trial)) : undefined);
}

/** A cheap answer to whether a trial may have repeats. */
function mayScatter(trial: TrialRecord): boolean {
	return trial.executions.length > 1;
}

/** Whether any trial has repeats: two measured executions that count. */
export function hasRepeats({trials}: Pick<SweepState, 'trials'>): boolean {
	return trials.some(trial => trial !== undefined && hasRepeatsOf(trial));
}

/** Whether a trial has repeats. */
export function hasRepeatsOf(trial: TrialRecord): boolean {
	return mayScatter(trial) && measuredExecutions(trial).length > 1;
}

/** What every sweep measures of a repeat, whether its file names it or not. */
const ALWAYS = ['duration_s', 'energy_j'];

/** Figures whose spread is told: the objectives, all metrics, the duration and the energy. */
export function spreadNames(state: RememberedSweep): readonly string[] {
	const metrics = trialColumns(state).filter(column => column.group === 'metric');
	const objectives = (state.sweep?.objectives ?? []).map(({metric}) => metric);
	return [...new Set([...objectives, ...metrics.map(({name}) => name), ...ALWAYS])];
}

/** A reader of the spread of each of {@link spreadNames}; none for a sweep without repeats. */
export function spreadReaders(state: RememberedSweep): ReadonlyMap<string, SpreadReader> {
	const {sweep} = state;
	if (sweep === undefined || !hasRepeats(state)) return new Map();
	return new Map(spreadNames(state).map(name => [name, createSpreadReader(sweep, name)]));
}
