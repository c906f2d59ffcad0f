import {changeTable} from './table-choice.ts';
import type {UiAction} from './ui-action.ts';
import type {UiState} from './ui-state.ts';

/** Actions on what the leaderboard and the log show of their lines. */
export type TableAction = Extract<
	UiAction,
	{kind: 'table' | 'filter' | 'search' | 'toggle-column' | 'toggle-unchanged' | 'mark' | 'clear-marks'}
>;

/** Folds an action on order, filter, columns, marks or search; one that changes nothing gives the same object. */
export function reduceTable(state: UiState, action: TableAction): UiState {
	switch (action.kind) {
		case 'table': {
			const table = changeTable(state.table, action);
			if (table === state.table) return state;
			if (action.change === 'default') return {...state, table, hiddenColumns: new Set(), hideUnchanged: false};
			return {...state, table, top: action.change === 'sort' ? 0 : state.top};
		}
		case 'filter':
			return {...state, filter: action.text, top: 0};
		case 'search':
			return {...state, search: {text: action.text, line: action.line}};
		case 'toggle-column':
			return {...state, hiddenColumns: toggled(state.hiddenColumns, action.column)};
		case 'toggle-unchanged':
			return {...state, hideUnchanged: !state.hideUnchanged};
		case 'mark':
			return {...state, marks: toggled(state.marks, action.trial)};
		case 'clear-marks':
			return {...state, marks: new Set()};
	}
}

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
	const next = new Set(set);
	if (!next.delete(item)) next.add(item);
	return next;
}
