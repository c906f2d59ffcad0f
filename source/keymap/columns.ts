import {bestFirst, CELL_STYLES, type CellStyle, type Sort, sortedAlsoBy, sortedBy} from '../store/table-choice.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import type {Mode} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';
import {openField} from './open-field.ts';

const CLOSE: Intent = ui({kind: 'mode', mode: {kind: 'browse'}});

/** The row of the list of orders that stands for the rank. */
export const BY_RANK = 'rank';

type Pick = Extract<Mode, {kind: 'pick'}>;

/** Gives a key what is chosen in the open list; nothing where none is open or it is empty. */
function withOption(
	run: (option: string, mode: Pick, context: KeyContext) => readonly Intent[],
): (context: KeyContext) => readonly Intent[] {
	return context => {
		const {mode} = context.ui;
		const option = mode.kind === 'pick' ? mode.options[mode.selected] : undefined;
		return mode.kind !== 'pick' || option === undefined ? [CLOSE] : run(option, mode, context);
	};
}

function beginsHigh(option: string, context: KeyContext): boolean {
	return bestFirst(context.columns().find(column => column.id === option)?.goal);
}

/** The keys that another one is added to: the chosen ones, else the objective that the table is in the order of. */
function keysBefore(option: string, context: KeyContext): readonly Sort[] {
	const {sort} = context.ui.table;
	const shown = context.sort();
	return sort.length > 0 || shown.some(key => key.column === option) ? sort : shown;
}

/** Keys of the list of orders, beside those of every list. */
export const SORT_BINDINGS: readonly Binding[] = [
	{
		id: 'sort-alone',
		keys: ['enter'],
		title: 'sort by this column alone; again turns it round; one of several stays as it is',
		foot: 'sort by it',
		run: withOption((option, _mode, context) => {
			const {sort} = context.ui.table;
			// Whoever has put several together and ends with enter wants to keep them.
			if (sort.length > 1 && sort.some(key => key.column === option)) return [CLOSE];
			const alone = option === BY_RANK ? [] : sortedBy(sort, option, beginsHigh(option, context));
			return [ui({kind: 'table', change: 'sort', sort: alone}), CLOSE];
		}),
	},
	{
		id: 'sort-also',
		keys: ['space'],
		title: 'sort by this column too, among equals of those before: down, up, not',
		foot: 'and by it',
		run: withOption((option, _mode, context) => [
			ui({
				kind: 'table',
				change: 'sort',
				sort: option === BY_RANK ? [] : sortedAlsoBy(keysBefore(option, context), option, beginsHigh(option, context)),
			}),
		]),
	},
];

/** Moves the chosen column one place and stays on it. */
function move(by: 1 | -1): (context: KeyContext) => readonly Intent[] {
	return withOption((option, mode) => {
		const to = mode.selected + by;
		const other = mode.options[to];
		if (other === undefined) return [];
		const options = mode.options.with(to, option).with(mode.selected, other);
		return [
			ui({kind: 'mode', mode: {...mode, options, selected: to}}),
			ui({kind: 'table', change: 'order', order: options}),
		];
	});
}

/** So many of the shown columns as stand up to the chosen one stay in view; all of those again: only the first. */
function freeze(context: KeyContext): readonly Intent[] {
	return withOption((option, mode, {ui: {table}}) => {
		const shown = context.columns().flatMap(column => (column.shown && column.id !== 'flags' ? [column.id] : []));
		const upTo = new Set(mode.options.slice(0, mode.selected + 1));
		const count = shown.filter(id => upTo.has(id)).length;
		return [
			ui({kind: 'table', change: 'freeze', count: table.frozen === count ? 1 : count}),
			say(table.frozen === count ? 'only the first column stays' : `columns up to ${option} stay while others scroll`),
		];
	})(context);
}

function nextStyle(now: CellStyle | undefined): CellStyle {
	return CELL_STYLES[(CELL_STYLES.indexOf(now ?? 'text') + 1) % CELL_STYLES.length] ?? 'text';
}

/** Keys of the list of columns, beside those of every list. */
export const COLUMN_BINDINGS: readonly Binding[] = [
	{
		id: 'column-toggle',
		keys: ['enter', 'space'],
		title: 'show or hide the column',
		foot: 'show',
		run: withOption(option => [ui({kind: 'toggle-column', column: option})]),
	},
	{id: 'column-up', keys: ['K'], title: 'further to the left', foot: 'move', footKeys: 'J K', run: move(-1)},
	{id: 'column-down', keys: ['J'], title: 'further to the right', run: move(1)},
	{id: 'column-freeze', keys: ['f'], title: 'keep columns up to this one in view', foot: 'freeze', run: freeze},
	{
		id: 'column-style',
		keys: ['b'],
		title: 'digits alone, a bar, or the colour of the value',
		foot: 'bar',
		run: withOption((option, _mode, {ui: {table}}) => {
			const style = nextStyle(table.columns.get(option)?.style);
			return [ui({kind: 'table', change: 'column', column: option, to: {style}})];
		}),
	},
	{
		id: 'column-range',
		keys: ['r'],
		title: 'values at the ends of bar and colours',
		foot: 'range',
		run: withOption(option => [openField('range', `${option} `)]),
	},
	{
		id: 'column-default',
		keys: ['backspace'],
		title: 'all columns as they are with nothing chosen',
		foot: 'default',
		run: () => [ui({kind: 'table', change: 'default'}), CLOSE, say('all columns are as the sweep has them')],
	},
	{
		id: 'column-format',
		keys: ['d'],
		title: 'digits of the column: .4f .3g .2e',
		foot: 'digits',
		run: withOption(option => [openField('format', `${option} `)]),
	},
];
