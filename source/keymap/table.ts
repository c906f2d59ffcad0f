import {MOST_COMPARED} from '../domain/trial/compare.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {PLOT_IDS, VIEW_ROWS, type ViewId} from '../domain/view/view-table.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {formatSort} from '../store/table-choice.ts';
import {WARNINGS} from '../store/table-columns.ts';
import {type Binding, type KeyContext, whyNoNote} from './binding.ts';
import {BY_RANK} from './columns.ts';
import {openNotes} from './fields.ts';
import {openField} from './open-field.ts';

/** Views that show the leaderboard. */
export const TABLE_VIEWS: readonly ViewId[] = ['overview', 'leaderboard'];

/** Views with a trial under the cursor, or that show one. */
const MARK_VIEWS: readonly ViewId[] = VIEW_ROWS.flatMap(({id, opens}) =>
	opens === 'trial' || id === 'trial' ? [id] : [],
);

/** Views whose trials the filter chooses: the leaderboard and every plot. */
export const FILTER_VIEWS: readonly ViewId[] = [...TABLE_VIEWS, ...PLOT_IDS];

function shownColumns(context: KeyContext): readonly string[] {
	return context.columns().flatMap(column => (column.shown ? [column.id] : []));
}

/** Sorts by the column beside the one that is sorted by now. */
function sortBeside(context: KeyContext, by: 1 | -1): readonly Intent[] {
	const shown = shownColumns(context);
	const [first] = context.sort();
	const now = shown.indexOf(first?.column ?? '');
	const column = shown[(now + by + shown.length) % shown.length];
	const descending = context.ui.table.sort[0]?.descending ?? true;
	return column === undefined ? [] : [ui({kind: 'table', change: 'sort', sort: [{column, descending}]})];
}

function reverse(context: KeyContext): readonly Intent[] {
	const sort = context.sort().map(key => ({...key, descending: !key.descending}));
	return sort.length === 0 ? [say('nothing to sort by yet')] : [ui({kind: 'table', change: 'sort', sort})];
}

function pick(context: KeyContext, kind: 'sort' | 'columns'): readonly Intent[] {
	const columns = context.columns().map(column => column.id);
	const options = kind === 'sort' ? [BY_RANK, ...columns] : columns;
	const selected = kind === 'sort' ? Math.max(0, options.indexOf(context.ui.table.sort[0]?.column ?? BY_RANK)) : 0;
	return [ui({kind: 'mode', mode: {kind: 'pick', pick: kind, options, selected}})];
}

/**
 * Marks the trial under the cursor. In a table it steps down, so that a row of them is marked by holding the key; where
 * marks are not in one column they are counted.
 */
function mark(context: KeyContext): readonly Intent[] {
	const trial = context.selected();
	if (trial === undefined) return [say('no trial is under the cursor')];
	if (!TABLE_VIEWS.includes(context.ui.view))
		return [ui({kind: 'mark', trial: trial.trial}), sayMarked(trial, context)];
	const rows = context.rows();
	const row = Math.min(rows.length - 1, context.cursorRow() + 1);
	const next = rows[row];
	return [ui({kind: 'mark', trial: trial.trial}), ...(next === undefined ? [] : [selectTrial(context, next, row)])];
}

/** Puts the cursor on a trial. Only in a table its row is scrolled to: that of a plot says nothing about the table's. */
export function selectTrial(
	{ui: {view}, pageRows}: Pick<KeyContext, 'ui' | 'pageRows'>,
	trial: number,
	row: number,
): Intent {
	return ui({kind: 'select', trial, ...(TABLE_VIEWS.includes(view) ? {table: {row, pageRows}} : {})});
}

function sayMarked({trial}: TrialRecord, {ui: {marks}}: KeyContext): Intent {
	const isMarked = !marks.has(trial);
	const count = marks.size + (isMarked ? 1 : -1);
	return say(
		`#${trial} is ${isMarked ? 'marked' : 'not marked any more'}, ${count} in all${count > 1 ? ': C compares them' : ''}`,
	);
}

function scrollColumns(context: KeyContext, by: 1 | -1): readonly Intent[] {
	const {scrolled} = context.ui.table;
	if (by > 0 && context.columnsToTheRight() === 0) return [say('no column is further to the right')];
	return [ui({kind: 'table', change: 'scroll', to: scrolled + by})];
}

const WITHOUT_FLAGS = `-has:${WARNINGS}`;

/** Puts the clause that hides flagged trials into the filter, or takes it out. */
function toggleFlagged({ui: {filter}}: KeyContext): readonly Intent[] {
	const clauses = filter.split(/\s+/).filter(word => word !== '');
	if (clauses.includes(WITHOUT_FLAGS)) {
		const text = clauses.filter(word => word !== WITHOUT_FLAGS).join(' ');
		return [ui({kind: 'filter', text}), say('flagged trials are shown')];
	}
	const kept = filter.trim();
	// An "or" in what is there would let flagged trials pass by its other side.
	const text = kept === '' ? WITHOUT_FLAGS : `${/\||\bor\b/i.test(kept) ? `(${kept})` : kept} ${WITHOUT_FLAGS}`;
	return [ui({kind: 'filter', text}), say('flagged trials are hidden; R runs them again')];
}

