import {unitOfFigure} from '../../source/domain/ranking/figure.ts';
import {own} from '../../source/domain/record.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {CurvePoint, TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Picture} from '../../source/plot/cells.ts';
import {type LinePoint, renderLineChart} from '../../source/plot/line-chart.ts';

/** Metrics that some of the trials reported step by step: objectives first, then in the order of the sweep file. */
export function curveNames({sweep}: SweepState, trials: readonly TrialRecord[]): readonly string[] {
	const reported = new Set(trials.flatMap(trial => Object.keys(trial.curves)));
	const known = [...(sweep?.objectives ?? []), ...(sweep?.metrics ?? [])].map(item =>
		'metric' in item ? item.metric : item.name,
	);
	return [...new Set([...known.filter(name => reported.has(name)), ...reported])];
}

/** One metric of trials over their steps, overlaid, each named by its number. Exactly `rows` × `columns`. */
export function drawCurves(
	state: SweepState,
	trials: readonly TrialRecord[],
	name: string,
	{
		columns,
		rows,
		glyphs,
		emphasized,
	}: {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs; readonly emphasized?: number},
): Picture {
	const series = trials.flatMap(trial => {
		const points = own(trial.curves, name) ?? [];
		return points.length === 0
			? []
			: [
					{
						name: `#${trial.trial}`,
						points: joined(points),
						...(emphasized === trial.trial && trials.length > 1 ? {isEmphasized: true} : {}),
					},
				];
	});
	const unit = unitOfFigure(state.sweep, name);
	return renderLineChart(
		{
			x: {name: 'step', unit: '', kind: 'number'},
			y: {name, unit, scale: 'linear'},
			series,
			empty: `${name} was not reported step by step`,
		},
		{columns, rows, glyphs},
	);
}

/** Points of a line, with a gap where the steps begin again: the next execution is another line of the same trial. */
function joined(points: readonly CurvePoint[]): readonly LinePoint[] {
	return points.flatMap(({step, value}, index) => {
		const before = points[index - 1];
		const point = {x: step, y: value};
		return before !== undefined && before.step >= step ? [{x: step, y: Number.NaN}, point] : [point];
	});
}
