import {type Intent, say, ui} from '../store/intent.ts';
import type {ViewId} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';

const TABLE_VIEWS: readonly ViewId[] = ['overview', 'leaderboard'];

function shownColumns(context: KeyContext): readonly string[] {
	return context.columns().flatMap(column => (column.shown ? [column.id] : []));
}

/** Sorts by the column beside the one that is sorted by now. */
function sortBeside(context: KeyContext, by: 1 | -1): readonly Intent[] {
	const shown = shownColumns(context);
	const now = shown.indexOf(context.sortColumn() ?? '');
	const column = shown[(now + by + shown.length) % shown.length];
	return column === undefined
		? []
		: [ui({kind: 'sort', sort: {column, descending: context.ui.sort?.descending ?? true}})];
}

function reverse(context: KeyContext): readonly Intent[] {
	const {sort} = context.ui;
	if (sort !== undefined) return [ui({kind: 'sort', sort: {...sort, descending: !sort.descending}})];
	const column = context.sortColumn();
	return column === undefined
		? [say('nothing to sort by yet')]
		: [ui({kind: 'sort', sort: {column, descending: false}})];
}

function pick(context: KeyContext, kind: 'sort' | 'columns'): readonly Intent[] {
	const columns = context.columns();
	const options = kind === 'sort' ? ['rank', ...columns.map(column => column.id)] : columns.map(column => column.id);
	const selected = Math.max(0, options.indexOf(context.ui.sort?.column ?? 'rank'));
	return [ui({kind: 'mode', mode: {kind: 'pick', pick: kind, options, selected: kind === 'sort' ? selected : 0}})];
}

/** Marks the trial under the cursor and steps down, so that a row of them is marked by holding the key. */
function mark(context: KeyContext): readonly Intent[] {
	const trial = context.selected();
	if (trial === undefined) return [];
	const rows = context.rows();
	const row = Math.min(rows.length - 1, context.cursorRow() + 1);
	const next = rows[row];
	return [
		ui({kind: 'mark', trial: trial.trial}),
		...(next === undefined ? [] : [ui({kind: 'select', trial: next, row, pageRows: context.pageRows})]),
	];
}

/** Keys of the leaderboard. */
export const TABLE_BINDINGS: readonly Binding[] = [
	{
		id: 'filter',
		keys: ['/'],
		title: 'filter trials: lr>=1e-3 -state:failed | tag:night',
		foot: 'filter',
		views: TABLE_VIEWS,
		run: ({ui: {filter}}) => [
			ui({
				kind: 'mode',
				mode: {kind: 'field', field: 'filter', input: {text: filter, caret: filter.length}, error: ''},
			}),
		],
	},
	{id: 'sort', keys: ['s'], title: 'sort by a column', foot: 'sort', views: TABLE_VIEWS, run: c => pick(c, 'sort')},
	{id: 'sort-reverse', keys: ['S'], title: 'reverse the order', views: TABLE_VIEWS, run: reverse},
	{
		id: 'sort-left',
		keys: ['<'],
		title: 'sort by the column to the left',
		views: TABLE_VIEWS,
		run: c => sortBeside(c, -1),
	},
	{
		id: 'sort-right',
		keys: ['>'],
		title: 'sort by the column to the right',
		views: TABLE_VIEWS,
		run: c => sortBeside(c, 1),
	},
	{
		id: 'columns',
		keys: ['c'],
		title: 'choose columns, constants among them',
		views: TABLE_VIEWS,
		run: c => pick(c, 'columns'),
	},
	{
		id: 'unchanged',
		keys: ['u'],
		title: 'hide columns that are the same in every trial, or show them',
		views: TABLE_VIEWS,
		run: context => [
			ui({kind: 'toggle-unchanged'}),
			say(context.ui.hideUnchanged ? 'unchanged columns are shown' : 'unchanged columns are hidden'),
		],
	},
	{id: 'mark', keys: ['space'], title: 'mark the trial', views: TABLE_VIEWS, run: mark},
	{
		id: 'clear-marks',
		keys: [],
		title: 'clear all marks',
		whyNot: context => (context.ui.marks.size === 0 ? 'no trial is marked' : undefined),
		run: () => [ui({kind: 'clear-marks'})],
	},
	{
		id: 'compare',
		keys: ['C'],
		title: 'compare the marked trials',
		views: TABLE_VIEWS,
		whyNot: () => 'this version has no compare view; marked trials can be re-run with r',
		run: () => [],
	},
];
