import {own} from '../record.ts';
import {mean, median, standardDeviation} from './stats.ts';
import {measuredExecutions} from '../trial/trial-fold.ts';
import type {ExecutionState, Telemetry, TrialRecord} from '../trial.ts';

/** Flag of a trial whose repeats or samples scatter far more than those of the other trials. */
export const NOISY = 'NOISY';

/** So many times the usual spread is no chance: of three repeats one in 500 is as far out. */
const FAR_ABOVE = 3;
/** A smaller share of the value is not worth a flag, however steady the rest is. */
const LEAST_OF_REPEATS = 0.05;
/** The same for the doubt about an energy, which is that of its mean. */
const LEAST_OF_ENERGY = 0.02;
/** Two repeats tell no spread. */
const LEAST_REPEATS = 3;
/** Fewer trials are no rest to compare with. */
const LEAST_REST = 5;

/** A trial that is about to end, or one that has. */
type Noted = Pick<TrialRecord, 'executions'> & {readonly telemetry: Telemetry};

/** One way to tell the spread of a trial, as a share of its value, and what is too small to mind. */
type Spread = {
	readonly of: (trial: Noted) => number | undefined;
	readonly isMinded: (trial: Noted, spread: number) => boolean;
};

/**
 * Whether a trial scatters more than three times as much as the median of the others: by the coefficient of variation
 * of its repeats (three or more: duration, mean power and the metrics that are named), or by the deviation of its
 * samples of power, one by one, where that leaves more than 2 % of doubt in its energy: the standard uncertainty of a
 * mean, from repeats where there are some (GUM, JCGM 100:2008, 4.2).
 * @param rest other trials of the sweep that have completed; fewer than 5 tell nothing.
 */
export function isNoisy(trial: Noted, rest: readonly TrialRecord[], metrics: readonly string[]): boolean {
	return spreadsOf(metrics).some(({of, isMinded}) => {
		const spread = of(trial);
		if (spread === undefined || !isMinded(trial, spread)) return false;
		const usual = rest.flatMap(other => of(other) ?? []);
		return usual.length >= LEAST_REST && spread > FAR_ABOVE * median(usual);
	});
}

function spreadsOf(metrics: readonly string[]): readonly Spread[] {
	const isMinded = (_trial: Noted, spread: number): boolean => spread > LEAST_OF_REPEATS;
	return [
		{of: trial => variation(trial, execution => execution.durationS), isMinded},
		{of: trial => variation(trial, ({telemetry = {}}) => own(telemetry, 'power_mean_w')), isMinded},
		...metrics.map(name => ({
			of: (trial: Noted) => variation(trial, execution => own(execution.metrics ?? {}, name)),
			isMinded,
		})),
		{of: scatterOfSamples, isMinded: trial => (doubtOf(trial) ?? 0) > LEAST_OF_ENERGY},
	];
}

/** Coefficient of variation over the repeats; undefined where it means nothing, as for values around zero. */
function variation(trial: Noted, read: (execution: ExecutionState) => unknown): number | undefined {
	const values: readonly unknown[] = measuredExecutions(trial).map(read);
	const numbers = values.filter((value): value is number => typeof value === 'number' && value > 0);
	if (numbers.length < LEAST_REPEATS || numbers.length < values.length) return undefined;
	return standardDeviation(numbers) / mean(numbers);
}

/** Standard deviation of an energy by chance, as a share of it: half of the printed interval's upper part. */
function doubtOf({telemetry}: Noted): number | undefined {
	const joules = own(telemetry, 'energy_j');
	const highest = own(telemetry, 'energy_hi_j');
	if (typeof joules !== 'number' || typeof highest !== 'number' || joules <= 0) return undefined;
	return (highest - joules) / 2 / joules;
}

/** That doubt for a single sample: a long trial has a smaller one by its length alone. */
function scatterOfSamples(trial: Noted): number | undefined {
	const doubt = doubtOf(trial);
	const samples = own(trial.telemetry, 'n_eff');
	if (doubt === undefined || typeof samples !== 'number' || own(trial.telemetry, 'confidence') !== 'high')
		return undefined;
	return doubt * Math.sqrt(samples);
}
