import {own} from '../../domain/record.ts';
import type {CurvePoint, TrialRecord} from '../../domain/trial.ts';
import type {LinePoint} from '../line-chart.ts';

/** What curves can run over: the step as reported, the metric `epoch` at that step, or seconds since the start. */
export const CURVE_AXES = ['step', 'epoch', 'time'] as const;

/** One of {@link CURVE_AXES}. */
export type CurveAxis = (typeof CURVE_AXES)[number];

/** The metric that says the epoch of a step. */
export const EPOCH = 'epoch';

/**
 * The curve of a trial in ascending order of the axis. Repeats report each step again: their values are averaged. Over
 * time only the last execution is drawn, since times of two never agree. Empty where there is nothing.
 */
export function curvePoints(trial: TrialRecord, metric: string, axis: CurveAxis): readonly LinePoint[] {
	const points = own(trial.curves, metric) ?? [];
	if (points.length === 0) return [];
	if (axis === 'time') return timePoints(trial, points);
	const xOf = axis === 'step' ? ({step}: CurvePoint): number => step : epochReader(trial);
	const placed = points.map(point => ({x: xOf(point), y: point.value})).filter(({x}) => Number.isFinite(x));
	return merged(isAscending(placed) ? placed : placed.toSorted((a, b) => a.x - b.x));
}

function timePoints(trial: TrialRecord, points: readonly CurvePoint[]): readonly LinePoint[] {
	const last = points.at(-1)?.monoMs ?? 0;
	const start =
		trial.executions.findLast(({startedMonoMs}) => startedMonoMs <= last)?.startedMonoMs ?? points[0]?.monoMs ?? 0;
	return points
		.filter(({monoMs}) => monoMs >= start)
		.map(({monoMs, value}) => ({x: (monoMs - start) / 1000, y: value}));
}

/** The epoch that was reported at a step; NaN where none was. */
function epochReader(trial: TrialRecord): (point: CurvePoint) => number {
	const epochs = new Map((own(trial.curves, EPOCH) ?? []).map(({step, value}) => [step, value]));
	return ({step}) => epochs.get(step) ?? Number.NaN;
}

function isAscending(points: readonly LinePoint[]): boolean {
	for (let index = 1; index < points.length; index += 1) {
		if ((points[index]?.x ?? 0) < (points[index - 1]?.x ?? 0)) return false;
	}
	return true;
}

/** Points of equal x become one with the mean of their values. */
function merged(points: readonly LinePoint[]): readonly LinePoint[] {
	const result: {x: number; y: number}[] = [];
	let count = 0;
	for (const {x, y} of points) {
		const last = result.at(-1);
		if (last !== undefined && last.x === x) {
			count += 1;
			last.y += (y - last.y) / count;
		} else {
			result.push({x, y});
			count = 1;
		}
	}
	return result;
}
