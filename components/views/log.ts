import {counted} from '../../source/domain/text/counted.ts';
import type {Picture} from '../../source/plot/cells.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {fitRows, run} from '../lines.ts';
import {withPlaces} from '../panes/log-search.ts';
import {drawTail, noticeLines, outputLines, outputTitle} from '../panes/output.ts';
import {ACCENT, DIM} from '../style.ts';

/** What the log shows, all of it: output, or notices. */
export function logLines({model, glyphs}: ViewContext): Picture {
	return model.ui.focus === 'side' ? noticeLines(model, glyphs) : outputLines(model, glyphs);
}

/** The output of a trial, or (by tab) the notices of the engine. The end is in view; scrolling goes back. */
export const log: ViewDefinition = {
	id: 'log',
	draw: context => {
		const {model, size, ...drawing} = context;
		const notices = model.state.notices.length;
		const title =
			model.ui.focus === 'side'
				? [run('notices', ACCENT), run('  tab: output', DIM)]
				: [...outputTitle(model, drawing.glyphs), run(`  tab: ${counted(notices, 'notice')}`, DIM)];
		const tail = drawTail(
			withPlaces(logLines(context), model.ui.search.text),
			{...size, scroll: model.ui.scroll, title},
			drawing,
		);
		return fitRows(tail, size.columns, size.rows);
	},
	pageRows: ({size}) => Math.max(1, size.rows - 1),
	scrollLines: context => logLines(context).length,
};
