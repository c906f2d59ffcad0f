import {unitOfFigure} from '../../source/domain/ranking/figure.ts';
import {own} from '../../source/domain/record.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {formatShortValue} from '../../source/domain/space.ts';
import type {CurvePoint, TrialRecord} from '../../source/domain/trial.ts';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import type {Glyphs, Picture, Style} from '../../source/plot/cells.ts';
import {type LinePoint, type LineSeries, renderLineChart} from '../../source/plot/line-chart.ts';
import {cellText, displayWidth} from '../../source/plot/width.ts';

/** Metrics that some of the trials reported step by step: objectives first, then in the order of the sweep file. */
export function curveNames({sweep}: SweepState, trials: readonly TrialRecord[]): readonly string[] {
	const reported = new Set(trials.flatMap(trial => Object.keys(trial.curves)));
	const known = [...(sweep?.objectives ?? []), ...(sweep?.metrics ?? [])].map(item =>
		'metric' in item ? item.metric : item.name,
	);
	return [...new Set([...known.filter(name => reported.has(name)), ...reported])];
}

/** Colour of the line of a trial among others. */
export function curveStyle(index: number): Style {
	return {foreground: {kind: 'role', role: 'series', index}};
}

/** How curves are drawn: the room, and what is chosen for the plot of curves. */
type CurveOptions = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	/** The trial that the others are quiet beside. */
	readonly emphasized?: number;
	readonly log?: PlotChoice['log'];
};

/** One metric of trials over their steps, overlaid, each named by what tells it apart. Exactly `rows` × `columns`. */
export function drawCurves(
	state: SweepState,
	trials: readonly TrialRecord[],
	name: string,
	{columns, rows, glyphs, emphasized, log}: CurveOptions,
): Picture {
	const nameColumns = Math.floor(columns / 3);
	const labels = curveLabels(state, trials, {columns: nameColumns, glyphs});
	const series = trials.flatMap((trial, index): LineSeries[] => {
		const points = own(trial.curves, name) ?? [];
		if (points.length === 0) return [];
		const style = emphasized === undefined ? {style: curveStyle(index)} : {};
		const isEmphasized = emphasized === trial.trial && trials.length > 1 ? {isEmphasized: true} : {};
		return [{name: labels[index] ?? '', points: joined(points), ...style, ...isEmphasized}];
	});
	const unit = unitOfFigure(state.sweep, name);
	return renderLineChart(
		{
			x: {name: 'step', unit: '', kind: log?.has('x') === true ? 'log' : 'number'},
			y: {name, unit, scale: log?.has('y') === true ? 'log' : 'linear'},
			series,
			nameColumns,
			empty: `${name} was not reported step by step`,
		},
		{columns, rows, glyphs},
	);
}

/**
 * Numbers of trials with the parameters that differ between them: by name where all of that has room, else values alone,
 * as many of them as have room.
 */
function curveLabels(
	{sweep}: SweepState,
	trials: readonly TrialRecord[],
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): readonly string[] {
	const names = (sweep?.space.parameters ?? []).map(parameter => parameter.name);
	const textOf = (trial: TrialRecord, name: string): string => {
		const value = own(trial.params, name);
		return value === undefined ? '' : formatShortValue(value);
	};
	const differing = names.filter(name => new Set(trials.map(trial => textOf(trial, name))).size > 1);
	const [between, cut] = glyphs === 'ascii' ? [' / ', ' ..'] : [' · ', ' …'];
	const byName = trials.map(trial =>
		[`#${trial.trial}`, ...differing.map(name => `${name}=${textOf(trial, name)}`)].join(' '),
	);
	const byValue = (count: number): readonly string[] =>
		trials.map(trial => {
			const values = differing.slice(0, count).map(name => textOf(trial, name));
			return `#${trial.trial} ${values.join(between)}${count < differing.length ? cut : ''}`.trimEnd();
		});
	const fits = (labels: readonly string[]): boolean =>
		labels.every(label => displayWidth(cellText(label, glyphs)) <= columns);
	const counts = differing.map((_, index) => differing.length - index);
	return [byName, ...counts.map(byValue)].find(fits) ?? trials.map(trial => `#${trial.trial}`);
}

/** Points of a line, with a gap where the steps begin again: the next execution is another line of the same trial. */
function joined(points: readonly CurvePoint[]): readonly LinePoint[] {
	return points.flatMap(({step, value}, index) => {
		const before = points[index - 1];
		const point = {x: step, y: value};
		return before !== undefined && before.step >= step ? [{x: step, y: Number.NaN}, point] : [point];
	});
}
