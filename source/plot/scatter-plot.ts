import type {PlotChoice} from '../domain/view/plot-choice.ts';
import type {PlaneZoom, ZoomPlane} from '../domain/view/plane-zoom.ts';
import {type PlotInput, type PreparedPlot, definePlot} from './plot-definition.ts';
import {type ScatterChoice, selectScatter} from './scatter/scatter-data.ts';
import {type ScatterInput, isInView, scatterPointAt, scatterSides} from './scatter/scatter-layout.ts';
import {createScatterWalk} from './scatter/scatter-walk.ts';
import {createScatterPainter} from './scatter/scatter.ts';
import {axisNames} from './trial-axis.ts';

/** Any two figures of every trial against each other. */
export const scatterPlot = definePlot('scatter', preparedScatter, {
	// What is looked back at keeps the limits that it will have in the end.
	limitsOf: ({whole, ranking, choice}) => selectScatter(whole, ranking, chosenOf(choice)).points,
	readsMarks: true,
});

function preparedScatter({state, ranking, choice}: PlotInput, limits: ScatterInput['limits']): PreparedPlot {
	const selected = selectScatter(state, ranking, chosenOf(choice));
	return scatterOf({...selected, limits}, axisNames(state), choice.zoom);
}

function chosenOf({x, y, color, size, marked, log}: PlotChoice): ScatterChoice {
	return {
		x,
		y,
		color,
		size,
		marked,
		...(log.has('x') ? {xScale: 'log'} : {}),
		...(log.has('y') ? {yScale: 'log'} : {}),
	};
}

function scatterOf(whole: ScatterInput, names: readonly string[], zoom: PlaneZoom | undefined): PreparedPlot {
	const input = {...whole, zoom};
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
		plane: cursor => planeOf(input, cursor),
		planeArea: options => painter.layoutOf(options)?.area,
		zoomed: wanted => scatterOf(whole, names, wanted),
	};
}

function planeOf(input: ScatterInput, cursor: number | undefined): ZoomPlane | undefined {
	const sides = scatterSides(input);
	if (sides === undefined || (sides.x.range === undefined && sides.y.range === undefined)) return undefined;
	const point = cursor === undefined ? undefined : input.points.find(({trial}) => trial === cursor);
	const at = point === undefined ? undefined : {x: sides.x.fraction(point.x), y: sides.y.fraction(point.y)};
	return {
		...(sides.x.range === undefined ? {} : {x: sides.x.range}),
		...(sides.y.range === undefined ? {} : {y: sides.y.range}),
		...(at === undefined || !isInView(at) ? {} : {cursor: at}),
	};
}
