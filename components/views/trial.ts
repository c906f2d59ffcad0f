import type {ViewDefinition} from '../context.ts';
import {fitLine, fitPicture} from '../lines.ts';
import {drawTail, outputLines, outputTitle} from '../panes/output.ts';
import {drawTerminal} from '../panes/terminal.ts';
import {drawTrialFigures} from '../panes/trial-figures.ts';

/** One trial with all its figures, and its terminal or the end of its output. */
export const trial: ViewDefinition = {
	id: 'trial',
	title: 'trial',
	draw: ({model, size, ...drawing}) => {
		const {columns, rows} = size;
		const share = model.ui.focus === 'side' ? 0.7 : 0.34;
		const outputRows = rows < 16 ? 0 : Math.max(5, Math.round(rows * share));
		const figures = drawTrialFigures(model, drawing, columns, rows - outputRows - (outputRows === 0 ? 0 : 1));
		if (outputRows === 0) return fitPicture(figures, columns, rows, drawing.glyphs);
		const live = model.terminal !== undefined && model.terminal.trial === model.selected?.trial;
		const output = live
			? drawTerminal(model, drawing, columns, outputRows)
			: drawTail(
					outputLines(model, drawing.glyphs),
					{columns, rows: outputRows, scroll: 0, title: outputTitle(model)},
					drawing,
				);
		return [...figures, fitLine([], columns, drawing.glyphs), ...output];
	},
	pageRows: ({size}) => size.rows,
};
