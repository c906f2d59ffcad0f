import type {Picture} from '../../source/plot/cells.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {fitPicture, scrolledRows} from '../lines.ts';
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
	draw: context => {
		const {model, size, glyphs} = context;
		const all = scrolledRows(lines(context), model.ui.scroll, {...size, glyphs});
		return fitPicture(all, size.columns, size.rows, glyphs);
	},
	pageRows: ({size}) => size.rows,
	scrollLines: context => lines(context).length,
};
