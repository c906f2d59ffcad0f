import {VIEW_ROWS, type ViewId, viewRow} from '../domain/view/view-table.ts';
import {type Intent, ui} from '../store/intent.ts';
import type {Binding, KeyContext} from './binding.ts';
import {selectTrial, TABLE_VIEWS} from './table.ts';

/** Views where left and right move the cursor from trial to trial; a table scrolls its columns by them. */
const TRIAL_VIEWS: readonly ViewId[] = VIEW_ROWS.flatMap(row =>
	row.moves === 'lines' || TABLE_VIEWS.includes(row.id) ? [] : [row.id],
);

function moveRow(context: KeyContext, target: (row: number, last: number) => number): readonly Intent[] {
	const rows = context.rows();
	if (rows.length === 0) return [];
	const last = rows.length - 1;
	const from = context.cursorRow();
	const wanted = target(from, last);
	// From between two rows, one step leads to the nearer of them in its direction.
	const row = Math.max(0, Math.min(last, wanted > from ? Math.floor(wanted) : Math.ceil(wanted)));
	const trial = rows[row];
	return trial === undefined ? [] : [selectTrial(context, trial, row)];
}

/** The log counts its scroll from the end, the help from the start. */
function scroll(context: KeyContext, by: number): readonly Intent[] {
	const most = Math.max(0, context.scrollLines() - context.pageRows);
	const signed = context.ui.view === 'log' ? -by : by;
	return [ui({kind: 'scroll', top: Math.max(0, Math.min(most, context.ui.scroll + signed))})];
}

/** Page keys: rows of a table or plot; the figures of a trial are scrolled, and so is text. */
function pageBy(direction: 1 | -1): (context: KeyContext) => readonly Intent[] {
	const by = (context: KeyContext): number => direction * Math.max(1, context.pageRows - 1);
	const move = moveBy(by);
	return context => (context.ui.view === 'trial' ? scroll(context, by(context)) : move(context));
}

function moveBy(by: (context: KeyContext) => number): (context: KeyContext) => readonly Intent[] {
	return context =>
		viewRow(context.ui.view).moves === 'lines'
			? scroll(context, by(context))
			: moveRow(context, row => row + by(context));
}

/** One step of an arrow key: to the neighbour in a plot, else along the rows. */
function step(to: 'left' | 'right' | 'up' | 'down'): (context: KeyContext) => readonly Intent[] {
	const alongRows = moveBy(() => (to === 'left' || to === 'up' ? -1 : 1));
	return context => {
		const trial = context.neighbour(to);
		return trial === undefined ? alongRows(context) : [ui({kind: 'select', trial})];
	};
}

/** Keys that move the cursor or scroll. */
export const MOVE_BINDINGS: readonly Binding[] = [
	{id: 'up', keys: ['up', 'k'], title: 'one row up', run: step('up')},
	{id: 'down', keys: ['down', 'j'], title: 'one row down', run: step('down')},
	{id: 'page-up', keys: ['pageup', 'ctrl+b'], title: 'one page up', run: pageBy(-1)},
	{
		id: 'page-down',
		keys: ['pagedown', 'ctrl+f'],
		title: 'one page down',
		run: pageBy(1),
	},
	{id: 'first', keys: ['home'], title: 'to the first row', run: moveBy(() => Number.NEGATIVE_INFINITY)},
	{id: 'last', keys: ['end', 'G'], title: 'to the last row', run: moveBy(() => Number.POSITIVE_INFINITY)},
	{
		id: 'previous-trial',
		keys: ['left', 'h'],
		title: 'to the left in a plot, else one row up',
		views: TRIAL_VIEWS,
		run: step('left'),
	},
	{
		id: 'next-trial',
		keys: ['right', 'l'],
		title: 'to the right in a plot, else one row down',
		views: TRIAL_VIEWS,
		run: step('right'),
	},
	{
		id: 'focus',
		keys: ['tab', 'shift+tab'],
		title: 'more room for the other part: table or terminal, output or notices, lines or charts',
		views: ['overview', 'trial', 'probes', 'log'],
		foot: 'pane',
		run: context => [ui({kind: 'focus', pane: context.ui.focus === 'main' ? 'side' : 'main'})],
	},
];
