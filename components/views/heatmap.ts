import type {Intent} from '../../source/store/intent.ts';
import type {Ranking} from '../../source/domain/rank.ts';
import {ui} from '../../source/store/intent.ts';
import type {Picture} from '../../source/plot/cells.ts';
import {heatmapLayoutOf} from '../../source/plot/heatmap.ts';
import {type HeatmapInput, heatmapCellAt} from '../../source/plot/heatmap-layout.ts';
import type {Size, ViewContext, ViewDefinition} from '../context.ts';
import {withCell} from '../plot-selectors.ts';
import {fitPicture, run} from '../lines.ts';
import {drawFiles} from '../panes/files.ts';
import {drawPointed} from '../panes/pointed.ts';
import {ERROR} from '../style.ts';

function footRows(context: ViewContext): Picture {
	const {model, size, ...drawing} = context;
	return [[], drawPointed(model, drawing, size.columns), ...drawFiles(model, drawing, size.columns)];
}

/** The heatmap with the cursor on the cell of the selected trial. */
export function pointedHeatmap({model, plots}: Pick<ViewContext, 'model' | 'plots'>): HeatmapInput | string {
	const selected = plots.heatmap(model);
	if (selected.kind === 'error') return selected.error;
	return withCell(selected.plot.input, model.selected?.trial);
}

function plotSize(context: ViewContext): Size {
	return {columns: context.size.columns, rows: Math.max(1, context.size.rows - footRows(context).length)};
}

/** The best of the trials in a cell; the first where none is ranked. */
function bestOf(trials: readonly number[], {rankOf}: Ranking): number | undefined {
	const place = (trial: number): number => rankOf(trial) ?? Number.POSITIVE_INFINITY;
	return trials.toSorted((one, other) => (place(one) < place(other) ? -1 : Number(place(one) > place(other))))[0];
}

/** The best trial of the cell beside the cursor's; cells without a trial are skipped. */
export function heatmapNeighbour(
	input: HeatmapInput,
	ranking: Ranking,
	{across, down}: {readonly across: number; readonly down: number},
): number | undefined {
	const [width, height] = [input.x.ticks.length, input.y.ticks.length];
	let {x, y} = input.cursor ?? {x: across === 0 ? 0 : -1, y: down === 0 ? 0 : -1};
	for (let step = 0; step < Math.max(width, height); step++) {
		[x, y] = [x + across, y + down];
		if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
		const trial = bestOf(input.cells[y * width + x]?.trials ?? [], ranking);
		if (trial !== undefined) return trial;
	}
	return undefined;
}

function click(context: ViewContext, column: number, row: number): readonly Intent[] {
	const input = pointedHeatmap(context);
	if (typeof input === 'string') return [];
	const layout = heatmapLayoutOf(input, {...plotSize(context), glyphs: context.glyphs, scale: context.scale});
	const at = layout === undefined ? undefined : heatmapCellAt(layout, column, row);
	const cell = at === undefined ? undefined : input.cells[at.y * input.x.ticks.length + at.x];
	const trial = bestOf(cell?.trials ?? [], context.model.table.ranking);
	if (trial === undefined) return [];
	const select = ui({kind: 'select', trial, row: context.model.ui.top, pageRows: 1});
	return context.model.ui.cursor === trial ? [select, ui({kind: 'open-view', view: 'trial'})] : [select];
}

/** One figure over two parameters. */
export const heatmap: ViewDefinition = {
	id: 'heatmap',
	title: 'heatmap',
	draw: context => {
		const {model, size, glyphs, scale, plots} = context;
		const selected = plots.heatmap(model);
		const plot = plotSize(context);
		const picture: Picture =
			selected.kind === 'error'
				? fitPicture([[run(` ${selected.error}`, ERROR)]], plot.columns, plot.rows, glyphs)
				: plots.paintHeatmap(selected.plot.input, model.selected?.trial, {...plot, glyphs, scale});
		return fitPicture([...picture, ...footRows(context)], size.columns, size.rows, glyphs);
	},
	pageRows: () => 10,
	click,
};
