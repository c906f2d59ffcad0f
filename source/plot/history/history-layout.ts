import {counted} from '../../domain/text/counted.ts';
import {quantileOfSorted} from '../../domain/statistics/stats.ts';
import {dotOfFraction} from '../axes.ts';
import type {Glyphs} from '../cells.ts';
import {type ChartSide, numericSide, sideTitle} from '../chart-frame.ts';
import {type HistoryInput, type HistoryPoint, type HistorySeries, isInfeasible} from './history-data.ts';
import type {Segment} from '../legend.ts';
import {quiet} from '../plot-words.ts';
import {formatQuantity} from '../quantity.ts';
import {type Scale, createPaddedScale, createScale, extentOf} from '../scale.ts';
import {durationAxis, formatElapsed} from '../time-axis.ts';
import {INFEASIBLE_MARK, WARNING} from '../style.ts';
import {cellText} from '../width.ts';

/** Both scales of a history. */
export type HistoryScales = {
	readonly x: Scale;
	readonly y: Scale;
	/** Points that are so far off that they are drawn at the edge. */
	readonly beyond: number;
};

/** The marks of a history. */
export type HistoryMarks = {
	readonly best: string;
	readonly cursor: string;
	readonly failed: string;
	readonly infeasible: string;
	readonly target: string;
};

/** The share of points at each end that does not say what the usual range is. */
const TAIL = 0.05;
/** How many times the usual range all points must take, for those far off to be held at the edge. */
const SQUEEZE = 10;
/** What is further from the usual range than so many of its widths is far off. */
const FENCE = 1.5;

/** Marks by set of glyphs. */
export function historyMarks(glyphs: Glyphs): HistoryMarks {
	return glyphs === 'ascii'
		? {best: '^', cursor: 'X', failed: 'x', infeasible: INFEASIBLE_MARK, target: '-'}
		: {best: '★', cursor: '◎', failed: '×', infeasible: INFEASIBLE_MARK, target: '┄'};
}

/** The scales of a history; undefined where no point has a place. */
export function historyScales(input: HistoryInput): HistoryScales | undefined {
	const ranged = input.series.length === 0 ? [] : (input.limits ?? input.series);
	const xs = extentOf(
		valuesOf(ranged, ({x}) => x),
		input.xScale,
	);
	const full = extentOf(
		valuesOf(ranged, ({y}) => y),
		input.y.scale,
	);
	if (xs === undefined || full === undefined) return undefined;
	const [low, high] = shownRange(input, ranged, full);
	const isOff = (value: number): boolean => value < low || value > high;
	let beyond = 0;
	for (const {points} of input.series) for (const {y} of points) if (isOff(y)) beyond += 1;
	return {
		x: createScale(input.xScale, xs[0], xs[1]),
		y: createPaddedScale(input.y.scale, low, high),
		beyond,
	};
}

function shownRange(
	input: HistoryInput,
	ranged: readonly HistorySeries[],
	full: readonly [number, number],
): readonly [number, number] {
	const target = input.level?.value;
	const withTarget = (low: number, high: number): readonly [number, number] =>
		target === undefined || (input.y.scale === 'log' && target <= 0)
			? [low, high]
			: [Math.min(low, target), Math.max(high, target)];
	const ascending = Float64Array.from(valuesOf(ranged, ({y}) => y))
		.filter(Number.isFinite)
		.sort();
	const [lower, upper] = [quantileOfSorted(ascending, TAIL), quantileOfSorted(ascending, 1 - TAIL)];
	const reach = FENCE * (upper - lower);
	const isSqueezed = input.y.scale === 'linear' && reach > 0 && full[1] - full[0] > SQUEEZE * (upper - lower);
	if (!isSqueezed) return withTarget(full[0], full[1]);
	const bests = ranged.flatMap(({points, improvements}) => points[improvements.at(-1) ?? -1]?.y ?? []);
	const low = ascending.find(value => value >= lower - reach) ?? full[0];
	const high = ascending.findLast(value => value <= upper + reach) ?? full[1];
	return withTarget(Math.min(low, ...bests), Math.max(high, ...bests));
}

function* valuesOf(series: readonly HistorySeries[], read: (point: HistoryPoint) => number): Generator<number> {
	for (const {points} of series) for (const point of points) yield read(point);
}

/** The axes of a history. */
export function historySides(
	input: HistoryInput,
	scales: HistoryScales,
): {readonly x: ChartSide; readonly y: ChartSide} {
	const wholeTrials: ChartSide = (ticks, glyphs) => {
		// A step of less than a trial would leave none of its labels.
		const most = Math.max(1, Math.floor(scales.x.high - scales.x.low));
		const axis = numericSide(scales.x, '')(Math.min(ticks, most), glyphs);
		return {...axis, ticks: axis.ticks.filter(({label}) => !label.includes('.'))};
	};
	const x: ChartSide =
		input.x === 'time'
			? ticks => durationAxis(scales.x, ticks)
			: input.x === 'trial'
				? wholeTrials
				: numericSide(scales.x, 'J');
	return {x, y: numericSide(scales.y, input.y.unit)};
}

/** The dot of a point on a canvas; what is off the axis stands at its edge. Undefined without a place. */
export function historyDot(
	{x, y}: {readonly x: number; readonly y: number},
	scales: HistoryScales,
	canvas: {readonly width: number; readonly height: number},
): {readonly x: number; readonly y: number} | undefined {
	const [across, up] = [scales.x.fraction(x), scales.y.fraction(y)];
	if (Number.isNaN(across) || Number.isNaN(up)) return undefined;
	const held = Math.min(1, Math.max(0, up));
	return {x: dotOfFraction(across, canvas.width), y: dotOfFraction(1 - held, canvas.height)};
}

