import {assertNever} from '../domain/errors.ts';
import {editText} from './text-field.ts';
import type {UiAction} from './ui-action.ts';
import type {UiState, ViewId} from './ui-state.ts';

/** How many views `esc` can go back. */
const BACK = 8;

/** Folds one action. The only writer of {@link UiState}; an action that changes nothing gives the same object. */
export function reduceUi(state: UiState, action: UiAction): UiState {
	switch (action.kind) {
		case 'open-view':
			return openView(state, action.view);
		case 'go-back':
			return goBack(state);
		case 'focus':
			return state.focus === action.pane ? state : {...state, focus: action.pane};
		case 'select':
			return {...state, cursor: action.trial, top: topFor(state.top, action.row, action.pageRows)};
		case 'scroll': {
			const scroll = Math.max(0, action.top);
			return scroll === state.scroll ? state : {...state, scroll};
		}
		case 'sort':
			return {...state, sort: action.sort, top: 0};
		case 'filter':
			return {...state, filter: action.text, top: 0};
		case 'toggle-column':
			return {...state, hiddenColumns: toggled(state.hiddenColumns, action.column)};
		case 'toggle-unchanged':
			return {...state, hideUnchanged: !state.hideUnchanged};
		case 'toggle-frozen':
			return {...state, frozen: !state.frozen};
		case 'completion-shown':
			return {...state, completionShown: true};
		case 'clear-message':
			return state.message === undefined ? state : {...state, message: undefined};
		case 'clear-marks':
			return {...state, marks: new Set()};
		case 'mark':
			return {...state, marks: toggled(state.marks, action.trial)};
		case 'plot':
			return {...state, plots: {...state.plots, [action.plot]: {...state.plots[action.plot], ...action.change}}};
		case 'message':
			return {...state, message: action.message};
		case 'output-loaded':
			return {...state, output: action.output};
		case 'mode':
			return {...state, mode: action.mode};
		case 'edit':
		case 'pick-row':
		case 'field-error':
			return reduceMode(state, action);
		default:
			return assertNever(action);
	}
}

type ModeAction = Extract<UiAction, {kind: 'edit' | 'pick-row' | 'field-error'}>;

/** Actions on the open field or list; without one they change nothing. */
function reduceMode(state: UiState, action: ModeAction): UiState {
	const {mode} = state;
	if (action.kind === 'edit') {
		if (mode.kind === 'field') return {...state, mode: {...mode, input: editText(mode.input, action.edit), error: ''}};
		if (mode.kind !== 'palette') return state;
		return {...state, mode: {...mode, input: editText(mode.input, action.edit), selected: 0}};
	}
	if (action.kind === 'field-error') {
		return mode.kind === 'field' ? {...state, mode: {...mode, error: action.error}} : state;
	}
	const selected = Math.max(0, action.selected);
	if (mode.kind === 'pick') return {...state, mode: {...mode, selected: Math.min(selected, mode.options.length - 1)}};
	if (mode.kind === 'palette') return {...state, mode: {...mode, selected}};
	return mode.kind === 'page' ? {...state, mode: {...mode, top: selected}} : state;
}

function openView(state: UiState, view: ViewId): UiState {
	if (view === state.view) return state;
	const back = [...state.back.filter(v => v !== view), state.view].slice(-BACK);
	return {...state, view, back, scroll: 0, focus: 'main'};
}

function goBack(state: UiState): UiState {
	if (state.filter !== '' && (state.view === 'leaderboard' || state.view === 'overview'))
		return {...state, filter: '', top: 0};
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

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
	const next = new Set(set);
	if (!next.delete(item)) next.add(item);
	return next;
}
