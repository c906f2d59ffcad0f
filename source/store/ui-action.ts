import type {LoadedOutput, Message, Mode, Pane, PlotChoice, Sort, ViewId} from './ui-state.ts';

/** Edits of a line of text. */
export type FieldEdit =
	| {readonly kind: 'insert'; readonly text: string}
	| {readonly kind: 'backspace' | 'delete' | 'left' | 'right' | 'home' | 'end' | 'kill-word' | 'kill-line'};

/** Everything that can happen to {@link UiState}. */
export type UiAction =
	| {readonly kind: 'open-view'; readonly view: ViewId}
	| {readonly kind: 'go-back'}
	| {readonly kind: 'focus'; readonly pane: Pane}
	/** Puts the cursor on a row; `pageRows` rows of the table are visible. */
	| {readonly kind: 'select'; readonly trial: number; readonly row: number; readonly pageRows: number}
	| {readonly kind: 'scroll'; readonly top: number}
	| {readonly kind: 'sort'; readonly sort: Sort | undefined}
	| {readonly kind: 'filter'; readonly text: string}
	| {readonly kind: 'toggle-column'; readonly column: string}
	| {readonly kind: 'toggle-unchanged' | 'toggle-frozen' | 'completion-shown' | 'clear-message' | 'clear-marks'}
	| {readonly kind: 'mark'; readonly trial: number}
	| {readonly kind: 'plot'; readonly plot: 'scatter' | 'heatmap'; readonly change: Partial<PlotChoice>}
	| {readonly kind: 'mode'; readonly mode: Mode}
	| {readonly kind: 'edit'; readonly edit: FieldEdit}
	| {readonly kind: 'pick-row'; readonly selected: number}
	| {readonly kind: 'field-error'; readonly error: string}
	| {readonly kind: 'message'; readonly message: Message}
	| {readonly kind: 'output-loaded'; readonly output: LoadedOutput};
