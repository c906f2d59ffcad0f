import type {Picture} from '../../source/plot/cells.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {fitPicture, fitRows} from '../lines.ts';
import {budgetLines} from '../panes/budgets.ts';
import {fileLines, hostLines, planSections} from '../panes/sweep-facts.ts';

function lines({model, glyphs, size}: ViewContext): Picture {
	const blank: Picture = [[]];
	const parts: readonly Picture[] = [
		budgetLines(model, glyphs, size.columns),
		...planSections(model.state.sweep, glyphs),
		fileLines('sweep file', model.ui.files.sweep, glyphs),
		hostLines(model.state, glyphs),
		fileLines('packages', model.ui.files.packages, glyphs),
	];
	return parts.filter(part => part.length > 0).flatMap((part, index) => (index === 0 ? part : [...blank, ...part]));
}

/** What the sweep is: budgets as gauges, plan, sweep file, host, packages. Scrolls. */
export const sweep: ViewDefinition = {
	id: 'sweep',
	title: 'sweep',
	draw: context => {
		const {model, size, glyphs} = context;
		const all = lines(context);
		const top = Math.max(0, Math.min(model.ui.scroll, all.length - size.rows));
		const shown = fitPicture(all.slice(top, top + size.rows), size.columns, size.rows, glyphs);
		return fitRows(shown, size.columns, size.rows);
	},
	pageRows: ({size}) => size.rows,
	scrollLines: context => lines(context).length,
};
