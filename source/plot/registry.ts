import {barsPlot} from './bars-plot.ts';
import {correlationPlot} from './correlation-plot.ts';
import {curvesPlot} from './curves-plot.ts';
import {distributionPlot} from './distribution-plot.ts';
import {ganttPlot} from './gantt-plot.ts';
import {heatmapPlot} from './heatmap-plot.ts';
import {historyPlot} from './history-plot.ts';
import {importancePlot} from './importance-plot.ts';
import {parallelPlot} from './parallel-plot.ts';
import {paretoPlot} from './pareto-plot.ts';
import type {PlotDefinition} from './plot-definition.ts';
import {timelinePlot} from './timeline-plot.ts';
import {scatterMatrixPlot} from './scatter-matrix-plot.ts';
import {scatterPlot} from './scatter-plot.ts';
import {slicesPlot} from './slices-plot.ts';

/** Every kind of plot. A new one has a row here and its words and keys in `source/domain/view/view-table.ts`. */
export const PLOTS = [
	heatmapPlot,
	scatterPlot,
	scatterMatrixPlot,
	slicesPlot,
	historyPlot,
	paretoPlot,
	curvesPlot,
	importancePlot,
	correlationPlot,
	distributionPlot,
	barsPlot,
	parallelPlot,
	timelinePlot,
	ganttPlot,
] as const satisfies readonly PlotDefinition[];

/** The plot of this id, or undefined. */
export function findPlot(id: string): PlotDefinition | undefined {
	return PLOTS.find(plot => plot.id === id);
}
