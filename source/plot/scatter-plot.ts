import {definePlot} from './plot-definition.ts';
import {type ScatterChoice, selectScatter} from './scatter-data.ts';
import {scatterPointAt} from './scatter-layout.ts';
import {createScatterWalk} from './scatter-walk.ts';
import {createScatterPainter} from './scatter.ts';
import {axisNames} from './trial-axis.ts';

/** Any two figures of every trial against each other. */
export const scatterPlot = definePlot('scatter', ({state, ranking, choice, whole}) => {
	const chosen: ScatterChoice = {
		x: choice.x,
		y: choice.y,
		color: choice.color,
		size: choice.size,
		marked: choice.marked,
		...(choice.log.has('x') ? {xScale: 'log'} : {}),
		...(choice.log.has('y') ? {yScale: 'log'} : {}),
	};
	const selected = selectScatter(state, ranking, chosen);
	// What is looked back at keeps the limits that it will have in the end.
	const input = whole === undefined ? selected : {...selected, limits: selectScatter(whole, ranking, chosen).points};
	const names = axisNames(state);
	const painter = createScatterPainter(input);
	return {
		axes: {x: names, y: names, color: ['none', ...names], size: ['none', ...names]},
		shown: {x: input.x.name, y: input.y.name, color: input.color?.name ?? 'none', size: input.size?.name ?? 'none'},
		paint: painter.paint,
		trialAt: (options, column, row) => {
			const layout = painter.layoutOf(options);
			return layout === undefined ? undefined : scatterPointAt(input, layout, column, row);
		},
		walk: createScatterWalk(input),
	};
});
