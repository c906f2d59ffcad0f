import type {PlotChoice} from '../domain/view/plot-choice.ts';
import {type ParetoChoice, type ParetoInput, selectPareto} from './pareto-data.ts';
import {paretoTrialAt, renderPareto} from './pareto.ts';
import {type PlotInput, type PreparedPlot, type Step, definePlot} from './plot-definition.ts';
import {measureNames} from './trial-axis.ts';

/** The trials of two aims that no other one beats on both. */
export const paretoPlot = definePlot('pareto', preparedPareto, {
	limitsOf: ({whole, choice}) => selectPareto(whole, chosenOf(choice)),
});

function chosenOf({x, y, log}: PlotChoice): ParetoChoice {
	return {x, y, ...(log.has('x') ? {xScale: 'log'} : {}), ...(log.has('y') ? {yScale: 'log'} : {})};
}

function preparedPareto({state, choice}: PlotInput, limits: ParetoInput | undefined): PreparedPlot {
	// A cost that is measured later would take the place of another as the axis.
	const fixed = limits === undefined || limits.points.length === 0 ? {} : {x: limits.x.name, y: limits.y.name};
	const input = {...selectPareto(state, {...chosenOf(choice), ...fixed}), limits};
	return {
		// Asked for when a key is pressed: the names of all columns are many steps where trials are.
		get axes() {
			const names = measureNames(state);
			return {x: names, y: names};
		},
		shown: {x: input.x.name, y: input.y.name},
		paint: (options, cursor) => renderPareto(input, options, cursor),
		trialAt: (options, column, row) => paretoTrialAt(input, options, column, row),
		walk: (cursor, step) => walkFront(input, cursor, step),
	};
}

/** Along the front: left and down to lower x, right and up to higher; onto the front at its knee. */
function walkFront({front}: ParetoInput, cursor: number | undefined, step: Step): number | undefined {
	const at = cursor === undefined ? -1 : front.findIndex(({trial}) => trial === cursor);
	if (at < 0) return (front.find(({place}) => place === 'knee') ?? front[0])?.trial;
	return front[at + (step === 'right' || step === 'up' ? 1 : -1)]?.trial;
}
