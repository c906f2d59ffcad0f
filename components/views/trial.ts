import {isTerminal} from '../../source/domain/trial.ts';
import type {Picture} from '../../source/plot/cells.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {fitLine, fitRows, run} from '../lines.ts';
import {drawTail, outputLines, outputTitle} from '../panes/output.ts';
import {drawTerminal} from '../panes/terminal.ts';
import {trialFigures} from '../panes/trial-figures.ts';
import {DIM} from '../style.ts';

const LEAST_OUTPUT = 5;
/** Of an output that is known to be short. */
const LEAST_SHORT_OUTPUT = 3;

/** Rows of the terminal or output under the figures, no more than an ended one fills; 0 where there is no room. */
function outputRows({model, size}: ViewContext): number {
	const {panes, focus, output} = model.ui;
	if (size.rows < 16) return 0;
	const share = panes.output ?? (focus === 'side' ? 0.7 : 0.3);
	const rows = Math.max(LEAST_OUTPUT, Math.min(size.rows - LEAST_OUTPUT, Math.round(size.rows * share)));
	const isOver = model.selected !== undefined && isTerminal(model.selected.state);
	// While the next trial's output is read, that of the trial before stands for it: the border does not jump.
	if (panes.output !== undefined || !isOver || output?.lines === undefined) return rows;
	return Math.min(rows, Math.max(LEAST_SHORT_OUTPUT, output.lines.length + 1));
}

/** Rows of the figures, the blank under them not among them. */
function figureRows(context: ViewContext): number {
	const below = outputRows(context);
	return context.size.rows - below - (below === 0 ? 0 : 1);
}

function figures(context: ViewContext): Picture {
	return trialFigures(context.model, context, context.size.columns, figureRows(context));
}

/** One trial with all its figures, and its terminal or the end of its output. */
export const trial: ViewDefinition = {
	id: 'trial',
	draw: context => {
		const {model, size, glyphs} = context;
		const rows = figureRows(context);
		const lines = figures(context);
		const top = Math.max(0, Math.min(model.ui.scroll, lines.length - rows));
		const shown = fitRows(lines.slice(top, top + rows), size.columns, rows);
		const below = outputRows(context);
		if (below === 0) return shown;
		const hidden = lines.length - top - rows;
		const hint = hidden > 0 ? [run(`   ${hidden} ${hidden === 1 ? 'line' : 'lines'} more: page down`, DIM)] : [];
		const live = model.terminal !== undefined && model.terminal.trial === model.selected?.trial;
		const tail = {columns: size.columns, rows: below, scroll: 0, title: outputTitle(model, glyphs)};
		const output = live
			? drawTerminal(model, context, size.columns, below)
			: drawTail(outputLines(model, glyphs), tail, context);
		return [...shown, fitLine(hint, size.columns, glyphs), ...output];
	},
	borders: context => {
		const {columns, rows} = context.size;
		const at = figureRows(context) + 1;
		if (outputRows(context) === 0) return [];
		return [{pane: 'output', moves: 'rows', at, from: 0, to: columns, shareAt: row => (rows - row) / rows}];
	},
	pageRows: figureRows,
	scrollLines: context => figures(context).length,
};
