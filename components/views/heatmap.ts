import type {Intent} from '../../source/store/intent.ts';
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

/** The trial in the cell beside the cursor's; cells without a trial are skipped. */
export function heatmapNeighbour(input: HeatmapInput, across: number, down: number): number | undefined {
	const [width, height] = [input.x.ticks.length, input.y.ticks.length];
	let [x, y] = input.cursor === undefined ? [-across, -down] : [input.cursor.x, input.cursor.y];
	if (input.cursor === undefined) [x, y] = [across === 0 ? 0 : -1, down === 0 ? 0 : -1];
	for (let step = 0; step < Math.max(width, height); step++) {
		[x, y] = [x + across, y + down];
		if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
		const trial = input.cells[y * width + x]?.trials[0];
		if (trial !== undefined) return trial;
	}
	return undefined;
}

function click(context: ViewContext, column: number, row: number): readonly Intent[] {
	const input = pointedHeatmap(context);
	if (typeof input === 'string') return [];
	const layout = heatmapLayoutOf(input, {...plotSize(context), glyphs: context.glyphs, scale: context.scale});
	const at = layout === undefined ? undefined : heatmapCellAt(layout, column, row);
	const trial = at === undefined ? undefined : input.cells[at.y * input.x.ticks.length + at.x]?.trials[0];
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