/** Pieces of the legend, the most needed first. */
export function historyLegend(input: HistoryInput, scales: HistoryScales, glyphs: Glyphs): readonly Segment[] {
	const xName = input.x === 'energy' ? 'energy spent' : input.x;
	const x: Segment = [quiet('x '), {text: `${xName}${input.xScale === 'log' ? ' log' : ''}`}];
	const segments: Segment[] = [sideTitle('y', {...input.y, scale: scales.y}, glyphs), x];
	const hasNames = input.series.length > 1;
	if (hasNames && input.level !== undefined) segments.push(levelSegment(input, undefined, glyphs));
	for (const [index, series] of input.series.entries())
		segments.push(...studySegments(input, series, {index, hasNames, glyphs}));
	if (input.direction === undefined && input.series.length > 0)
		segments.push([
			quiet(`no best: ${cellText(input.y.name, glyphs)} has no goal (--minimize or --maximize names it)`),
		]);
	const failed = input.series.reduce((sum, {points}) => sum + points.filter(({y}) => Number.isNaN(y)).length, 0);
	if (failed > 0) segments.push([{text: `${historyMarks(glyphs).failed} ${failed} ended without a value`}]);
	const infeasible = input.series.reduce((sum, {points}) => sum + points.filter(isInfeasible).length, 0);
	if (infeasible > 0)
		segments.push([{text: `${historyMarks(glyphs).infeasible} ${infeasible} infeasible`, style: WARNING}]);
	if (scales.beyond > 0) segments.push([{text: `${counted(scales.beyond, 'trial')} beyond the axis`}]);
	return hasNames ? segments : [...segments, ...paceSegments(input, input.series[0], glyphs)];
}

function studySegments(
	input: HistoryInput,
	series: HistorySeries,
	{index, hasNames, glyphs}: {readonly index: number; readonly hasNames: boolean; readonly glyphs: Glyphs},
): readonly Segment[] {
	const style = {foreground: {kind: 'role', role: hasNames ? 'series' : 'best', index}} as const;
	const best = series.points[series.improvements.at(-1) ?? -1];
	const name = hasNames ? `${cellText(series.name, glyphs)} ` : '';
	if (best === undefined) {
		const lack = input.direction === undefined ? '' : 'no value';
		return hasNames ? [[{text: `${name}${lack}`.trimEnd(), style}]] : [];
	}
	const write = (value: number): string => cellText(formatQuantity(value, input.y.unit, 4), glyphs);
	const mark = historyMarks(glyphs);
	const title: Segment = [
		{text: `${mark.best} ${name}`, style},
		{text: `#${best.trial} ${write(best.y)}`},
		quiet(placeOf(input, best)),
	];
	// Of several studies each has one piece, so that what belongs together is read together.
	if (hasNames) return [[...title, quiet(`, ${reachedText(series, glyphs)}`)]];
	const segments: Segment[] = [title];
	if (input.level !== undefined) segments.push(levelSegment(input, series, glyphs));
	return segments;
}

/** How soon a single study came to its best. */
function paceSegments({y}: HistoryInput, series: HistorySeries | undefined, glyphs: Glyphs): readonly Segment[] {
	const best = series?.points[series.improvements.at(-1) ?? -1];
	if (series === undefined || best === undefined) return [];
	const nearly = series.nearlyBest;
	const isEarlier = nearly !== undefined && series.improvements.length > 1 && nearly.trial !== best.trial;
	const mean = cellText(formatQuantity(series.meanBest, y.unit, 4), glyphs);
	return [
		...(isEarlier ? [[quiet('95 % of the gain by '), {text: `#${nearly.trial}`}]] : []),
		[quiet('mean best so far '), {text: mean}],
	];
}

/** How many trials a study needed for the level of all. */
function reachedText({reachedAfter}: HistorySeries, glyphs: Glyphs): string {
	const mark = historyMarks(glyphs).target.repeat(2);
	return `${mark} ${reachedAfter === undefined ? 'not reached' : `after ${counted(reachedAfter, 'trial')}`}`;
}

function placeOf({x}: HistoryInput, best: HistoryPoint): string {
	if (x === 'time') return ` at ${formatElapsed(best.x)}`;
	return x === 'energy' ? ` at ${formatQuantity(best.x, 'J')}` : '';
}

function levelSegment({level, y}: HistoryInput, study: HistorySeries | undefined, glyphs: Glyphs): Segment {
	const bound = level?.value ?? Number.NaN;
	const operator = (level?.target?.operator ?? '').replace('<=', '≤').replace('>=', '≥');
	const value = `${operator} ${y.unit === '' && level?.target !== undefined ? String(bound) : formatQuantity(bound, y.unit, 4)}`;
	const what = level?.target === undefined ? 'reached by all:' : 'target';
	const reached =
		study === undefined
			? ''
			: study.reachedAfter === undefined
				? ' not reached'
				: ` reached after ${counted(study.reachedAfter, 'trial')}`;
	return [
		{text: historyMarks(glyphs).target.repeat(2), style: {foreground: {kind: 'role', role: 'accent'}}},
		{text: ` ${what} ${cellText(value.trim(), glyphs)}${reached}`},
	];
}
