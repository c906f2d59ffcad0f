import {type Intent, ui} from '../store/intent.ts';
import type {ViewId} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';

/** Views whose arrow keys move through the leaderboard. */
const ROW_VIEWS: readonly ViewId[] = ['overview', 'leaderboard', 'trial', 'scatter', 'heatmap'];

/** Views that scroll as text. */
const TEXT_VIEWS: readonly ViewId[] = ['log', 'help'];

function moveRow(context: KeyContext, target: (row: number, last: number) => number): readonly Intent[] {
	const rows = context.rows();
	if (rows.length === 0) return [];
	const last = rows.length - 1;
	const row = Math.max(0, Math.min(last, target(context.cursorRow(), last)));
	const trial = rows[row];
	return trial === undefined ? [] : [ui({kind: 'select', trial, row, pageRows: context.pageRows})];
}

/** The log counts its scroll from the end, the help from the start. */
function scroll(context: KeyContext, by: number): readonly Intent[] {
	const most = Math.max(0, context.scrollLines() - context.pageRows);
	const signed = context.ui.view === 'log' ? -by : by;
	return [ui({kind: 'scroll', top: Math.max(0, Math.min(most, context.ui.scroll + signed))})];
}

function moveBy(by: (context: KeyContext) => number): (context: KeyContext) => readonly Intent[] {
	return context =>
		TEXT_VIEWS.includes(context.ui.view) ? scroll(context, by(context)) : moveRow(context, row => row + by(context));
}

/** One step of an arrow key: to the neighbour in a plot, else along the rows. */
function step(across: number, down: number): (context: KeyContext) => readonly Intent[] {
	const alongRows = moveBy(() => across + down);
	return context => {
		const trial = context.neighbour(across, down);
		return trial === undefined ? alongRows(context) : [ui({kind: 'select', trial, row: context.ui.top, pageRows: 1})];
	};
}

/** Keys that move the cursor or scroll. */
export const MOVE_BINDINGS: readonly Binding[] = [
	{id: 'up', keys: ['up', 'k'], title: 'one row up', run: step(0, -1)},
	{id: 'down', keys: ['down', 'j'], title: 'one row down', run: step(0, 1)},
	{id: 'page-up', keys: ['pageup', 'ctrl+b'], title: 'one page up', run: moveBy(c => -Math.max(1, c.pageRows - 1))},
	{
		id: 'page-down',
		keys: ['pagedown', 'ctrl+f'],
		title: 'one page down',
		run: moveBy(c => Math.max(1, c.pageRows - 1)),
	},
	{id: 'first', keys: ['home'], title: 'to the first row', run: moveBy(() => Number.NEGATIVE_INFINITY)},
	{id: 'last', keys: ['end', 'G'], title: 'to the last row', run: moveBy(() => Number.POSITIVE_INFINITY)},
	{
		id: 'previous-trial',
		keys: ['left', 'h'],
		title: 'to the left in a plot, else one row up',
		views: ROW_VIEWS,
		run: step(-1, 0),
	},
	{
		id: 'next-trial',
		keys: ['right', 'l'],
		title: 'to the right in a plot, else one row down',
		views: ROW_VIEWS,
		run: step(1, 0),
	},
	{
		id: 'focus',
		keys: ['tab', 'shift+tab'],
		title: 'more room for the other part: table or terminal, output or notices',
		views: ['overview', 'trial', 'log'],
		foot: 'pane',
		run: context => [ui({kind: 'focus', pane: context.ui.focus === 'main' ? 'side' : 'main'})],
	},
];
