import {UserError} from '../source/domain/errors.ts';
import type {SweepState} from '../source/domain/sweep-state.ts';
import {type HeatmapSelection, selectHeatmap} from '../source/plot/heatmap-data.ts';
import {selectScatter} from '../source/plot/scatter-data.ts';
import {renderHeatmap} from '../source/plot/heatmap.ts';
import {type HeatmapInput, heatmapCellOf} from '../source/plot/heatmap-layout.ts';
import type {Glyphs, Picture} from '../source/plot/cells.ts';
import type {ColorScale} from '../source/plot/color-scale.ts';
import {renderScatter} from '../source/plot/scatter.ts';
import type {ScatterInput} from '../source/plot/scatter-layout.ts';
import type {ScreenModel} from '../source/store/screen-model.ts';
import {memoize} from '../source/store/table.ts';
import type {PlotChoice} from '../source/store/ui-state.ts';

/** A plot's data, or what is wrong with the person's choice. */
export type Selected<T> = {readonly kind: 'plot'; readonly plot: T} | {readonly kind: 'error'; readonly error: string};

/** Data of the plots, computed again only when a trial changed its state or the person chose something else. */
export type PlotSelectors = {
	readonly heatmap: (model: ScreenModel) => Selected<HeatmapSelection>;
	readonly scatter: (model: ScreenModel) => Selected<ScatterInput>;
	/** Pictures of the same data at the same size are painted once. */
	readonly paintHeatmap: (input: HeatmapInput, cursor: number | undefined, options: PaintOptions) => Picture;
	readonly paintScatter: (input: ScatterInput, cursor: number | undefined, options: PaintOptions) => Picture;
};

/** Size and abilities of the place that a plot is painted on. */
export type PaintOptions = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	readonly scale: ColorScale | undefined;
};

/** Selectors with an empty memory. */
export function createPlotSelectors(): PlotSelectors {
	const heatmap = memoize((held: Held, choice: PlotChoice) => attempt(() => heatmapOf(held.state, choice)));
	const scatter = memoize((held: Held, choice: PlotChoice) => attempt(() => scatterOf(held, choice)));
	const hold = createHolder();
	return {
		heatmap: model => heatmap(hold(model), model.ui.plots.heatmap),
		scatter: model => scatter(hold(model), model.ui.plots.scatter),
		paintHeatmap: paintOnce((input: HeatmapInput, cursor, options) => renderHeatmap(withCell(input, cursor), options)),
		paintScatter: paintOnce((input: ScatterInput, cursor, options) => renderScatter({...input, cursor}, options)),
	};
}

type Paint<T> = (input: T, cursor: number | undefined, options: PaintOptions) => Picture;

function paintOnce<T>(paint: Paint<T>): Paint<T> {
	const once = memoize((input: T, cursor: number | undefined, ...[columns, rows, glyphs, scale]: PaintKey) =>
		paint(input, cursor, {columns, rows, glyphs, scale}),
	);
	return (input, cursor, {columns, rows, glyphs, scale}) => once(input, cursor, columns, rows, glyphs, scale);
}

type PaintKey = readonly [columns: number, rows: number, glyphs: Glyphs, scale: ColorScale | undefined];

/** A heatmap with its cursor on the cell that holds a trial. */
export function withCell(input: HeatmapInput, trial: number | undefined): HeatmapInput {
	return {...input, cursor: trial === undefined ? undefined : heatmapCellOf(input, trial)};
}

type Held = {readonly state: SweepState; readonly ranking: ScreenModel['table']['ranking']};

/** The state as it was when the ranking was made: a large sweep is not folded into a plot at every event. */
function createHolder(): (model: ScreenModel) => Held {
	let held: Held | undefined;
	return ({state, table: {ranking}}) => {
		if (held === undefined || held.ranking !== ranking) held = {state, ranking};
		return held;
	};
}

function heatmapOf(state: SweepState, choice: PlotChoice): HeatmapSelection {
	return selectHeatmap(state, {
		x: choice.x,
		y: choice.y,
		metric: choice.metric,
		fix: choice.fix,
		aggregate: choice.aggregate,
		scale: choice.logScale ? 'log' : 'linear',
	});
}

function scatterOf({state, ranking}: Held, choice: PlotChoice): ScatterInput {
	return selectScatter(state, ranking, {
		x: choice.x,
		y: choice.y,
		color: choice.color,
		...(choice.logScale ? {xScale: 'log', yScale: 'log'} : {}),
	});
}

function attempt<T>(select: () => T): Selected<T> {
	try {
		return {kind: 'plot', plot: select()};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {kind: 'error', error: `${error.problem} ${error.hint}`};
	}
}
