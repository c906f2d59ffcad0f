import {isPowerEstimated} from '../domain/power-estimate.ts';
import type {SweepState} from '../domain/sweep-state.ts';

/** Telemetry whose value comes from power. */
const FROM_POWER = /^(?:energy_.*_?j|power_\w+_w|idle_w|.+_power_mean_w)$/;

/** The same names within a formula. */
const NAMES_POWER = /\b(?:energy_(?:\w+_)?j|power_\w+_w|idle_w)\b/;

/**
 * Tells of columns (telemetry, and metrics whose formula uses it) whether their values rest on estimated power in place
 * of a sensor's: then `est` stands behind them.
 */
export function createEstimateTest(state: SweepState): (column: string) => boolean {
	if (!isPowerEstimated(state)) return () => false;
	const formulas = new Map((state.sweep?.metrics ?? []).map(metric => [metric.name, metric.formula ?? '']));
	return column => FROM_POWER.test(column) || NAMES_POWER.test(formulas.get(column) ?? '');
}
