import {GOOD_SAMPLES} from '../domain/energy/energy.ts';
import {own} from '../domain/record.ts';
import type {RunSettings} from '../domain/sweep.ts';
import {measuredExecutions} from '../domain/trial/trial-fold.ts';
import type {ExecutionState, Telemetry} from '../domain/trial.ts';
import type {TelemetrySummary} from './telemetry-summary.ts';

/** A program that is too short to be measured is run this often and no more: each run has a folder and two events. */
const MOST_ITERATIONS = 1000;

/** Energies of a span, which are shared out over the runs in it. */
const SHARED_OUT = ['energy_j', 'energy_lo_j', 'energy_hi_j', 'energy_above_idle_j'] as const;

/**
 * Whether the counting executions of a trial last long enough for `min_duration`: so many milliseconds together, or
 * (`auto`) so long that the power sensor gives 10 independent samples.
 * @param spacingMs time between two of those; undefined where no sensor measures power, and nothing is waited for.
 */
export function isMeasurable(
	{minDuration}: Pick<RunSettings, 'minDuration'>,
	executions: readonly ExecutionState[],
	spacingMs: number | undefined,
): boolean {
	const leastMs = minDuration === 'auto' ? GOOD_SAMPLES * (spacingMs ?? 0) : (minDuration ?? 0);
	const counting = measuredExecutions({executions});
	return counting.length >= MOST_ITERATIONS || busyMsOf(counting) >= leastMs;
}

/** The stretch of time that is measured as one, monotonic ms, and how much of it a program ran. */
export type Block = {readonly fromMs: number; readonly toMs: number; readonly busyMs: number; readonly count: number};

/**
 * The block of runs that have to be measured together, because one alone has no energy; undefined where each has its
 * own, where others ran at the same time, or where an engine died in between.
 */
export function blockOf(executions: readonly ExecutionState[]): Block | undefined {
	const counting = measuredExecutions({executions});
	const [first, last] = [counting[0], counting.at(-1)];
	if (first === undefined || last === undefined || counting.length < 2) return undefined;
	const isWhole = counting.every(({telemetry}) => telemetry !== undefined && own(telemetry, 'energy_j') !== undefined);
	const isBroken = executions.some(({outcome, flags}) => outcome === 'lost' || flags?.includes('SHARED') === true);
	if (isWhole || isBroken) return undefined;
	const toMs = last.startedMonoMs + (last.durationS ?? 0) * 1000;
	return {fromMs: first.startedMonoMs, toMs, busyMs: busyMsOf(counting), count: counting.length};
}

/**
 * Telemetry of one run from that of its block. What the machine drew between two runs is not the program's: idle
 * power where it is known, else the block's own mean. Power, temperatures and clocks are those of the block.
 */
export function shareOut(summary: TelemetrySummary, block: Block): TelemetrySummary {
	const spanS = (block.toMs - block.fromMs) / 1000;
	const busyS = Math.min(spanS, block.busyMs / 1000);
	const telemetry: Record<string, Telemetry[string]> = {...summary.telemetry};
	const idleWatts = own(telemetry, 'idle_w');
	for (const column of SHARED_OUT) {
		const joules = own(telemetry, column);
		if (typeof joules !== 'number') continue;
		const ofRuns =
			column === 'energy_above_idle_j'
				? joules
				: typeof idleWatts === 'number'
					? joules - idleWatts * (spanS - busyS)
					: joules * (busyS / spanS);
		telemetry[column] = Math.max(0, ofRuns) / block.count;
	}
	return {...summary, telemetry};
}

function busyMsOf(executions: readonly ExecutionState[]): number {
	return executions.reduce((total, {durationS = 0}) => total + durationS * 1000, 0);
}
