import {assertNever} from '../domain/errors.ts';
import {findPlotId, type ViewId} from '../domain/view/view-table.ts';
import type {UiAction} from './ui-action.ts';
import type {Pane, UiState} from './ui-state.ts';

/** How many views `esc` can go back. */
const BACK = 8;

/** What a dragged border leaves of a pane at least. */
const LEAST_SHARE = 0.08;

/** Actions that change where the person looks: the view and its panes, the cursor, the scroll, the time. */
export type PlaceAction = Extract<
	UiAction,
	{kind: 'open-view' | 'go-back' | 'focus' | 'resize-pane' | 'select' | 'scroll' | 'time'}
>;

/** Folds an action on the place. */
export function reducePlace(state: UiState, action: PlaceAction): UiState {
	switch (action.kind) {
		case 'open-view':
			return openView(state, action.view);
		case 'go-back':
			return goBack(state);
		case 'focus':
			return state.focus === action.pane ? state : focusPane(state, action.pane);
		case 'resize-pane': {
			const share = Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, action.share));
			return state.panes[action.pane] === share ? state : {...state, panes: {...state.panes, [action.pane]: share}};
		}
		case 'select': {
			const {trial, table} = action;
			return {
				...state,
				cursor: trial,
				top: table === undefined ? state.top : topFor(state.top, table.row, table.pageRows),
			};
		}
		case 'scroll': {
			const scroll = Math.max(0, action.top);
			return scroll === state.scroll ? state : {...state, scroll};
		}
		case 'time':
			return {...state, time: {...state.time, ...action.change}};
		default:
			return assertNever(action);
	}
}

/** The part that has the most room takes it, also where a border was dragged. */
function focusPane(state: UiState, focus: Pane): UiState {
	const {terminal: _, output: __, ...panes} = state.panes;
	return {...state, focus, panes};
}

function openView(state: UiState, view: ViewId): UiState {
	if (view === state.view) return state.viewChosen ? state : {...state, viewChosen: true};
	const back = [...state.back.filter(v => v !== view), state.view].slice(-BACK);
	return {...state, view, viewChosen: true, back, scroll: 0, focus: 'main'};
}

function goBack(state: UiState): UiState {
	const isFiltered = state.view === 'leaderboard' || state.view === 'overview' || findPlotId(state.view) !== undefined;
	if (state.filter !== '' && isFiltered) return {...state, filter: '', top: 0};
	const view = state.back.at(-1);
	if (view === undefined) return state.view === 'overview' ? state : {...state, view: 'overview', scroll: 0};
	return {...state, view, back: state.back.slice(0, -1), scroll: 0, focus: 'main'};
}

/** The first visible row so that `row` is among `pageRows` visible ones, moved as little as possible. */
export function topFor(top: number, row: number, pageRows: number): number {
	const rows = Math.max(1, pageRows);
	if (row < top) return row;
	return row >= top + rows ? row - rows + 1 : top;
}
