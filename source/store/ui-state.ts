import type {Aggregate} from '../domain/aggregate.ts';
import type {Scalar} from '../domain/space.ts';

/** The views, in the order of their number keys. */
export const VIEW_IDS = ['overview', 'leaderboard', 'trial', 'scatter', 'heatmap', 'log', 'help'] as const;

/** One of {@link VIEW_IDS}. */
export type ViewId = (typeof VIEW_IDS)[number];

/**
 * The part of a view that has the most room: its figures, or what stands beside them (the terminal of overview and
 * trial, the notices of the log).
 */
export type Pane = 'main' | 'side';

/** What the person chose for a plot; absent is the default of the data. */
export type PlotChoice = {
	readonly x?: string;
	readonly y?: string;
	readonly color?: string;
	readonly metric?: string;
	/** Values of the parameters that are on no axis. */
	readonly fix: Readonly<Record<string, Scalar>>;
	readonly aggregate: Aggregate;
	readonly logScale: boolean;
};

/** Sort order of the leaderboard; undefined in {@link UiState} is by rank. */
export type Sort = {readonly column: string; readonly descending: boolean};

/** What a single line of text is typed for. */
export type FieldId = 'filter' | 'enqueue';

/** One line of text with a caret; `caret` counts code units. */
export type TextField = {readonly text: string; readonly caret: number};

/** What a list is opened for. */
export type PickId = 'sort' | 'columns' | 'x' | 'y' | 'color';

/** What is asked before it is done. */
export type Question =
	| {readonly kind: 'leave'}
	| {readonly kind: 'kill'; readonly trial: number}
	| {readonly kind: 'rerun-all'};

/** What the keys mean now. Each mode has a table of its own. */
export type Mode =
	| {readonly kind: 'browse'}
	| {readonly kind: 'field'; readonly field: FieldId; readonly input: TextField; readonly error: string}
	| {readonly kind: 'palette'; readonly input: TextField; readonly selected: number}
	| {readonly kind: 'pick'; readonly pick: PickId; readonly options: readonly string[]; readonly selected: number}
	| {readonly kind: 'ask'; readonly question: Question}
	/** Text to be read or copied by hand, over the view. */
	| {readonly kind: 'page'; readonly title: string; readonly lines: readonly string[]; readonly top: number}
	/** Keys go to the terminal of a trial. */
	| {readonly kind: 'attach'; readonly trial: number};

/** The lower foot line says this until the next key. */
export type Message = {readonly level: 'info' | 'warning' | 'error'; readonly text: string};

/** The output of an ended execution, as it was loaded for the log. */
export type LoadedOutput = {
	readonly trial: number;
	readonly execution: number;
	readonly lines: readonly string[] | undefined;
};

/** What the person sees. {@link reduceUi} is its only writer; it is never journaled. */
export type UiState = {
	readonly view: ViewId;
	/** Views to go back to, the last one next. */
	readonly back: readonly ViewId[];
	readonly focus: Pane;
	/** The trial under the cursor; undefined until the person moved: then the first row. */
	readonly cursor: number | undefined;
	/** First visible row of the leaderboard. */
	readonly top: number;
	/** First visible row of a view that scrolls as text; in the log counted from the end. */
	readonly scroll: number;
	readonly sort: Sort | undefined;
	readonly filter: string;
	readonly hiddenColumns: ReadonlySet<string>;
	readonly hideUnchanged: boolean;
	readonly marks: ReadonlySet<number>;
	readonly plots: Readonly<Record<'scatter' | 'heatmap', PlotChoice>>;
	readonly mode: Mode;
	/** The screen stands still though the sweep goes on. */
	readonly frozen: boolean;
	readonly message: Message | undefined;
	readonly output: LoadedOutput | undefined;
	/** The completion of the sweep was shown once. */
	readonly completionShown: boolean;
};

const PLOT: PlotChoice = {fix: {}, aggregate: 'mean', logScale: false};

/** The screen as it opens. */
export function createUiState(view: ViewId = 'overview'): UiState {
	return {
		view,
		back: [],
		focus: 'main',
		cursor: undefined,
		top: 0,
		scroll: 0,
		sort: undefined,
		filter: '',
		hiddenColumns: new Set(),
		hideUnchanged: false,
		marks: new Set(),
		plots: {scatter: PLOT, heatmap: PLOT},
		mode: {kind: 'browse'},
		frozen: false,
		message: undefined,
		output: undefined,
		completionShown: false,
	};
}
