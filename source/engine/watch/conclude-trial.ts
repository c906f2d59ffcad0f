import {encodeNumber} from '../../domain/number.ts';
import type {Metrics, Outcome} from '../../domain/trial.ts';
import type {Ledger} from '../ledger.ts';
import type {TelemetryMeter} from '../telemetry-meter.ts';
import type {TelemetrySummary} from '../telemetry-summary.ts';

/** A trial of a watched program that is over. Times are monotonic ms. */
export type HeardEnd = {
	readonly trial: number;
	readonly state: Outcome;
	readonly why?: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
	readonly overlapping: boolean;
	readonly metrics: Metrics;
};

/** What an end is recorded with. */
export type ConcludeContext = {
	readonly ledger: Ledger;
	readonly meter: Pick<TelemetryMeter, 'measure'>;
	/** Monotonic ms at which the program began. */
	readonly startedMs: number;
};

/** Clocks of two programs of one machine differ by less. */
const EARLIER_MS = 1000;

/** Waits for the samples of a trial's own time slice, then records how it ended. */
export async function concludeTrial({ledger, meter, startedMs}: ConcludeContext, end: HeardEnd): Promise<void> {
	const {trial, state, why, fromMs, toMs, overlapping, metrics} = end;
	const measured: TelemetrySummary =
		fromMs < startedMs - EARLIER_MS
			? {telemetry: {}, missing: {energy_j: 'it ran before it was watched'}, flags: []}
			: await meter.measure({fromMs, toMs, overlapping, isStep: false});
	const {telemetry, flags} = measured;
	const reason = why === undefined ? {} : {why};
	const missing = Object.keys(measured.missing).length === 0 ? {} : {missing: measured.missing};
	ledger.record({
		type: 'execution-ended',
		trial,
		execution: 1,
		outcome: state,
		...reason,
		duration_s: (toMs - fromMs) / 1000,
		metrics,
		telemetry,
		...missing,
		flags,
	});
	const results = state === 'complete' ? {metrics, telemetry, ...missing} : {metrics: {}, telemetry: {}};
	ledger.record({type: 'trial-ended', trial, state, ...reason, ...results, flags});
}

/** Numbers by name as the journal holds them. */
export function encodeAll(values: Iterable<readonly [string, number]>): Metrics {
	return Object.fromEntries([...values].map(([name, value]) => [name, encodeNumber(value)]));
}