function whyNoCompare({ui: {marks}}: KeyContext): string | undefined {
	if (marks.size >= 2 && marks.size <= MOST_COMPARED) return undefined;
	return `mark 2 to ${MOST_COMPARED} trials with space to compare them; ${marks.size} ${marks.size === 1 ? 'is' : 'are'} marked`;
}

/** Keys of the leaderboard. */
export const TABLE_BINDINGS: readonly Binding[] = [
	{
		id: 'filter',
		keys: ['/'],
		title: 'filter trials: lr>=1e-3 -state:failed | tag:night, opt:/^ad/, has:note',
		foot: 'filter',
		views: TABLE_VIEWS,
		run: ({ui: {filter}}) => [openField('filter', filter)],
	},
	{
		id: 'filter-plot',
		keys: ['/'],
		title: 'the plot of some trials only: lr>=1e-3 -state:failed | tag:night',
		foot: 'filter',
		footWhenRoom: true,
		views: PLOT_IDS,
		run: ({ui: {filter}}) => [openField('filter', filter)],
	},
	{
		id: 'sort',
		keys: ['s'],
		title: 'sort by one column, or by several',
		foot: 'sort',
		views: TABLE_VIEWS,
		run: c => pick(c, 'sort'),
	},
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
		id: 'sort-by',
		keys: [],
		title: 'type the order, as sweeptop table --sort takes it: -acc,lr',
		views: TABLE_VIEWS,
		run: context => [openField('sort-by', formatSort(context.sort()))],
	},
	{
		id: 'columns',
		keys: ['c'],
		title: 'choose columns, constants among them; move, freeze, bars, digits',
		foot: 'columns',
		views: TABLE_VIEWS,
		run: c => pick(c, 'columns'),
	},
	{
		id: 'columns-left',
		keys: ['left', 'h'],
		title: 'scroll the columns back',
		views: TABLE_VIEWS,
		run: c => scrollColumns(c, -1),
	},
	{
		id: 'columns-right',
		keys: ['right', 'l'],
		title: 'scroll to columns that found no room',
		views: TABLE_VIEWS,
		run: c => scrollColumns(c, 1),
	},
	{
		id: 'mark',
		keys: ['space'],
		title: 'mark the trial',
		foot: 'mark',
		footWhenRoom: true,
		views: MARK_VIEWS,
		run: mark,
	},
	{
		id: 'unchanged',
		keys: ['u'],
		title: 'hide columns that are the same in every trial, or show them',
		foot: 'hide unchanged',
		footWhenRoom: true,
		views: TABLE_VIEWS,
		run: context => [
			ui({kind: 'toggle-unchanged'}),
			say(context.ui.hideUnchanged ? 'unchanged columns are shown' : 'unchanged columns are hidden'),
		],
	},
	{
		id: 'raw',
		keys: ['.'],
		title: 'values as they were reported, or with prefixes (1.32 G)',
		views: TABLE_VIEWS,
		run: context => [
			ui({kind: 'table', change: 'raw'}),
			say(context.ui.table.raw ? 'values have prefixes' : 'values stand as they were reported'),
		],
	},
	{
		id: 'flagged',
		keys: ['f'],
		title: 'hide trials whose flags warn of their result, or show them',
		foot: 'hide flagged',
		footWhenRoom: true,
		views: TABLE_VIEWS,
		run: toggleFlagged,
	},
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
		foot: 'compare',
		views: MARK_VIEWS,
		whyNot: whyNoCompare,
		run: () => [ui({kind: 'open-view', view: 'compare'})],
	},
	{
		id: 'image',
		keys: ['i'],
		title: 'next picture among the files of the trial',
		views: ['trial'],
		whyNot: ({ui: {artifacts}}) =>
			artifacts?.image === undefined ? 'this trial left no picture (PNG) in its artifacts' : undefined,
		run: () => [ui({kind: 'next-image'})],
	},
	{
		id: 'tag',
		keys: ['T'],
		title: 'tag the trial, or all marked ones: words to add, -word takes one away',
		foot: 'tag',
		footWhenRoom: true,
		views: [...TABLE_VIEWS, 'trial'],
		whyNot: whyNoNote,
		run: context => openNotes(context, 'tag'),
	},
	{
		id: 'note',
		keys: ['N'],
		title: 'write a note on the trial, or on all marked ones',
		foot: 'note',
		footWhenRoom: true,
		views: [...TABLE_VIEWS, 'trial'],
		whyNot: whyNoNote,
		run: context => openNotes(context, 'note'),
	},
];
