import {createPowerTest, isPowerEstimated} from '../domain/energy/power-estimate.ts';
import type {SweepState} from '../domain/sweep-state.ts';

/**
 * Tells of columns (telemetry, and metrics whose formula uses it) whether their values rest on estimated power in place
 * of a sensor's: then `est` stands behind them.
 */
export function createEstimateTest(state: SweepState): (column: string) => boolean {
	return isPowerEstimated(state) ? createPowerTest(state.sweep) : () => false;
}
