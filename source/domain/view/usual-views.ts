import {type Parameter, varies} from '../space.ts';
import type {Sweep} from '../sweep.ts';
import {findPlotId, type PlotId} from './view-table.ts';

/**
 * The plots that sum up a sweep where its file names none, the first one first: a heatmap needs two parameters; along a
 * single one of numbers points are looked at, of one of names its bars.
 */
export function usualViews(parameters: readonly Parameter[]): readonly [PlotId, PlotId] {
	const [only, ...others] = parameters.filter(varies);
	if (others.length > 0) return ['heatmap', 'scatter'];
	if (only === undefined) return ['history', 'distribution'];
	return isOfNames(only) ? ['bars', 'scatter'] : ['scatter', 'history'];
}

/** The plot that sums up a sweep: the first view of its file, else the first usual one. */
export function summingPlot(sweep: Sweep | undefined): PlotId {
	return findPlotId(sweep?.views[0]?.kind ?? '') ?? usualViews(sweep?.space.parameters ?? [])[0];
}

function isOfNames({domain}: Parameter): boolean {
	return (
		domain.kind === 'tuple' || (domain.kind === 'choice' && domain.values.some(value => typeof value !== 'number'))
	);
}
