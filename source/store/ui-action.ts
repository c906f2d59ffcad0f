import type {Settings} from '../domain/settings.ts';
import type {TimeView} from './time-view.ts';
import type {PlotChoice} from '../domain/view/plot-choice.ts';
import type {PlotId, ViewId} from '../domain/view/view-table.ts';
import type {TableChange} from './table-choice.ts';
import type {LoadedArtifacts, LoadedOutput, Message, Mode, Pane, PaneId, ReplayMode, RunFile} from './ui-state.ts';

/** Edits of a line of text. */
export type FieldEdit =
	| {readonly kind: 'insert'; readonly text: string}
	| {readonly kind: 'backspace' | 'delete' | 'left' | 'right' | 'home' | 'end' | 'kill-word' | 'kill-line'};

/** Everything that can happen to {@link UiState}. */
export type UiAction =
	| {readonly kind: 'open-view'; readonly view: ViewId}
	| {readonly kind: 'go-back'}
	| {readonly kind: 'focus'; readonly pane: Pane}
	| {readonly kind: 'resize-pane'; readonly pane: PaneId; readonly share: number}
	/** Puts the cursor on a trial, and in a table its row among the `pageRows` visible ones; without `table` none is scrolled. */
	| {
			readonly kind: 'select';
			readonly trial: number;
			readonly table?: {readonly row: number; readonly pageRows: number};
	  }
	| {readonly kind: 'scroll'; readonly top: number}
	| ({readonly kind: 'table'} & TableChange)
	| {readonly kind: 'filter'; readonly text: string}
	| {readonly kind: 'search'; readonly text: string; readonly line: number | undefined}
	| {readonly kind: 'toggle-column'; readonly column: string}
	| {readonly kind: 'toggle-unchanged'}
	| {readonly kind: 'clear-marks'}
	| {readonly kind: 'toggle-frozen' | 'completion-shown' | 'clear-message'}
	| {readonly kind: 'mark'; readonly trial: number}
	/** `default` is as the data have it, with nothing chosen. */
	| {readonly kind: 'plot'; readonly plot: PlotId; readonly change: Partial<PlotChoice> | 'default'}
	| {readonly kind: 'time'; readonly change: TimeView}
	| {readonly kind: 'replay'; readonly change: Partial<Pick<ReplayMode, 'atMs' | 'playing' | 'speed'>>}
	| {readonly kind: 'settings'; readonly settings: Settings}
	| {readonly kind: 'file-loaded'; readonly file: RunFile; readonly lines: readonly string[]}
	| {readonly kind: 'mode'; readonly mode: Mode}
	| {readonly kind: 'edit'; readonly edit: FieldEdit}
	| {readonly kind: 'pick-row'; readonly selected: number}
	| {readonly kind: 'field-error'; readonly error: string}
	| {readonly kind: 'message'; readonly message: Message}
	| {readonly kind: 'output-loaded'; readonly output: LoadedOutput}
	| {readonly kind: 'artifacts-loaded'; readonly artifacts: LoadedArtifacts}
	| {readonly kind: 'next-image'};
