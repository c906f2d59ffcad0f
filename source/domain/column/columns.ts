/** Columns of `trials.csv` that stand before parameters and metrics (CONTRACTS section 4). */
export const TRIAL_COLUMNS = ['trial', 'state', 'flags', 'started_at', 'duration_s'] as const;

/** Columns of `trials.csv` that stand after parameters and metrics, without the rails' (CONTRACTS section 4). */
export const TELEMETRY_COLUMNS = [
	'energy_j',
	'energy_lo_j',
	'energy_hi_j',
	'energy_above_idle_j',
	'power_mean_w',
	'power_steady_w',
	'power_max_w',
	'power_scope',
	'power_source',
	'temp_start_c',
	'temp_end_c',
	'temp_max_c',
	'clock_gpu_mhz_mean',
	'throttle_ms',
	'oc_events',
	'idle_w',
	'n_eff',
	'coverage',
	'confidence',
	'executions',
] as const;

/**
 * What the program or file that a trial comes from calls it; a column of runs in which that is not the trial's number
 * here, the last one of `trials.csv`.
 */
export const SOURCE_TRIAL = 'source_trial';

/** Columns that stand after those where the machine counts waiting; an execution's share of the counters. */
const COUNTER_COLUMNS = ['cpu_stall_ms', 'mem_stall_ms', 'io_stall_ms', 'cgroup_throttled_ms'] as const;

const RESERVED: ReadonlySet<string> = new Set([
	...TRIAL_COLUMNS,
	...TELEMETRY_COLUMNS,
	...COUNTER_COLUMNS,
	SOURCE_TRIAL,
]);
const RAIL_COLUMN = /^.+_power_mean_w$/;

/** Whether a column is the program's own, so that no parameter or metric may have its name. */
export function isReservedColumn(name: string): boolean {
	return RESERVED.has(name) || RAIL_COLUMN.test(name);
}
