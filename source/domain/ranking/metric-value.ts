import {compileExpression, type Evaluator, type Lookup, parseExpression} from '../expression/expression.ts';
import {findMetric} from './figure.ts';
import {decodeNumber} from '../number.ts';
import {own} from '../record.ts';
import {flattenParams, type Scalar} from '../space.ts';
import {mean, standardDeviation} from '../statistics/stats.ts';
import type {Sweep} from '../sweep.ts';
import {measuredExecutions} from '../trial/trial-fold.ts';
import type {ExecutionState, Metrics, Telemetry, TrialRecord} from '../trial.ts';

/** What a trial or an execution measured. */
type Numbers = {readonly metrics?: Metrics; readonly telemetry?: Telemetry; readonly durationS?: number};

/** A metric, the duration or a numeric telemetry column of a trial or execution; NaN where it has none. */
export function numberNamed(source: Numbers, name: string): number {
	const metric = source.metrics === undefined ? undefined : own(source.metrics, name);
	if (metric !== undefined) return decodeNumber(metric);
	if (name === 'duration_s') return source.durationS ?? Number.NaN;
	const cell = source.telemetry === undefined ? undefined : own(source.telemetry, name);
	return typeof cell === 'number'
		? cell
		: cell === 'Infinity' || cell === '-Infinity'
			? decodeNumber(cell)
			: Number.NaN;
}

/** Whether a trial or execution has such a number, be it NaN as it was reported. */
export function hasNumber(source: Numbers, name: string): boolean {
	return Object.hasOwn(source.metrics ?? {}, name) || !Number.isNaN(numberNamed(source, name));
}

/** Both ends of what a trial's value may be, by what is known of its scatter. Equal ends where nothing is. */
export type Interval = {readonly low: number; readonly high: number};

/** Reads the interval of one metric from trials. */
export type IntervalReader = (trial: TrialRecord) => Interval;

/** A cheap answer to whether the interval of a metric can be more than a point. */
export function mayBeWide(trial: TrialRecord, name: string): boolean {
	return name === 'energy_j' || trial.executions.length > 1;
}

/**
 * A reader of a metric's interval: mean ± 2 standard errors over measured executions (k = 2, the scatter between
 * repeats); a formula is evaluated for each execution. With one execution only energy has one, from its own
 * sampling error.
 */
export function createIntervalReader(sweep: Sweep, name: string): IntervalReader {
	const evaluator = evaluatorOf(sweep, name);
	return trial => {
		const value = numberNamed(trial, name);
		const executions = measuredExecutions(trial);
		if (executions.length < 2) return singleInterval(trial, name, value);
		const values =
			evaluator === undefined
				? executions.map(execution => numberNamed(execution, name))
				: executions.map(execution => evaluateFor(sweep, evaluator, trial, execution));
		const halfWidth = (2 * standardDeviation(values)) / Math.sqrt(values.length);
		if (!Number.isFinite(halfWidth)) return {low: value, high: value};
		// A formula's value for the trial is that of the means, which need not be the mean of its values.
		const centre = evaluator === undefined ? mean(values) : value;
		return {low: centre - halfWidth, high: centre + halfWidth};
	};
}

/** A reader of a metric's finite values in the measured executions of a trial, in order; a formula is evaluated for each. */
export function createRepeatsReader(sweep: Sweep, name: string): (trial: TrialRecord) => readonly number[] {
	const evaluator = evaluatorOf(sweep, name);
	return trial =>
		measuredExecutions(trial)
			.map(execution =>
				evaluator === undefined ? numberNamed(execution, name) : evaluateFor(sweep, evaluator, trial, execution),
			)
			.filter(Number.isFinite);
}

function evaluatorOf(sweep: Sweep, name: string): Evaluator | undefined {
	const formula = findMetric(sweep, name)?.formula;
	return formula === undefined ? undefined : compileExpression(parseExpression(formula));
}

function singleInterval(trial: TrialRecord, name: string, value: number): Interval {
	if (name !== 'energy_j') return {low: value, high: value};
	const low = numberNamed(trial, 'energy_lo_j');
	const high = numberNamed(trial, 'energy_hi_j');
	return low <= value && value <= high ? {low, high} : {low: value, high: value};
}

function evaluateFor(sweep: Sweep, evaluator: Evaluator, trial: TrialRecord, execution: ExecutionState): number {
	const params = flattenParams(sweep.space, trial.params);
	const lookup: Lookup = (name): Scalar | undefined => {
		const known = params.get(name);
		if (known !== undefined) return known;
		const value = numberNamed(execution, name);
		return Number.isNaN(value) ? undefined : value;
	};
	const result = evaluator(lookup);
	return typeof result === 'number' ? result : Number.NaN;
}
