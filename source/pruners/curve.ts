import {isNewBest} from '../domain/ranking/better.ts';
import type {Direction} from '../domain/metric.ts';
import type {Report, TrialCurve} from '../domain/pruner.ts';

/** A curve's values by step: the first that was reported at each. */
export function valuesByStep({reports}: TrialCurve): ReadonlyMap<number, number> {
	const values = new Map<number, number>();
	for (const {step, value} of reports) if (!values.has(step)) values.set(step, value);
	return values;
}

/** The report with the highest step; undefined before the first. */
export function lastReport(curve: TrialCurve): Report | undefined {
	let last: Report | undefined;
	for (const report of curve.reports) if (last === undefined || report.step > last.step) last = report;
	return last;
}

/** The best of values, NaN left out; NaN for none. */
export function bestOf(direction: Direction, values: Iterable<number>): number {
	let best = Number.NaN;
	for (const value of values) if (isNewBest(value, best, direction)) best = value;
	return best;
}

/** When a pruner looks: from `warmup` on, at the first report in each interval of steps. */
export type Schedule = {readonly warmup: number; readonly interval: number};

/** Whether the latest report is one to look at; one that came late stands for the start of its interval. */
export function isDue(curve: TrialCurve, last: Report, {warmup, interval}: Schedule): boolean {
	if (last.step < warmup) return false;
	const start = Math.floor((last.step - warmup) / interval) * interval + warmup;
	let before = -1;
	for (const {step} of curve.reports) if (step > before && step !== last.step) before = step;
	return before < start;
}
