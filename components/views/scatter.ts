import type {Picture} from '../../source/plot/cells.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {fitPicture, run} from '../lines.ts';
import {drawFiles} from '../panes/files.ts';
import {drawPointed} from '../panes/pointed.ts';
import {ERROR} from '../style.ts';

/** Lines under the plot: a blank, the trial under the cursor, and the files of an ended sweep. */
function footRows(context: ViewContext): Picture {
	const {model, size, ...drawing} = context;
	return [[], drawPointed(model, drawing, size.columns), ...drawFiles(model, drawing, size.columns)];
}

/** Any two figures of every trial against each other. */
export const scatter: ViewDefinition = {
	id: 'scatter',
	title: 'scatter',
	draw: context => {
		const {model, size, glyphs, scale, plots} = context;
		const selected = plots.scatter(model);
		const foot = footRows(context);
		const rows = Math.max(1, size.rows - foot.length);
		const picture: Picture =
			selected.kind === 'error'
				? fitPicture([[run(` ${selected.error}`, ERROR)]], size.columns, rows, glyphs)
				: plots.paintScatter(selected.plot, model.ui.cursor, {columns: size.columns, rows, glyphs, scale});
		return fitPicture([...picture, ...foot], size.columns, size.rows, glyphs);
	},
	pageRows: () => 10,
};
