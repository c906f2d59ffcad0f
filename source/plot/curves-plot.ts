import {type CurveChoice, curveAxes, curveNames, curveOf, selectCurves} from './curves/curves-data.ts';
import {groupNames} from './distribution/distribution-data.ts';
import {renderLineChart} from './line-chart.ts';
import {walkRanking} from './parallel-plot.ts';
import {type PlotInput, type PreparedPlot, definePlot} from './plot-definition.ts';
import {ACCENT_BOLD} from './style.ts';

/** How many trials of a Pareto front stand out. */
const SHOWN_OF_FRONT = 3;

/** A metric over its steps, epochs or time; the best trial, marked ones and the one under the cursor stand out. */
export const curvesPlot = definePlot('curves', preparedCurves, {readsMarks: true});

function preparedCurves({state, ranking, choice, whole}: PlotInput): PreparedPlot {
	const leaders = ranking.best === undefined ? ranking.pareto.slice(0, SHOWN_OF_FRONT) : [ranking.best];
	const chosen: CurveChoice = {
		axis: choice.x,
		metric: choice.y,
		color: choice.color,
		emphasized: [...leaders, ...(choice.marked ?? [])],
		aggregate: choice.aggregate,
	};
	const limits = whole === undefined ? undefined : selectCurves(whole, chosen);
	const input = selectCurves(
		state,
		limits === undefined || limits.y.name === '' ? chosen : {...chosen, metric: limits.y.name},
	);
	const isLog = choice.log.has('x') && input.x.kind === 'number';
	const chart = {
		...input,
		limits,
		x: {...input.x, kind: isLog ? ('log' as const) : input.x.kind},
		y: {...input.y, scale: choice.log.has('y') ? ('log' as const) : ('linear' as const)},
	};
	return {
		get axes() {
			return {x: curveAxes(state), y: curveNames(state), color: groupNames(state)};
		},
		shown: {x: input.x.name, y: input.y.name, color: choice.color ?? 'none'},
		paint: (options, cursor) => {
			const own = cursor === undefined ? undefined : curveOf(state.trials[cursor - 1], input);
			if (own === undefined || choice.color !== undefined) return renderLineChart(chart, options);
			const others = chart.series.filter(({name}) => name !== own.name);
			return renderLineChart(
				{...chart, series: [...others, {...own, isEmphasized: true, style: ACCENT_BOLD}]},
				options,
			);
		},
		walk: (cursor, step) => walkRanking(ranking, cursor, step),
	};
}
