import {encodeNumber} from '../../domain/number.ts';
import type {Metrics, Outcome} from '../../domain/trial.ts';
import type {Ledger} from '../ledger.ts';
import type {TelemetryMeter} from '../telemetry-meter.ts';
import type {TelemetrySummary} from '../telemetry-summary.ts';
import type {InTurn} from '../turns.ts';
import type {TrialPart} from './trial-output.ts';

/** A trial of a watched program that is over. Times are monotonic ms. */
export type HeardEnd = {
	readonly trial: number;
	readonly state: Outcome;
	readonly why?: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
	readonly overlapping: boolean;
	/** Why its times are not known, where they are not. */
	readonly untimed: string | undefined;
	readonly metrics: Metrics;
	/** Its part of what the program printed, bytes from the first one. */
	readonly output: {readonly from: number; readonly to: number};
};

/** What an end is recorded with. */
export type ConcludeContext = {
	readonly ledger: Ledger;
	readonly meter: Pick<TelemetryMeter, 'measure'>;
	/** Trials are recorded in the order in which their ends were heard. */
	readonly inTurn: InTurn;
	/** Monotonic ms at which the program began. */
	readonly startedMs: number;
	/** Keeps a trial's part of the console. */
	readonly saveOutput: (part: TrialPart) => Promise<void>;
	/** Joules of the whole sweep so far; absent where nothing measures them. */
	readonly energyJ?: () => number | undefined;
};

/** Clocks of two programs of one machine differ by less. */
const EARLIER_MS = 1000;

/** Waits for the samples of a trial's own time slice, then records how it ended. */
export async function concludeTrial(context: ConcludeContext, end: HeardEnd): Promise<void> {
	const {ledger, inTurn} = context;
	const {trial, state, why, fromMs, toMs, metrics} = end;
	const measured = await inTurn(measure(context, end));
	const {telemetry, flags} = measured;
	const reason = why === undefined ? {} : {why};
	const missing = Object.keys(measured.missing).length === 0 ? {} : {missing: measured.missing};
	ledger.record({
		type: 'execution-ended',
		trial,
		execution: 1,
		outcome: state,
		...reason,
		...(end.untimed !== undefined ? {} : {duration_s: (toMs - fromMs) / 1000}),
		metrics,
		telemetry,
		...missing,
		flags,
	});
	const results = state === 'complete' ? {metrics, telemetry, ...missing} : {metrics: {}, telemetry: {}};
	const joules = context.energyJ?.();
	const total = joules === undefined ? {} : {sweep_energy_j: joules};
	ledger.record({type: 'trial-ended', trial, state, ...reason, ...results, flags, ...total});
}

/** What was measured of its time slice; its part of the console is kept first. */
async function measure(
	{meter, startedMs, saveOutput}: ConcludeContext,
	{trial, fromMs, toMs, overlapping, untimed, output}: HeardEnd,
): Promise<TelemetrySummary> {
	const unknown = untimed ?? (fromMs < startedMs - EARLIER_MS ? 'it ran before it was watched' : undefined);
	if (unknown !== undefined) return {telemetry: {}, missing: {energy_j: unknown}, flags: []};
	await saveOutput({trial, ...output, overlapping});
	return meter.measure({fromMs, toMs, overlapping, isStep: false});
}

/** Numbers by name as the journal holds them. */
export function encodeAll(values: Iterable<readonly [string, number]>): Metrics {
	return Object.fromEntries([...values].map(([name, value]) => [name, encodeNumber(value)]));
}
