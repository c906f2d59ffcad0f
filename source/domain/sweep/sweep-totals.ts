import type {SweepTotals} from '../event.ts';
import {isPowerEstimated} from '../energy/power-estimate.ts';
import type {SweepState} from '../sweep-state.ts';

/**
 * What a sweep has cost in all, over all engines that ran it.
 * @param joules of the whole sweep; undefined where nothing was measured.
 */
export function sweepTotals(
	state: Pick<SweepState, 'trials' | 'sources' | 'elapsedMs'>,
	joules: number | undefined,
): SweepTotals {
	const estimated = isPowerEstimated(state) ? {energy_estimated: true} : {};
	return {
		trials: state.trials.length,
		time_s: state.elapsedMs / 1000,
		...(joules === undefined ? {} : {energy_j: joules, ...estimated}),
	};
}
