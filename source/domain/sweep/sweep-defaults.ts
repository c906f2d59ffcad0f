import type {GateSettings, RunSettings, TelemetrySettings} from '../sweep.ts';

/** `[run]` where nothing is given. TERM comes {@link RunSettings.graceMs} before KILL. */
export const DEFAULT_RUN: RunSettings = {
	jobs: 1,
	repeats: 1,
	discardFirst: 0,
	warmup: 0,
	graceMs: 10_000,
	retries: 0,
	order: 'grid',
	maxOutputBytes: 100 * 1024 ** 2,
};

/** `[telemetry]` where nothing is given. The watts are those of a desktop processor; what they feed is labelled. */
export const DEFAULT_TELEMETRY: TelemetrySettings = {intervalMs: 'auto', baseline: 'auto', cpuTdpWatts: 65};

/** `[gate]` where nothing is given: off. */
export const DEFAULT_GATE: GateSettings = {settleMs: 5000, timeoutMs: 120_000};
