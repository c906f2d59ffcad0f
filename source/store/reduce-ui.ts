import {assertNever} from '../domain/errors.ts';
import {reducePlace} from './reduce-place.ts';
import {reduceTable} from './reduce-table.ts';
import {editText} from './text-field.ts';
import type {UiAction} from './ui-action.ts';
import {plotChoiceOf, type ReplayMode, type UiState} from './ui-state.ts';

/** Folds one action. The only writer of {@link UiState}; an action that changes nothing gives the same object. */
export function reduceUi(state: UiState, action: UiAction): UiState {
	switch (action.kind) {
		case 'open-view':
		case 'go-back':
		case 'focus':
		case 'resize-pane':
		case 'select':
		case 'scroll':
		case 'time':
			return reducePlace(state, action);
		case 'table':
		case 'filter':
		case 'search':
		case 'toggle-column':
		case 'toggle-unchanged':
		case 'mark':
		case 'clear-marks':
			return reduceTable(state, action);
		case 'toggle-frozen':
			return {...state, frozen: !state.frozen};
		case 'completion-shown':
			return {...state, completionShown: true};
		case 'clear-message':
			return state.message === undefined ? state : {...state, message: undefined};
		case 'plot': {
			const choice = action.change === 'default' ? undefined : {...plotChoiceOf(state, action.plot), ...action.change};
			return {...state, plots: {...state.plots, [action.plot]: choice}};
		}
		case 'message':
			return {...state, message: action.message};
		case 'output-loaded':
			return {...state, output: action.output};
		case 'artifacts-loaded':
			return {...state, artifacts: action.artifacts};
		case 'next-image':
			return {...state, image: state.image + 1};
		case 'replay':
			return state.mode.kind === 'replay' ? {...state, mode: replayed({...state.mode, ...action.change})} : state;
		case 'settings':
			return {...state, settings: action.settings};
		case 'file-loaded':
			return {...state, files: {...state.files, [action.file]: action.lines}};
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

/** Within the recording; it stops at its end. */
function replayed(mode: ReplayMode): ReplayMode {
	const {fromMs, toMs} = mode.recording;
	const atMs = Math.max(fromMs, Math.min(toMs, mode.atMs));
	return {...mode, atMs, playing: mode.playing && atMs < toMs};
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
