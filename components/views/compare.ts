import type {Picture} from '../../source/plot/cells.ts';
import {plotChoiceOf} from '../../source/store/ui-state.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {fitLine, fitPicture, gap, run, scrolledRows} from '../lines.ts';
import {compareLines, markedTrials} from '../panes/compare-table.ts';
import {curveNames, drawCurves} from '../panes/curve-chart.ts';
import {DIM} from '../style.ts';

/** The curves begin where the lines above them do. */
const MARGIN = 1;

/** Rows of the curves under the figures; 0 without curves or room. */
function curveRows({model, size}: ViewContext): number {
	const trials = markedTrials(model.state, model.ui.marks);
	if (size.rows < 16 || curveNames(model.state, trials).length === 0) return 0;
	return Math.max(8, Math.floor(size.rows * 0.4));
}

function lines(context: ViewContext): Picture {
	const {model, size, glyphs} = context;
	const trials = markedTrials(model.state, model.ui.marks);
	if (trials.length >= 2)
		return compareLines(model.state, trials, size.columns, {glyphs, hasCurves: curveRows(context) > 0});
	return [
		fitLine([run(` ${trials.length === 1 ? 'one trial is' : 'no trial is'} marked`)], size.columns, glyphs),
		fitLine([run(' mark 2 to 6 trials with space in the table (2), then C', DIM)], size.columns, glyphs),
	];
}

/** The marked trials side by side: figures with ratios to the first and the weight of chance, curves overlaid. */
export const compare: ViewDefinition = {
	id: 'compare',
	draw: context => {
		const {model, size, glyphs} = context;
		const below = curveRows(context);
		const shown = lines(context);
		const figures = scrolledRows(shown, model.ui.scroll, {columns: size.columns, rows: size.rows - below, glyphs});
		if (below === 0) return figures;
		const trials = markedTrials(model.state, model.ui.marks);
		const [name = ''] = curveNames(model.state, trials);
		const {log} = plotChoiceOf(model.ui, 'curves');
		const room = {columns: size.columns - MARGIN, rows: below - 1};
		const curves = drawCurves(model.state, trials, name, {...room, glyphs, log}).map(line => [gap(MARGIN), ...line]);
		return fitPicture([...figures, [], ...curves], size.columns, size.rows, glyphs);
	},
	pageRows: context => Math.max(1, context.size.rows - curveRows(context)),
	scrollLines: context => lines(context).length,
};
